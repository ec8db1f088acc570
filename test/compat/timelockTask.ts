import { calls } from "../../chain/client/index.js";
import { keypairFromUri } from "../../chain/wallet/index.js";
import type { Facts } from "./facts.js";
import { type FakeClock, fakeClock } from "./fakeClock.js";
import { PULSE, timeOf } from "./quicknet.js";
import type { Ran } from "./runClient.js";
import type { Judged, Unavailable } from "./taskBook.js";
import { taskState } from "./taskState.js";
import { startWorld, type World } from "./world.js";

/** Runs the client's command that commits weights, in this world and at this time. */
type Commit = (world: World, facts: Facts, environment: Record<string, string>) => Promise<Ran>;

/** As the clients of both lines take a block to last. */
const BLOCK_MS = 12_000;

/** Before all that a test does on chain, as its clock only moves forward. */
const START_MS = timeOf(1) - 86_400_000;

/** Quicknet has begun, and two epochs are left until the pulse. */
const LEARNING_MS = timeOf(100);

/**
 * Whether a chain whose beacon is quicknet opens what a client sealed for it. Clients choose the round by the clock,
 * and quicknet's pulse of that round is needed: so this is a world of August 2023, in which a client first commits at
 * any time, to learn how far ahead its round is, and then at the time that leads to the recorded pulse. That second
 * commit takes the place of the first. The pulse comes to the chain in the epoch in which the commit is due.
 */
export async function judgeOpened(commit: Commit): Promise<Judged | Unavailable> {
	const clock = await fakeClock();
	if ("unavailable" in clock) return clock;
	const world = await startWorld({
		argv: ["--seal", "instant", "--block-ms", String(BLOCK_MS)],
		// no key: quicknet's
		genesis: { drand: { publicKey: "0x" } },
		environment: clock.at(START_MS, "runs"),
	});
	try {
		return await judgeIn(world, clock, commit);
	} finally {
		await world.close();
	}
}

async function judgeIn(
	world: World,
	clock: Exclude<FakeClock, Unavailable>,
	commit: Commit,
): Promise<Judged> {
	const state = taskState(() => world);
	const { chain } = world;
	const { hotkey } = await state.validator("neuron");
	const netuid = await state.startedSubnet();
	await state.commitReveal(true);
	await world.sudo(calls.setHyperparameter(netuid, "weightsSetRateLimit", 0));
	await world.fastForwardToEpoch(netuid);
	const closed = async () => (await chain.timelockedCommits(netuid, hotkey.address))[0];
	const commitAt = async (ms: number): Promise<Ran> => {
		await world.setTime(ms);
		// the block that has this time
		await world.fastForward(1);
		return commit(world, await state.facts(), clock.at(ms, "stands"));
	};

	const first = await commitAt(LEARNING_MS);
	const learnt = await closed();
	if (learnt === undefined) return { ran: first, effect: false, read: "no commit" };
	const aheadMs = timeOf(learnt.round) - LEARNING_MS;
	// by then the chain has sealed the first commit, and one more block for its time
	const ran = await commitAt(timeOf(PULSE.round) - aheadMs + 2 * BLOCK_MS);
	const sealed = await closed();
	await world.fastForwardToEpoch(netuid);
	// due, and closed as long as the signature is missing
	const nothing = !(await state.rowIsSet()) && (await closed()) !== undefined;
	await chain.submit(
		calls.writePulses([{ round: PULSE.round, signature: Buffer.from(PULSE.signature, "hex") }]),
		keypairFromUri("//Alice"),
	);
	await world.fastForward(1);
	const { neurons } = await chain.metagraph(netuid);
	const dated = neurons.find((neuron) => neuron.hotkey === hotkey.address)?.lastUpdate;
	const opened = nothing && (await state.rowIsSet()) && (await closed()) === undefined;
	return {
		ran,
		effect: sealed?.round === PULSE.round && opened && dated === sealed.block,
		read: `sealed for quicknet's round ${PULSE.round}; with its pulse the row of block ${sealed?.block} gives uid 0 all weight`,
	};
}
