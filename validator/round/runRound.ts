import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { Dispatcher } from "undici";
import type { Keypair } from "../../chain/wallet/index.js";
import type { EndorsementBook, ModelSession, TaskBundle, VerifySignature } from "../../subnets/index.js";
import type { AskingSessions } from "../asking/askingSessions.js";
import { type Asked, askMiner } from "../asking/askMiner.js";
import type { AxonMiners } from "../asking/axonMiners.js";
import { demandRows } from "../asking/demandRows.js";
import type { ValidatorChain } from "../chainAccess.js";
import type { ValidatorParameters } from "../parameters.js";
import { latencyWindow, patience } from "../score/latencyFactor.js";
import { effectiveScore } from "../score/standing.js";
import { type Exchange, observeLoad } from "../sharedBackEnd/loadProbe.js";
import type { UsualLatency } from "../sharedBackEnd/usualLatency.js";
import type { ValidatorState } from "../state/openState.js";
import { judgeAnswer } from "../verify/judgeAnswer.js";
import type { OrganicQueue } from "./organicQueue.js";
import { type AskableMiner, askableMiners, type PlannedAsk, planRound, type RoundPlan } from "./planRound.js";
import { type JudgedAsk, type SettledRound, settleRound } from "./settleRound.js";

export interface RoundOptions {
	readonly netuid: number;
	readonly bundle: TaskBundle;
	readonly parameters: ValidatorParameters;
	readonly signal: AbortSignal;
}

export interface RoundModules {
	readonly chain: Pick<ValidatorChain, "metagraph">;
	readonly keypair: Keypair;
	/** Session keys for miners that take them. */
	readonly sessions: AskingSessions;
	/** Endorsements of miners' sessions that were checked before. */
	readonly endorsements: EndorsementBook;
	readonly state: ValidatorState;
	readonly session: ModelSession;
	readonly organics: OrganicQueue;
	readonly usual: UsualLatency;
	readonly dispatcher: Dispatcher;
	readonly axons: AxonMiners;
	readonly nextNonce: () => bigint;
	readonly verifySignature: VerifySignature;
	readonly logger: Logger;
	/** Unix time, ms. */
	readonly nowMs: () => number;
}

export interface RoundSummary extends SettledRound {
	readonly round: number;
	readonly block: number;
	readonly asked: number;
}

/**
 * One round: metagraph → miners → challenges → ask → judge → settle.
 *
 * A round that is cut off (by the signal, or by the process ending) changes no score; its number is spent.
 *
 * @returns undefined where it was cut off
 */
export async function runRound(
	options: RoundOptions,
	modules: RoundModules,
): Promise<RoundSummary | undefined> {
	const { netuid, bundle, parameters, signal } = options;
	const { state, keypair, organics } = modules;
	const metagraph = await modules.chain.metagraph(netuid);
	const startedMs = modules.nowMs();
	const round = state.rounds.begin(netuid, { number: metagraph.block, hash: metagraph.blockHash }, startedMs);
	const miners = state.atomically(() =>
		askableMiners(
			metagraph,
			{ ownHotkey: keypair.address, allowLocal: parameters.allowLocalEndpoints },
			({ hotkey, registeredAt }) => state.miners.ensure(netuid, hotkey, registeredAt),
		),
	);
	const plan = await planRound(
		miners,
		{
			netuid,
			round,
			sampleSize: parameters.sampleSize,
			auditRate: parameters.auditRate ?? bundle.manifest.verification.auditRate,
			loadBurst: parameters.loadBurst,
			tallies: state.loads.tallies(netuid),
			organics: organics.take(parameters.organicsPerRound),
		},
		{ draw: state.draw, task: bundle.task },
	);
	for (const organic of plan.unplaced)
		organic.settle({ ok: false, code: "NO_MINER", reason: "no miner of this subnet is left to ask" });
	const timeoutMs = answerTimeout(miners, options);
	const judged = await askAndJudge(plan, { ...options, round, timeoutMs }, modules);
	if (signal.aborted) {
		for (const { organic } of plan.asks)
			organic?.settle({ ok: false, code: "STOPPING", reason: "the validator is stopping" });
		return undefined;
	}
	const settled = settleRound(
		judged,
		{
			netuid,
			round,
			block: metagraph.block,
			atMs: modules.nowMs(),
			bundle,
			window: roundWindow(judged, miners, options),
			rules: parameters,
			observations: lookAtLoad(plan, judged, modules.usual),
			registeredAt: new Map(metagraph.neurons.map(({ hotkey, registeredAt }) => [hotkey, registeredAt])),
			uidOf: new Map(metagraph.neurons.map(({ hotkey, uid }) => [hotkey, uid])),
		},
		state,
	);
	answerOrganics(judged, settled, organics);
	return { ...settled, round, block: metagraph.block, asked: judged.length };
}

interface AskingOptions extends RoundOptions {
	readonly round: number;
	readonly timeoutMs: number;
}

/** Sends everything of a round, the loaded miner's requests a moment before the others', and judges as answers come. */
async function askAndJudge(
	plan: RoundPlan,
	options: AskingOptions,
	modules: RoundModules,
): Promise<JudgedAsk[]> {
	const { parameters, signal } = options;
	const lead = plan.loaded === undefined ? 0 : parameters.loadLeadMs;
	return Promise.all(
		plan.asks.map(async (planned) => {
			if (lead > 0 && planned.miner.neuron.hotkey !== plan.loaded)
				await delay(lead, undefined, { signal }).catch(() => undefined);
			return askOne(planned, options, modules);
		}),
	);
}

async function askOne(
	planned: PlannedAsk,
	options: AskingOptions,
	modules: RoundModules,
): Promise<JudgedAsk> {
	const { netuid, bundle, round, timeoutMs, signal } = options;
	const { keypair, state, sessions, dispatcher } = modules;
	const { neuron, origin } = planned.miner;
	const posting = { signer: keypair, sessions, dispatcher, axons: modules.axons };
	const nonce = modules.nextNonce();
	const ask = { uid: neuron.uid, hotkey: neuron.hotkey, origin, request: planned.challenge.request, nonce };
	const asked = await askMiner(ask, { bundle, timeoutMs, signal }, posting);
	const judgement = await judgeAnswer(
		asked,
		{
			bundle,
			challenge: planned.challenge,
			caller: keypair.address,
			audited: planned.audited,
			rowSeed: state.draw("rows", netuid, round, neuron.hotkey, planned.index),
			signal,
		},
		{
			verifySignature: modules.verifySignature,
			endorsements: modules.endorsements,
			session: modules.session,
			rows: demandRows(ask, { bundle, timeoutMs, signal }, { ...posting, nextNonce: modules.nextNonce }),
			logger: modules.logger,
		},
	);
	return { planned, nonce, judgement, exchange: exchangeOf(asked) };
}

function exchangeOf({ ask, result }: Asked): Exchange | undefined {
	if (!result.ok || result.status !== 200) return undefined;
	return { hotkey: ask.hotkey, sentAtMs: result.sentAtMs, finishedAtMs: result.finishedAtMs };
}

/** Notes how long the unloaded miners took, and who waited for whom. */
function lookAtLoad(plan: RoundPlan, judged: readonly JudgedAsk[], usual: UsualLatency) {
	const exchanges = (loaded: boolean): (Exchange | undefined)[] =>
		judged
			.filter(({ planned }) => (planned.miner.neuron.hotkey === plan.loaded) === loaded)
			.filter(({ planned }) => loaded || planned.index === 0)
			.map(({ exchange }) => exchange);
	const singles = exchanges(false).filter((exchange) => exchange !== undefined);
	const burst = exchanges(true);
	const complete = burst.filter((exchange) => exchange !== undefined);
	const observations = observeLoad(
		singles,
		plan.loaded !== undefined && complete.length === burst.length ? complete : undefined,
		usual.of,
	);
	for (const { hotkey, sentAtMs, finishedAtMs } of singles) usual.add(hotkey, finishedAtMs - sentAtMs);
	return observations;
}

/** The latency window from this round's good answers, and from what miners in good standing took before. */
function roundWindow(judged: readonly JudgedAsk[], miners: readonly AskableMiner[], options: RoundOptions) {
	const newest = standingLatencies(miners);
	for (const { planned, judgement } of judged)
		if (planned.index === 0 && judgement.verdict === "pass" && judgement.latencyMs !== undefined)
			newest.set(planned.miner.neuron.hotkey, judgement.latencyMs);
	return latencyWindow([...newest.values()], latencyLimits(options));
}

/** How long a round waits for an answer: as long as it could still count, within the set and the task's limit. */
function answerTimeout(miners: readonly AskableMiner[], options: RoundOptions): number {
	const { timeoutMs } = options.bundle.manifest.limits;
	const set = Math.min(options.parameters.timeoutMs ?? timeoutMs, timeoutMs);
	if (options.bundle.manifest.reward.latency === undefined) return set;
	return patience(latencyWindow([...standingLatencies(miners).values()], latencyLimits(options)), set);
}

function standingLatencies(miners: readonly AskableMiner[]): Map<string, number> {
	return new Map(
		miners.flatMap(({ record }) =>
			record.lastLatencyMs !== undefined && effectiveScore(record) > 0
				? [[record.hotkey, record.lastLatencyMs]]
				: [],
		),
	);
}

function latencyLimits({ bundle }: RoundOptions) {
	const { limits, reward } = bundle.manifest;
	return { freeMs: reward.latency?.freeMs ?? limits.timeoutMs, timeoutMs: limits.timeoutMs };
}

/** Hands researchers their answers; a request whose answer was bad goes to another miner. */
function answerOrganics(judged: readonly JudgedAsk[], settled: SettledRound, organics: OrganicQueue): void {
	judged.forEach(({ planned, judgement }, i) => {
		const { organic, miner } = planned;
		const verdict = settled.verdicts[i];
		if (organic === undefined || verdict === undefined) return;
		const good =
			(judgement.verdict === "pass" || judgement.verdict === "unaudited") && judgement.answer !== undefined;
		if (good && judgement.answer !== undefined) {
			const kept = { ...verdict, evidence: judgement.evidence };
			organic.settle({
				ok: true,
				value: {
					netuid: verdict.netuid,
					uid: miner.neuron.uid,
					hotkey: miner.neuron.hotkey,
					answer: judgement.answer,
					verdict: kept,
				},
			});
			return;
		}
		organic.tried.add(miner.neuron.hotkey);
		organics.retry(organic, `uid ${miner.neuron.uid}: ${judgement.reason}`);
	});
}
