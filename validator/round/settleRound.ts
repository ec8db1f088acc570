import type { TaskBundle } from "../../subnets/index.js";
import type { NewVerdict } from "../evidence/verdict.js";
import { type LatencyWindow, latencyFactor } from "../score/latencyFactor.js";
import type { StandingRules } from "../score/standing.js";
import { findSharedBackEnds, type SharedBackEnd } from "../sharedBackEnd/findSharedBackEnds.js";
import type { Exchange, LoadObservation } from "../sharedBackEnd/loadProbe.js";
import type { MinerRound } from "../state/minerStore.js";
import type { ValidatorState } from "../state/openState.js";
import type { Judgement } from "../verify/judgeAnswer.js";
import type { PlannedAsk } from "./planRound.js";

/** A request with what came of it. */
export interface JudgedAsk {
	readonly planned: PlannedAsk;
	readonly nonce: bigint;
	readonly judgement: Judgement;
	/** Undefined where no answer came. */
	readonly exchange: Exchange | undefined;
}

export interface SettleOptions {
	readonly netuid: number;
	readonly round: number;
	readonly block: number;
	readonly atMs: number;
	readonly bundle: TaskBundle;
	readonly window: LatencyWindow;
	readonly rules: StandingRules;
	readonly observations: readonly LoadObservation[];
	/** Registration block of each hotkey of the metagraph. */
	readonly registeredAt: ReadonlyMap<string, number>;
	readonly uidOf: ReadonlyMap<string, number>;
}

export interface SettledRound {
	readonly verdicts: readonly NewVerdict[];
	readonly results: readonly MinerRound[];
	readonly shared: readonly SharedBackEnd[];
}

/** The verdict of one answer with what it counts: `quality^exponent · latency factor`. */
export function verdictOf({ planned, nonce, judgement }: JudgedAsk, options: SettleOptions): NewVerdict {
	const { bundle, netuid, round, block, atMs } = options;
	const { reward } = bundle.manifest;
	const { verdict, code, reason, quality, measured, tolerance, latencyMs, evidence } = judgement;
	const speed =
		reward.latency === undefined || latencyMs === undefined ? 1 : latencyFactor(latencyMs, options.window);
	return {
		netuid,
		round,
		block,
		uid: planned.miner.neuron.uid,
		hotkey: planned.miner.neuron.hotkey,
		atMs,
		requestNonce: nonce.toString(),
		verdict,
		code,
		reason: speed < 1 && quality > 0 ? `${reason}; late: ${Math.round(latencyMs ?? 0)} ms` : reason,
		measured,
		tolerance,
		score: quality ** reward.exponent * speed,
		quality,
		latencyMs,
		taskHash: bundle.hash,
		// An answer that was only looked at proves nothing that is worth its bytes, and what a researcher asked is
		// nobody else's business: its evidence goes to the researcher alone.
		evidence: verdict === "unaudited" || planned.organic !== undefined ? undefined : evidence,
	};
}

/**
 * Writes a round: its verdicts, every asked miner's new standing, what it showed of shared back ends. One
 * transaction, so that after a crash the round counts whole or not at all.
 */
export function settleRound(
	judged: readonly JudgedAsk[],
	options: SettleOptions,
	state: Pick<ValidatorState, "atomically" | "verdicts" | "miners" | "loads" | "rounds">,
): SettledRound {
	const { netuid, round } = options;
	const verdicts = judged.map((one) => verdictOf(one, options));
	const results = minerRounds(judged, verdicts, options);
	return state.atomically(() => {
		for (const verdict of verdicts) state.verdicts.add(verdict);
		for (const result of results) state.miners.apply(netuid, round, result, options.rules);
		state.loads.add(netuid, options.observations);
		const shared = findSharedBackEnds(state.loads.tallies(netuid), options.registeredAt);
		const known = new Set(
			state.miners
				.all(netuid)
				.flatMap(({ hotkey, sharesWith }) => (sharesWith === undefined ? [] : [hotkey])),
		);
		state.miners.setShared(netuid, new Map(shared.map(({ dropped, kept }) => [dropped, kept])));
		const found = shared
			.filter(({ dropped }) => !known.has(dropped))
			.map((pair) => sharedVerdict(pair, options));
		for (const verdict of found) state.verdicts.add(verdict);
		const count = (wanted: string): number => verdicts.filter(({ verdict }) => verdict === wanted).length;
		state.rounds.finish(
			netuid,
			round,
			{ asked: judged.length, passed: count("pass"), failed: count("fail") },
			options.atMs,
		);
		if (round % 20 === 0) forgetGone(netuid, round, options, state);
		return { verdicts: [...verdicts, ...found], results, shared };
	});
}

/** Rounds for which a hotkey without a uid is remembered: a faulty reading of the metagraph costs nobody its average. */
const GONE_ROUNDS = 2_000;

/** What a validator holds stays bounded, however many hotkeys come and go. */
function forgetGone(
	netuid: number,
	round: number,
	{ registeredAt, atMs }: SettleOptions,
	state: Pick<ValidatorState, "verdicts" | "miners" | "loads">,
): void {
	const registered = new Set(registeredAt.keys());
	state.verdicts.prune(netuid, registered, atMs);
	state.miners.forget(netuid, registered, round - GONE_ROUNDS);
	state.loads.forget(netuid);
}

/**
 * Sums a round up for each miner. Where several were asked and not one answered, the validator's own line is the
 * likelier fault: nobody is marked down for it.
 */
function minerRounds(
	judged: readonly JudgedAsk[],
	verdicts: readonly NewVerdict[],
	{ bundle }: SettleOptions,
): MinerRound[] {
	const audits = bundle.manifest.verification.mode === "audit";
	const hotkeys = [...new Set(verdicts.map(({ hotkey }) => hotkey))];
	const allSilent = verdicts.every(({ verdict }) => verdict === "none");
	if (hotkeys.length > 1 && allSilent) return [];
	return hotkeys.flatMap((hotkey) => {
		const own = judged.flatMap(({ planned, judgement }, i) => {
			const verdict = verdicts[i] as NewVerdict;
			// Beyond its one request a miner may refuse: a bounded queue is no fault.
			const extra = planned.index > 0 && judgement.verdict === "none";
			return verdict.hotkey === hotkey && judgement.counted && !extra
				? [{ ...verdict, planned, failedAudit: judgement.failedAudit === true }]
				: [];
		});
		if (own.length === 0) return [];
		// How good a right answer to a researcher is nobody knows: it must neither raise nor lower who gave it.
		const scored = own.filter(
			({ planned, verdict }) => planned.organic === undefined || verdict === "fail" || verdict === "none",
		);
		const count = (wanted: string): number => own.filter(({ verdict }) => verdict === wanted).length;
		const answered = own.length - count("none");
		const latencies = own.flatMap(({ verdict, latencyMs }) =>
			latencyMs === undefined || verdict === "fail" || verdict === "none" ? [] : [latencyMs],
		);
		const worst =
			own.find(({ verdict }) => verdict === "fail") ?? own.find(({ verdict }) => verdict === "none");
		return [
			{
				hotkey,
				score:
					scored.length === 0 ? undefined : scored.reduce((sum, { score }) => sum + score, 0) / scored.length,
				auditsPassed: audits ? count("pass") : answered - count("fail"),
				auditsFailed: own.filter(
					({ code, failedAudit }) => failedAudit || code === "AUDIT_FAILED" || code === "ROWS_REFUSED",
				).length,
				asked: own.length,
				answered,
				latencyMs: latencies.length === 0 ? undefined : Math.min(...latencies),
				reason: (worst ?? own[0])?.reason ?? "",
			},
		];
	});
}

function sharedVerdict(pair: SharedBackEnd, options: SettleOptions): NewVerdict {
	const { netuid, round, block, atMs, bundle, uidOf } = options;
	const { kept, dropped, waited, looks, controlWaited, controlLooks, probability } = pair;
	return {
		netuid,
		round,
		block,
		uid: uidOf.get(dropped) ?? -1,
		hotkey: dropped,
		atMs,
		requestNonce: "",
		verdict: "fail",
		code: "SHARED_BACK_END",
		reason:
			`answers out of the queue of uid ${uidOf.get(kept) ?? "?"}, which was registered first: waited for it in ` +
			`${waited} of ${looks} rounds, beside others in ${controlWaited} of ${controlLooks} ` +
			`(by chance ${probability.toExponential(0)})`,
		measured: undefined,
		tolerance: undefined,
		score: 0,
		quality: undefined,
		latencyMs: undefined,
		taskHash: bundle.hash,
		evidence: undefined,
	};
}
