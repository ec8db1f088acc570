import { type ExportedVerdict, parseEvidenceDocument } from "../../validator/index.js";

/** What localnet reads from one validator's gateway. A gateway that does not answer (yet) reads as empty. */
export interface GatewayReader {
	readonly name: string;
	scores(): Promise<readonly { netuid: number; hotkey: string; score: number }[]>;
	/** Failed verdicts, and answers that did not come, since the last call, oldest first, in words. */
	newFaults(): Promise<readonly Fault[]>;
	/** Verdicts with their evidence, for the report: the newest of each code of each miner. */
	verdicts(): Promise<readonly ExportedVerdict[]>;
}

/** What a validator found about a miner's answer. */
export interface Fault {
	readonly netuid: number;
	readonly uid: number;
	readonly reason: string;
	/** `fail`: the answer shows it; `none`: there is none to look at. */
	readonly verdict: "fail" | "none";
}

/** How long a gateway on this machine may take to answer. */
const answerMs = 10_000;

export function openGatewayReader(options: { readonly name: string; readonly url: string }): GatewayReader {
	/** Of each verdict the newest that was read. */
	const lastIds = { fail: 0, none: 0 };
	const read = async (path: string): Promise<unknown> => {
		const response = await fetch(`${options.url}${path}`, { signal: AbortSignal.timeout(answerMs) });
		return response.ok ? await response.json() : undefined;
	};
	const readOr = async <T>(path: string, empty: T): Promise<T> => {
		try {
			return ((await read(path)) as T | undefined) ?? empty;
		} catch {
			return empty;
		}
	};
	return {
		name: options.name,
		async scores() {
			const empty: { scores: { netuid: number; hotkey: string; score: number }[] } = { scores: [] };
			return (await readOr("/api/scores", empty)).scores;
		},
		async newFaults() {
			const empty: { verdicts: (Fault & { id: number })[] } = { verdicts: [] };
			const found = await Promise.all(
				(["fail", "none"] as const).map(async (verdict) => {
					const path = `/api/verdicts?verdict=${verdict}&limit=50&after=${lastIds[verdict]}`;
					const { verdicts } = await readOr(path, empty);
					lastIds[verdict] = Math.max(lastIds[verdict], ...verdicts.map(({ id }) => id));
					return verdicts;
				}),
			);
			return found.flat().sort((a, b) => a.id - b.id);
		},
		// Evidence is what the report is for: a gateway that cannot give it is a failure, not an empty list.
		verdicts: async () => parseEvidenceDocument(await read("/api/verdicts?each=2&evidence=true")),
	};
}
