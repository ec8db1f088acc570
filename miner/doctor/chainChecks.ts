import { setTimeout as delay } from "node:timers/promises";
import { inTokens, type RegistrationPrice, unpaidRegistration } from "../../chain/client/index.js";
import type { Clock } from "../../subnets/index.js";
import { NotRegisteredError } from "../errors.js";
import { defaultMinerLimits } from "../minerLimits.js";
import type { MinerChain, MinerMetagraph, MinerNeuron } from "../registration/minerChain.js";
import { bad, good, unknown, type Verdict, warning } from "./finding.js";

/** What the doctor asks of the chain; chain/client's ChainClient satisfies it. */
export interface DoctorChain extends Omit<MinerChain, "submit"> {
	readonly slotDurationMs: number;
	/** The time that the best block states, ms. */
	timestampMs(): Promise<number>;
}

/** What a clock may be behind: beyond it requests look to a miner as if they came from the future. */
const BEHIND_MS = defaultMinerLimits.nonceSkewMs;
/** How old a block may be that has just come: half the age at which a miner refuses a request as too old. */
const AHEAD_MS = defaultMinerLimits.nonceAgeMs / 2;
/** Blocks without a new one before the chain counts as standing still. */
const STILL_BLOCKS = 5;
/** Looks for a new block in the time of one, and for how many times that. */
const LOOKS_A_BLOCK = 20;
const BLOCKS_WAITED = 3;

/**
 * The clock, against the time that the next block states when it comes: that of a block at hand tells it no better than
 * to within the time between two, which is longer than a request lives.
 */
export async function watchClock(
	chain: Pick<DoctorChain, "timestampMs" | "slotDurationMs">,
	modules: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Verdict> {
	const { slotDurationMs } = chain;
	const nowMs = () => Number(modules.clock.nowNs() / 1_000_000n);
	const first = await chain.timestampMs();
	for (let look = 0; look < BLOCKS_WAITED * LOOKS_A_BLOCK; look++) {
		await delay(slotDurationMs / LOOKS_A_BLOCK, undefined, { signal: modules.signal });
		const blockMs = await chain.timestampMs();
		if (blockMs !== first) return checkClock(nowMs(), { blockMs, slotDurationMs, isNew: true });
	}
	return checkClock(nowMs(), { blockMs: first, slotDurationMs, isNew: false });
}

/** @param block.isNew - whether it came just now; how long ago it came is not known otherwise */
export function checkClock(
	nowMs: number,
	block: { readonly blockMs: number; readonly slotDurationMs: number; readonly isNew: boolean },
): Verdict {
	const { blockMs, slotDurationMs, isNew } = block;
	const ahead = blockMs - nowMs;
	const age = nowMs - blockMs;
	if (ahead > BEHIND_MS)
		return bad(
			`this clock is ${seconds(ahead)} behind the chain's newest block`,
			"Set the clock by NTP (timedatectl set-ntp true): requests signed now would look as if they came from the future.",
		);
	if (isNew && age > AHEAD_MS)
		return warning(
			`a block that came just now is ${seconds(age)} old by this clock: it is ahead, or the chain's node is late`,
			"Set the clock by NTP (timedatectl set-ntp true): a miner whose clock is ahead refuses requests as too old.",
		);
	if (age > STILL_BLOCKS * slotDurationMs + AHEAD_MS)
		return warning(
			`the newest block is ${seconds(age)} old: the chain stands still, or this clock is ahead`,
			"Compare with another clock (timedatectl), and look whether the chain's node is in step.",
		);
	return good(`the newest block is ${seconds(Math.max(0, age))} old by this clock`);
}

export function checkRegistration(
	metagraph: MinerMetagraph,
	options: { readonly netuid: number; readonly hotkey: string; readonly started: boolean },
): Verdict {
	const { netuid, hotkey, started } = options;
	const own = metagraph.neurons.find((neuron) => neuron.hotkey === hotkey);
	if (own === undefined) {
		const { message, remedy } = new NotRegisteredError(netuid, hotkey);
		return bad(message, remedy);
	}
	if (!started)
		return warning(
			`uid ${own.uid} on subnet ${netuid}, which its owner has not started`,
			"Wait: it pays nothing before `ganglion subnet start`, which is its owner's to do.",
		);
	return good(`uid ${own.uid} of ${metagraph.neurons.length} on subnet ${netuid}`);
}

/** Free tokens are for a registration; a miner that has its uid needs none. */
export function checkBalance(price: RegistrationPrice, isRegistered: boolean): Verdict {
	const found = `${inTokens(price.freeRao)} τ free; a registration takes ${inTokens(price.burnRao)} τ now`;
	const unpaid = unpaidRegistration(price);
	if (unpaid === undefined) return good(found);
	if (isRegistered)
		return warning(
			found,
			"Keep the price of a registration on the coldkey, for the day the hotkey loses its uid.",
		);
	return bad(found, unpaid.remedy);
}

/** @param published.uri - where its bundle is; `ganglion:<name>` for one that ships */
export function checkTask(
	published: { readonly hash: string; readonly uri?: string } | undefined,
	served: { readonly hash: string; readonly name: string },
): Verdict {
	if (published === undefined)
		return warning("the subnet publishes no task", "Ask its owner which bundle validators run.");
	const hash = published.hash.replace(/^0x/, "").toLowerCase();
	if (hash === served.hash) return good(`the subnet publishes this bundle, ${short(hash)}`);
	const { uri = "a bundle" } = published;
	const shipped = /^ganglion:(.+)$/.exec(uri)?.[1];
	return bad(
		`the subnet publishes ${uri} (${short(hash)}), this one is ${served.name} (${short(served.hash)})`,
		shipped !== undefined && shipped !== served.name
			? `See whether --netuid is the subnet that you mean; it is served by --task ${shipped}.`
			: "Get the subnet's present bundle, and start the miner with --task <its folder>.",
	);
}

/** The endpoint that the chain shows, against the one that the miner would publish. */
export function checkEndpoint(
	neuron: MinerNeuron | undefined,
	own: { readonly ip: string; readonly port: number },
): Verdict {
	if (neuron === undefined) return unknown("no uid, so no endpoint");
	const { axon } = neuron;
	const wanted = `${own.ip}:${own.port}`;
	if (axon === undefined)
		return bad("the chain shows no endpoint", `Start the miner: it publishes ${wanted}.`);
	const shown = `${axon.ip}:${axon.port}`;
	if (shown === wanted) return good(`the chain shows ${shown}`);
	return bad(
		`the chain shows ${shown}, this miner is ${wanted}`,
		"Start the miner again with --external-ip and --external-port as others reach it, or stop the other miner with this hotkey.",
	);
}

function seconds(ms: number): string {
	return `${(ms / 1000).toFixed(1)} s`;
}

function short(hash: string): string {
	return `${hash.slice(0, 12)}…`;
}
