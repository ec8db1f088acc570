import type { Keypair } from "../wallet/index.js";
import { calls } from "./calls.js";
import type { ChainClient, Head } from "./chainClient.js";
import type { PulseSource } from "./pulseSources.js";
import { type BeaconInfo, roundAt } from "./readBeacon.js";

/** Pulses that one call brings at most. */
const PULSES_PER_CALL = 10;

/** How far back a relayer starts that finds the chain far behind. */
const START_MS = 60_000;

export interface RelayModules {
	readonly client: ChainClient;
	/** Holds the fee for a moment: pulses newer than the chain's cost nothing. */
	readonly signer: Keypair;
	readonly source: PulseSource;
	readonly signal: AbortSignal;
	/** Told of the rounds that are on the chain now. */
	readonly onRounds: (rounds: readonly number[]) => void;
	/** Told of what went wrong; the next block is another try. */
	readonly onProblem: (problem: string) => void;
	readonly now?: () => number;
}

/**
 * Brings the beacon's pulses to the chain at each block, as long as a subnet wants its weights secret: what was
 * signed since the last block, and rounds that were left out and that a commit waits for. Ends with the signal.
 */
export async function relayPulses(modules: RelayModules): Promise<void> {
	const { client, signal } = modules;
	let busy = false;
	const unsubscribe = await client.subscribeHeads((head) => {
		if (busy || signal.aborted) return;
		busy = true;
		bring(head, modules)
			.catch((error: unknown) => {
				if (!signal.aborted) modules.onProblem(error instanceof Error ? error.message : String(error));
			})
			.finally(() => {
				busy = false;
			});
	});
	if (signal.aborted) unsubscribe();
	else signal.addEventListener("abort", unsubscribe, { once: true });
}

async function bring({ hash }: Head, modules: RelayModules): Promise<void> {
	const { client, signer, source, signal } = modules;
	const subnets = await client.subnets(hash);
	if (!subnets.some(({ hyperparameters }) => hyperparameters.commitRevealWeightsEnabled === true)) return;
	const beacon = await client.beacon(hash);
	if (beacon === undefined) return;
	const newer = newerRounds(beacon, (modules.now ?? Date.now)());
	// apart from each other: a call that brings a round that was left out pays its fee
	for (const rounds of [...inParts(newer), ...inParts(await client.strandedRounds(hash))]) {
		if (signal.aborted) return;
		const pulses = await Promise.all(
			rounds.map(async (round) => ({ round, signature: await source(round, signal) })),
		);
		await client.submit(calls.writePulses(pulses), signer, { signal, waitFor: "inBlock" });
		modules.onRounds(rounds);
	}
}

/** Rounds that a beacon has signed since the newest that the chain knows, oldest first. */
function newerRounds(beacon: BeaconInfo, nowMs: number): number[] {
	const newest = roundAt(beacon, nowMs);
	const first = Math.max(beacon.lastRound + 1, newest - Math.ceil(START_MS / beacon.periodMs) + 1, 1);
	return Array.from({ length: Math.max(0, newest - first + 1) }, (_, index) => first + index);
}

function inParts(rounds: readonly number[]): number[][] {
	return Array.from({ length: Math.ceil(rounds.length / PULSES_PER_CALL) }, (_, part) =>
		rounds.slice(part * PULSES_PER_CALL, (part + 1) * PULSES_PER_CALL),
	);
}
