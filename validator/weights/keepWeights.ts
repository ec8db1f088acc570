import { randomBytes } from "node:crypto";
import type { Logger } from "pino";
import { calls, weightCommitHash } from "../../chain/client/index.js";
import type { Keypair } from "../../chain/wallet/index.js";
import type { ValidatorChain, ValidatorSubnet } from "../chainAccess.js";
import { effectiveScore } from "../score/standing.js";
import type { MinerStore } from "../state/minerStore.js";
import type { WeightRecord, WeightStore } from "../state/weightStore.js";
import { outcomeOf, revealRound, timelockedCall, usableBeacon } from "./timelock.js";
import { weightVector } from "./weightVector.js";

export interface KeepWeightsOptions {
	readonly netuid: number;
	readonly signal: AbortSignal;
}

export interface KeepWeightsModules {
	readonly chain: ValidatorChain;
	readonly keypair: Keypair;
	readonly weights: WeightStore;
	readonly miners: MinerStore;
	readonly logger: Logger;
	/** Draws a salt of so many u16. Cryptographic randomness unless a test passes its own. */
	readonly drawSalt?: (length: number) => number[];
	/** Milliseconds since 1970; the computer's clock unless a test passes its own. */
	readonly now?: () => number;
}

/** What a look at the chain led to; words for logs and the gateway. */
export interface WeightStep {
	readonly did: readonly string[];
	/** Why no weights are set in this epoch, where that is so. */
	readonly heldBack?: string;
}

const SALT_LENGTH = 8;

/**
 * Looks at one block and does what is due: reveals commits whose epoch has come, and sets or commits this epoch's
 * weights when its end is near. Where the subnet wants weights secret, they are sealed for a round of the chain's
 * beacon, so that the chain opens them by itself; where nobody brings the beacon's pulses to the chain, they are
 * committed by their hash. Called for every block; each call stands alone, so that one that fails is made up
 * for by the next, and so is a process that was killed in between.
 *
 * Order on disk: a row (with its salt, where it is committed) is written before the transaction is sent. What
 * became of it is read from the transaction's result, or, where that was lost, from the neuron's `lastUpdate`.
 */
export async function keepWeights(
	options: KeepWeightsOptions,
	modules: KeepWeightsModules,
): Promise<WeightStep> {
	const { netuid } = options;
	const { chain } = modules;
	const head = await chain.head();
	const subnet = await chain.subnet(netuid, head.hash);
	const did: string[] = [];
	if (modules.weights.planned(netuid).length > 0)
		did.push(...(await settleUnknown(options, modules, subnet)));
	for (const commit of modules.weights.open(netuid))
		did.push(...(await revealIfDue(commit, subnet, options, modules)));
	for (const commit of modules.weights.timelocked(netuid))
		did.push(...(await settleTimelocked(commit, subnet, head.hash, modules)));
	if (!isNearEpoch(subnet) || isDone(modules.weights.recent(netuid, 8), subnet)) return { did };
	const outcome = await submitRow(subnet, options, modules);
	return "none" in outcome ? { did, heldBack: outcome.none } : { did: [...did, outcome.did] };
}

/** In the last quarter of the tempo, at least three and at most twenty blocks ahead of the epoch. */
function isNearEpoch({ tempo, blocksUntilEpoch }: ValidatorSubnet): boolean {
	return blocksUntilEpoch <= Math.min(20, Math.max(3, Math.ceil(tempo / 4)));
}

function isDone(recent: readonly WeightRecord[], subnet: ValidatorSubnet): boolean {
	return recent.some(
		({ epoch, state }) =>
			epoch === subnet.epochs && (state === "set" || state === "committed" || state === "revealed"),
	);
}

/** Finds out what became of rows whose result was lost, by a crash or a broken connection. */
async function settleUnknown(
	{ netuid }: KeepWeightsOptions,
	modules: KeepWeightsModules,
	subnet: ValidatorSubnet,
): Promise<string[]> {
	const { chain, keypair, weights } = modules;
	const { neurons } = await chain.metagraph(netuid);
	const lastUpdate = neurons.find(({ hotkey }) => hotkey === keypair.address)?.lastUpdate ?? 0;
	return weights.planned(netuid).flatMap((row) => {
		if (lastUpdate > row.madeAtBlock) {
			weights.update(row.id, { state: row.mode === "set" ? "set" : "committed", includedAt: lastUpdate });
			return [`the ${row.mode} sent at block ${row.madeAtBlock} is on the chain`];
		}
		// A commit may still be in the pool: its salt is kept until its epoch has passed.
		if (row.mode !== "set" && subnet.epochs <= (row.revealEpoch ?? row.epoch)) return [];
		weights.update(row.id, { state: "failed", detail: "it did not reach the chain" });
		return [`the ${row.mode} sent at block ${row.madeAtBlock} did not reach the chain`];
	});
}

async function revealIfDue(
	commit: WeightRecord,
	subnet: ValidatorSubnet,
	options: KeepWeightsOptions,
	modules: KeepWeightsModules,
): Promise<string[]> {
	const { weights, chain, keypair, logger } = modules;
	const due = commit.revealEpoch ?? commit.epoch + 1;
	if (subnet.epochs < due) return [];
	if (subnet.epochs > due) {
		const detail = `its reveal was due in epoch ${due}, now is ${subnet.epochs}`;
		weights.update(commit.id, { state: "failed", detail });
		logger.error(
			{ netuid: options.netuid, due, epoch: subnet.epochs },
			"a commit expired before it was revealed",
		);
		return [`the commit of epoch ${commit.epoch} expired`];
	}
	try {
		await chain.submit(
			calls.revealWeights(options.netuid, commit.uids, commit.weights, commit.salt ?? [], commit.versionKey),
			keypair,
			{ signal: options.signal, waitFor: "inBlock" },
		);
		weights.update(commit.id, { state: "revealed" });
		logger.info({ epoch: commit.epoch }, "weights revealed");
		return [`weights of epoch ${commit.epoch} revealed`];
	} catch (error) {
		const detail = describe(error);
		logger.warn({ detail }, "a reveal did not go through");
		// Nothing of the kind is on the chain, or it is already revealed: no later try can change that.
		if (isFinal(error)) weights.update(commit.id, { state: "failed", detail });
		return [];
	}
}

async function settleTimelocked(
	commit: WeightRecord,
	subnet: ValidatorSubnet,
	headHash: string,
	{ weights, chain, keypair, logger }: KeepWeightsModules,
): Promise<string[]> {
	if (subnet.epochs < (commit.revealEpoch ?? commit.epoch + 1)) return [];
	const state = await outcomeOf(commit, keypair.address, chain, headHash);
	if (state === undefined) return [];
	const facts = { netuid: commit.netuid, epoch: commit.epoch };
	if (state === "revealed") {
		weights.update(commit.id, { state });
		logger.info(facts, "the chain opened the weights");
		return [`weights of epoch ${commit.epoch} revealed by the chain`];
	}
	const detail = "the chain could not open it: its event TimelockedWeightsNotRevealed says why";
	weights.update(commit.id, { state, detail });
	logger.error(facts, "the chain could not open a timelocked commit");
	return [`the commit of epoch ${commit.epoch} did not open`];
}

async function submitRow(
	subnet: ValidatorSubnet,
	options: KeepWeightsOptions,
	modules: KeepWeightsModules,
): Promise<{ readonly did: string } | { readonly none: string }> {
	const { netuid } = options;
	const { chain, keypair, weights, miners, logger } = modules;
	const metagraph = await chain.metagraph(netuid);
	const records = new Map(miners.all(netuid).map((record) => [record.hotkey, record]));
	const row = weightVector(
		metagraph.neurons.map(({ uid, hotkey, registeredAt }) => {
			const record = records.get(hotkey);
			const scored =
				record !== undefined && record.registeredAt === registeredAt && record.sharesWith === undefined;
			return { uid, hotkey, score: scored ? effectiveScore(record) : 0 };
		}),
		keypair.address,
	);
	if ("none" in row) return row;
	const { commitRevealWeightsEnabled, revealPeriodEpochs, weightsVersionKey } = subnet.hyperparameters;
	const versionKey = BigInt(weightsVersionKey ?? 0);
	const commits = commitRevealWeightsEnabled === true;
	const period = Number(revealPeriodEpochs ?? 1);
	const nowMs = (modules.now ?? Date.now)();
	const beacon = commits ? await usableBeacon(chain, metagraph.blockHash, nowMs) : undefined;
	const salt = commits && beacon === undefined ? (modules.drawSalt ?? randomSalt)(SALT_LENGTH) : undefined;
	const said = { account: keypair.address, uids: row.uids, values: row.weights, versionKey };
	const hash = salt === undefined ? undefined : weightCommitHash({ ...said, netuid, salt });
	const id = weights.plan({
		...row,
		netuid,
		madeAtBlock: metagraph.block,
		epoch: subnet.epochs,
		mode: !commits ? "set" : beacon === undefined ? "commit" : "timelock",
		versionKey,
		salt,
		hash,
		revealEpoch: commits ? subnet.epochs + period : undefined,
	});
	try {
		const timing = { slotMs: chain.slotDurationMs, nowMs };
		const call =
			beacon !== undefined
				? timelockedCall(netuid, said, beacon, revealRound(beacon, subnet, period, timing))
				: hash !== undefined
					? calls.commitWeights(netuid, hash)
					: calls.setWeights(netuid, row.uids, row.weights, versionKey);
		const { blockNumber, blockHash, height } = await chain.submit(call, keypair, {
			signal: options.signal,
			waitFor: "inBlock",
		});
		weights.update(id, { state: commits ? "committed" : "set", includedAt: height });
		// The block may have begun the next epoch: the reveal counts from the one that the commit is in.
		if (commits) weights.update(id, { revealEpoch: (await chain.subnet(netuid, blockHash)).epochs + period });
		logger.info(
			{ epoch: subnet.epochs, block: blockNumber, uids: row.uids, weights: row.weights },
			commits ? "weights committed" : "weights set",
		);
		return { did: `weights ${commits ? "committed" : "set"} in block ${blockNumber}` };
	} catch (error) {
		const detail = describe(error);
		if (isRefusal(error)) weights.update(id, { state: "failed", detail });
		logger.warn({ epoch: subnet.epochs, detail }, "weights were not taken");
		return { none: detail };
	}
}

function randomSalt(length: number): number[] {
	const bytes = randomBytes(2 * length);
	return Array.from({ length }, (_, i) => bytes.readUInt16LE(2 * i));
}

/** The chain has answered, and the answer is no: nothing was stored. */
function isRefusal(error: unknown): boolean {
	return ["CHAIN_REFUSED", "CHAIN_DISPATCH_FAILED", "CHAIN_TRANSACTION_EXPIRED"].includes(codeOf(error));
}

/** A reveal that can never succeed any more. */
function isFinal(error: unknown): boolean {
	return /NoWeightsCommitFound|InvalidRevealCommitHashNotMatch|ExpiredWeightCommit/.test(describe(error));
}

function describe(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function codeOf(error: unknown): string {
	const code = (error as { code?: unknown } | null)?.code;
	return typeof code === "string" ? code : "";
}
