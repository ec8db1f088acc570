import { type ExportedVerdict, parseEvidenceDocument } from "../../validator/index.js";

/** What localnet reads from one validator's gateway. A gateway that does not answer (yet) reads as empty. */
export interface GatewayReader {
	readonly name: string;
	scores(): Promise<readonly { netuid: number; hotkey: string; score: number }[]>;
	/** Failed verdicts since the last call, oldest first, in words. */
	newFaults(): Promise<readonly { netuid: number; uid: number; reason: string }[]>;
	/** Verdicts with their evidence, for the report: the newest of each code of each miner. */
	verdicts(): Promise<readonly ExportedVerdict[]>;
}

/** How long a gateway on this machine may take to answer. */
const answerMs = 10_000;

export function openGatewayReader(options: { readonly name: string; readonly url: string }): GatewayReader {
	let lastId = 0;
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
			const empty: { verdicts: { id: number; netuid: number; uid: number; reason: string }[] } = {
				verdicts: [],
			};
			const { verdicts } = await readOr(`/api/verdicts?verdict=fail&limit=50&after=${lastId}`, empty);
			lastId = Math.max(lastId, ...verdicts.map(({ id }) => id));
			return [...verdicts].sort((a, b) => a.id - b.id);
		},
		// Evidence is what the report is for: a gateway that cannot give it is a failure, not an empty list.
		verdicts: async () => parseEvidenceDocument(await read("/api/verdicts?each=2&evidence=true")),
	};
}
