import { statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname } from "node:path";
import type { Logger } from "pino";
import { isPublicAddress, readIpAddress, type TaskBundle, verifyModelFile } from "../../subnets/index.js";
import { askOneChallenge } from "../askOneChallenge.js";
import { describeCap } from "../engine/memoryCap.js";
import { type EngineOptions, startEngine } from "../engine/startEngine.js";
import { MinerPortError } from "../errors.js";
import { isLoopback } from "../isLoopback.js";
import { nearOriginOf, originOf } from "../originOf.js";
import type { UpstreamOptions } from "../upstream/upstreamOptions.js";
import { DOCTOR_AGENT } from "./doctorAgent.js";
import { bad, good, unknown, type Verdict, warning } from "./finding.js";

/** Least free space for nonces, withheld rows and logs. */
const LEAST_FREE_BYTES = 2 ** 30;
/** The part of the manifest's time limit that an answer may take on a machine with nothing else to do. */
const COMFORTABLE_SHARE = 0.5;
const LOOK_MS = 5_000;
/** How long a request from outside shows that the way in is open: validators that ask at all ask more often. */
const SHOWS_FOR_S = 3_600;

export async function checkModel(
	bundle: TaskBundle,
	upstream: UpstreamOptions | undefined,
): Promise<Verdict> {
	const { sha256, name } = bundle.manifest.model;
	if (upstream !== undefined)
		return unknown(`${name} runs at ${upstream.servers.join(", ")}: its file is not this machine's`);
	try {
		await verifyModelFile(bundle);
		return good(`${name} has the manifest's sha256, ${sha256.slice(0, 12)}…`);
	} catch (error) {
		return fromError(error);
	}
}

/** Starts the engine as the miner would, and has it answer one challenge. */
export async function checkEngine(
	options: EngineOptions,
	bundle: TaskBundle,
	modules: { logger: Logger; signal: AbortSignal },
): Promise<Verdict> {
	const began = performance.now();
	let engine: Awaited<ReturnType<typeof startEngine>> | undefined;
	try {
		engine = await startEngine(options, { ...modules, weightOf: () => 1 });
		const startMs = performance.now() - began;
		const { result, answerMs } = await askOneChallenge({ bundle, engine }, { caller: options.miner });
		if (!result.ok) return bad(`one challenge: ${result.code}, ${result.message}`, result.remedy);
		const { provider, fallback } = engine.provider;
		const where = options.upstream?.servers.join(", ") ?? describeCap(engine.cap);
		const found = `${provider} (${where}): ready in ${ms(startMs)}, one challenge answered in ${ms(answerMs)}`;
		if (answerMs > options.timeoutMs * COMFORTABLE_SHARE)
			return warning(
				`${found}, of ${ms(options.timeoutMs)} that validators wait`,
				options.upstream === undefined
					? "Give it more --threads, or a faster machine: under load answers will come too late."
					: "Put faster servers behind it, or more of them: under load answers will come too late.",
			);
		if (fallback !== undefined)
			return warning(`${found}; ${fallback}`, "Mend the GPU's driver, or ask for --execution-provider cpu.");
		return good(found);
	} catch (error) {
		return fromError(error);
	} finally {
		await engine?.stop();
	}
}

/** Free space where nonces and rows are kept; the folder itself need not be there yet. */
export async function checkDisk(folder: string): Promise<Verdict> {
	let at = folder;
	for (;;) {
		try {
			const { bavail, bsize } = await statfs(at);
			const free = bavail * bsize;
			const found = `${(free / 2 ** 30).toFixed(1)} GiB free for ${folder}`;
			if (free >= LEAST_FREE_BYTES) return good(found);
			return bad(
				found,
				"Free at least 1 GiB, or name another folder by --data: nonces must survive a restart.",
			);
		} catch (error) {
			const above = dirname(at);
			if ((error as NodeJS.ErrnoException).code !== "ENOENT" || above === at) return fromError(error);
			at = above;
		}
	}
}

/** What is behind the miner's own port. `anothers` is the hotkey of a miner that is not the one examined. */
export type PortState = "serving" | "free" | { readonly anothers: string } | { readonly taken: string };

/**
 * Whether the miner answers on the port, another one does, nobody does, or something else has it.
 *
 * @param hotkey - the own one; undefined: any miner is taken for it
 */
export async function lookAtPort(host: string, port: number, hotkey: string | undefined): Promise<PortState> {
	const origin = nearOriginOf(host, port);
	if (await isHealthy(origin)) {
		const found = hotkey === undefined ? undefined : await hotkeyBehind(origin);
		return found === undefined || found === hotkey ? "serving" : { anothers: found };
	}
	return new Promise((resolve) => {
		const probe = createServer();
		probe.once("error", (error: NodeJS.ErrnoException) => resolve({ taken: error.code ?? error.message }));
		probe.listen(port, host, () => probe.close(() => resolve("free")));
	});
}

export function checkPort(state: PortState, host: string, port: number): Verdict {
	if (state === "serving") return good(`a miner answers on ${host}:${port}`);
	if (state === "free") return good(`${host}:${port} is free for the miner`);
	if ("anothers" in state)
		return bad(
			`the miner that answers on ${host}:${port} is that of hotkey ${state.anothers}`,
			"Choose another --port, or name that miner's --wallet and --hotkey.",
		);
	const { message, remedy } = new MinerPortError(host, port, state.taken);
	return bad(message, remedy);
}

/**
 * Whether the published address leads to the miner. From this machine that shows no more than that the way there and back
 * is open; a request that came from outside lately shows that others find it.
 *
 * @param lastOutside - when one came last, seconds since 1970
 */
export async function checkOutside(
	own: { readonly ip: string; readonly port: number; readonly host: string },
	state: PortState,
	lastOutside: number | undefined,
	nowMs: number,
): Promise<Verdict> {
	const at = `${own.ip}:${own.port}`;
	if (state !== "serving")
		return {
			state: "unknown",
			found: `the miner does not run, so it does not answer at ${at}: start it and ask again`,
		};
	const agoS = lastOutside === undefined ? undefined : nowMs / 1000 - lastOutside;
	if (agoS !== undefined && agoS < SHOWS_FOR_S)
		return good(`another machine's request came in ${agoS.toFixed(0)} s ago`);
	if (isLoopback(own.ip))
		return warning(
			`${at} is this machine alone: right for a network on it, out of every other one's reach`,
			"For a network of several machines start the miner with --host 0.0.0.0 and --external-ip.",
		);
	const address = readIpAddress(own.ip);
	if (address !== undefined && !isPublicAddress(address))
		return warning(
			`${at} is no public address: other networks cannot reach it`,
			"Start the miner with --external-ip, and forward the port to this machine where a router is between.",
		);
	const came =
		agoS === undefined
			? "no request came from another machine yet"
			: `another machine's request came last ${(agoS / 3600).toFixed(1)} hours ago`;
	const leadsHere = await isHealthy(originOf(own.ip, own.port));
	if (leadsHere || agoS !== undefined)
		return warning(
			`${at} ${leadsHere ? "leads here" : "does not lead here"} from this machine; ${came}`,
			`Ask from another network: curl http://${at}/v2/health/live`,
		);
	if (isLoopback(own.host))
		return bad(
			`nothing answers at ${at}: the miner listens on ${own.host}, which other machines cannot reach`,
			"Start the miner with --host 0.0.0.0, or have a reverse proxy on this machine pass requests on.",
		);
	return bad(
		`nothing answers at ${at}, and ${came}`,
		"Open the port in the firewall and forward it in the router; some routers do not lead back to their own address, so try curl from another network.",
	);
}

/** The hotkey of the miner that answers; undefined where it does not say. */
async function hotkeyBehind(origin: string): Promise<string | undefined> {
	try {
		const response = await fetch(`${origin}/v2`, {
			signal: AbortSignal.timeout(LOOK_MS),
			redirect: "error",
			headers: { "User-Agent": DOCTOR_AGENT },
		});
		const { ganglion } = (await response.json()) as { ganglion?: { hotkey?: unknown } };
		return typeof ganglion?.hotkey === "string" ? ganglion.hotkey : undefined;
	} catch {
		return undefined;
	}
}

async function isHealthy(origin: string): Promise<boolean> {
	try {
		const response = await fetch(`${origin}/v2/health/live`, {
			signal: AbortSignal.timeout(LOOK_MS),
			redirect: "error",
			headers: { "User-Agent": DOCTOR_AGENT },
		});
		const body = (await response.json()) as { live?: unknown };
		return response.ok && body.live === true;
	} catch {
		return false;
	}
}

function ms(value: number): string {
	return value < 10_000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(0)} s`;
}

/** Every room's errors carry a remedy, each from a base class of its own. */
export function fromError(error: unknown): Verdict {
	const { message, remedy } = error instanceof Error ? (error as Error & { remedy?: unknown }) : {};
	return bad(
		message ?? String(error),
		typeof remedy === "string" ? remedy : "Read the message, and try again.",
	);
}
