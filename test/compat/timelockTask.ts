import { calls } from "../../chain/client/index.js";
import { keypairFromUri } from "../../chain/wallet/index.js";
import { type Facts, NOTE } from "./facts.js";
import { type FakeClock, fakeClock } from "./fakeClock.js";
import { PULSE, timeOf } from "./quicknet.js";
import type { Ran } from "./runClient.js";
import type { Judged, Unavailable } from "./taskBook.js";
import { type TaskState, taskState } from "./taskState.js";
import { startWorld, type World } from "./world.js";

/** Runs the client's command that commits something sealed, in this world and at this time. */
type Commit = (world: World, facts: Facts, environment: Record<string, string>) => Promise<Ran>;

/** A chain whose beacon is quicknet, in August 2023, and a client that is run at any time of it. */
interface Past {
	readonly world: World;
	readonly state: TaskState;
	/** Moves the chain's clock to a time, and runs the client at that very time. */
	commitAt(ms: number): Promise<Ran>;
	/** Brings the recorded pulse to the chain, and seals one more block. */
	relay(): Promise<void>;
}

/** As the clients of both lines take a block to last. */
const BLOCK_MS = 12_000;

/** Before all that a test does on chain, as its clock only moves forward. */
const START_MS = timeOf(1) - 86_400_000;

/** Quicknet has begun, and two epochs are left until the pulse. */
const LEARNING_MS = timeOf(100);

/** Blocks that the client is told to keep a commitment closed for. */
export const CLOSED_BLOCKS = 20;

/**
 * Clients choose the round that opens what they seal by the clock, and quicknet's pulse of that round is needed: so
 * these tasks have a world of their own, which comes to the time of a recorded pulse.
 */
async function inPast(commit: Commit, judge: (past: Past) => Promise<Judged>): Promise<Judged | Unavailable> {
	const clock = await fakeClock();
	if ("unavailable" in clock) return clock;
	const world = await startWorld({
		argv: ["--seal", "instant", "--block-ms", String(BLOCK_MS)],
		// no key: quicknet's
		genesis: { drand: { publicKey: "0x" } },
		environment: clock.at(START_MS, "runs"),
	});
	try {
		return await judge(pastOf(world, clock, commit));
	} finally {
		await world.close();
	}
}

function pastOf(world: World, clock: Exclude<FakeClock, Unavailable>, commit: Commit): Past {
	const state = taskState(() => world);
	return {
		world,
		state,
		async commitAt(ms) {
			await world.setTime(ms);
			// the block that has this time
			await world.fastForward(1);
			return commit(world, await state.facts(), clock.at(ms, "stands"));
		},
		async relay() {
			const signature = Buffer.from(PULSE.signature, "hex");
			const call = calls.writePulses([{ round: PULSE.round, signature }]);
			await world.chain.submit(call, keypairFromUri("//Alice"));
			await world.fastForward(1);
		},
	};
}

/**
 * Whether the chain opens weights that a client sealed. The client first commits at any time, to learn how far ahead
 * its round is, and then at the time that leads to the recorded pulse: that commit takes the place of the first. The
 * pulse comes to the chain in the epoch in which the commit is due.
 */
export function judgeOpenedWeights(commit: Commit): Promise<Judged | Unavailable> {
	return inPast(commit, async ({ world, state, commitAt, relay }) => {
		const { chain } = world;
		const { hotkey } = await state.validator("neuron");
		const netuid = await state.startedSubnet();
		await state.commitReveal(true);
		await world.sudo(calls.setHyperparameter(netuid, "weightsSetRateLimit", 0));
		await world.fastForwardToEpoch(netuid);
		const closed = async () => (await chain.timelockedCommits(netuid, hotkey.address))[0];

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
		await relay();
		const { neurons } = await chain.metagraph(netuid);
		const dated = neurons.find((neuron) => neuron.hotkey === hotkey.address)?.lastUpdate;
		const opened = nothing && (await state.rowIsSet()) && (await closed()) === undefined;
		return {
			ran,
			effect: sealed?.round === PULSE.round && opened && dated === sealed.block,
			read: `sealed for quicknet's round ${PULSE.round}; with its pulse, the row as of the commit's block gives uid 0 all weight`,
		};
	});
}

/** Whether the chain opens what a hotkey says under seal, once the pulse of the client's round is there. */
export function judgeOpenedCommitment(commit: Commit): Promise<Judged | Unavailable> {
	return inPast(commit, async ({ world, state, commitAt, relay }) => {
		const { hotkey } = await state.registered("neuron");
		const netuid = await state.startedSubnet();
		const said = async () => world.chain.revealedCommitments(netuid, hotkey.address);
		// here the client counts quicknet's rounds from 0
		const ran = await commitAt(timeOf(PULSE.round + 1) - CLOSED_BLOCKS * BLOCK_MS);
		await world.fastForward(CLOSED_BLOCKS);
		const nothing = (await said()).length === 0;
		await relay();
		const [opened] = await said();
		const effect = nothing && opened?.bytes.includes(Buffer.from(NOTE).toString("hex")) === true;
		return { ran, effect, read: `with the pulse of round ${PULSE.round} the hotkey says: ${NOTE}` };
	});
}
