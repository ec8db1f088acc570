import { NEWCOMER_PROBATION, nextStanding, type RoundResult, type StandingRules } from "../score/standing.js";
import type { ValidatorDatabase } from "./openDatabase.js";

/** What is kept of a miner between rounds, by (netuid, hotkey). */
export interface MinerRecord {
	readonly netuid: number;
	readonly hotkey: string;
	readonly average: number;
	readonly probation: number;
	readonly lastScore: number | undefined;
	/** Latency of its newest answer that passed, ms. */
	readonly lastLatencyMs: number | undefined;
	readonly lastReason: string | undefined;
	readonly asked: number;
	readonly answered: number;
	readonly auditsPassed: number;
	readonly auditsFailed: number;
	readonly lastAskedRound: number | undefined;
	readonly registeredAt: number;
	/** The hotkey registered earlier whose back end this one was found to use. */
	readonly sharesWith: string | undefined;
}

/** What a round adds to a miner's record. */
export interface MinerRound extends RoundResult {
	readonly hotkey: string;
	readonly asked: number;
	readonly answered: number;
	readonly latencyMs: number | undefined;
	readonly reason: string;
}

export interface MinerStore {
	/** The record of a registered hotkey; made anew where the hotkey was registered again since. */
	ensure(netuid: number, hotkey: string, registeredAt: number): MinerRecord;
	all(netuid: number): MinerRecord[];
	/** Applies a round's results. To be called inside the round's transaction. */
	apply(netuid: number, round: number, result: MinerRound, rules: StandingRules): MinerRecord;
	/** Marks who shares whose back end; everyone else of the subnet is unmarked. */
	setShared(netuid: number, sharesWith: ReadonlyMap<string, string>): void;
	/** Drops those without a uid that were not asked since a round: registered again they would start anew anyway. */
	forget(netuid: number, registered: ReadonlySet<string>, sinceRound: number): void;
}

interface Row {
	readonly netuid: number;
	readonly hotkey: string;
	readonly average: number;
	readonly probation: number;
	readonly last_score: number | null;
	readonly last_latency_ms: number | null;
	readonly last_reason: string | null;
	readonly asked: number;
	readonly answered: number;
	readonly audits_passed: number;
	readonly audits_failed: number;
	readonly last_asked_round: number | null;
	readonly registered_at: number;
	readonly shares_with: string | null;
}

export function createMinerStore(database: ValidatorDatabase): MinerStore {
	const select = database.prepare("SELECT * FROM miners WHERE netuid = ? AND hotkey = ?");
	const selectAll = database.prepare("SELECT * FROM miners WHERE netuid = ? ORDER BY hotkey");
	const insert = database.prepare(
		`INSERT OR REPLACE INTO miners (netuid, hotkey, registered_at, probation) VALUES (?, ?, ?, ${NEWCOMER_PROBATION})`,
	);
	const update = database.prepare(
		`UPDATE miners SET average = ?, probation = ?, last_score = coalesce(?, last_score), last_latency_ms = coalesce(?, last_latency_ms),
			last_reason = ?, asked = asked + ?, answered = answered + ?, audits_passed = audits_passed + ?,
			audits_failed = audits_failed + ?, last_asked_round = ?
		WHERE netuid = ? AND hotkey = ?`,
	);
	const unshare = database.prepare("UPDATE miners SET shares_with = NULL WHERE netuid = ?");
	const forget = database.prepare(
		`DELETE FROM miners WHERE netuid = ? AND coalesce(last_asked_round, 0) < ?
			AND hotkey NOT IN (SELECT value FROM json_each(?))`,
	);
	const share = database.prepare("UPDATE miners SET shares_with = ? WHERE netuid = ? AND hotkey = ?");

	const get = (netuid: number, hotkey: string): MinerRecord | undefined => {
		const row = select.get(netuid, hotkey) as Row | undefined;
		return row === undefined ? undefined : recordOf(row);
	};

	return {
		ensure(netuid, hotkey, registeredAt) {
			const known = get(netuid, hotkey);
			if (known !== undefined && known.registeredAt === registeredAt) return known;
			insert.run(netuid, hotkey, registeredAt);
			return get(netuid, hotkey) as MinerRecord;
		},
		all: (netuid) => (selectAll.all(netuid) as Row[]).map(recordOf),
		apply(netuid, round, result, rules) {
			const before = get(netuid, result.hotkey);
			if (before === undefined) throw new Error(`no record of ${result.hotkey} on subnet ${netuid}`);
			const after = nextStanding(before, result, rules);
			update.run(
				after.average,
				after.probation,
				result.score ?? null,
				result.latencyMs ?? null,
				result.reason,
				result.asked,
				result.answered,
				result.auditsPassed,
				result.auditsFailed,
				round,
				netuid,
				result.hotkey,
			);
			return get(netuid, result.hotkey) as MinerRecord;
		},
		setShared(netuid, sharesWith) {
			unshare.run(netuid);
			for (const [dropped, kept] of sharesWith) share.run(kept, netuid, dropped);
		},
		forget(netuid, registered, sinceRound) {
			forget.run(netuid, sinceRound, JSON.stringify([...registered]));
		},
	};
}

function recordOf(row: Row): MinerRecord {
	return {
		netuid: row.netuid,
		hotkey: row.hotkey,
		average: row.average,
		probation: row.probation,
		lastScore: row.last_score ?? undefined,
		lastLatencyMs: row.last_latency_ms ?? undefined,
		lastReason: row.last_reason ?? undefined,
		asked: row.asked,
		answered: row.answered,
		auditsPassed: row.audits_passed,
		auditsFailed: row.audits_failed,
		lastAskedRound: row.last_asked_round ?? undefined,
		registeredAt: row.registered_at,
		sharesWith: row.shares_with ?? undefined,
	};
}
