import type { WeightVector } from "../weights/weightVector.js";
import type { ValidatorDatabase } from "./openDatabase.js";

/**
 * Where a row of weights stands.
 *
 * - `planned`: on disk, about to be sent; after a crash it may or may not have reached the chain
 * - `set`: stored by the chain in the open (no commit-reveal)
 * - `committed`: its hash, or the row itself under a timelock, is on the chain; the reveal is still to come
 * - `revealed`
 * - `failed`: refused by the chain, or its reveal came too late; `detail` says which
 */
export type WeightState = "planned" | "set" | "committed" | "revealed" | "failed";

export interface WeightRecord extends WeightVector {
	readonly id: number;
	readonly netuid: number;
	readonly madeAtBlock: number;
	/** The subnet's count of epochs when the row was made: it is for the epoch that comes next. */
	readonly epoch: number;
	readonly mode: "set" | "commit" | "timelock";
	readonly state: WeightState;
	readonly versionKey: bigint;
	/** Of a commit: what the hash was salted with, u16 values. */
	readonly salt: readonly number[] | undefined;
	readonly hash: string | undefined;
	readonly includedAt: number | undefined;
	/** Of a commit: the subnet's count of epochs at which the chain takes the reveal, and no other, or opens it. */
	readonly revealEpoch: number | undefined;
	readonly detail: string | undefined;
}

export type PlannedWeights = Pick<
	WeightRecord,
	| "netuid"
	| "madeAtBlock"
	| "epoch"
	| "mode"
	| "uids"
	| "weights"
	| "hotkeys"
	| "versionKey"
	| "salt"
	| "hash"
	| "revealEpoch"
>;

export interface WeightStore {
	/** On disk when it returns: a salt must outlive a crash before its commit is sent. */
	plan(weights: PlannedWeights): number;
	update(
		id: number,
		change: Partial<Pick<WeightRecord, "state" | "includedAt" | "revealEpoch" | "detail">>,
	): void;
	/** Rows sent whose fate is not known, oldest first. */
	planned(netuid: number): WeightRecord[];
	/** Newest first. */
	recent(netuid: number, limit: number): WeightRecord[];
	/** Commits that may still have to be revealed, oldest first. */
	open(netuid: number): WeightRecord[];
	/** Timelocked commits on the chain of which it is not known whether they opened, oldest first. */
	timelocked(netuid: number): WeightRecord[];
}

interface Row {
	readonly id: number;
	readonly netuid: number;
	readonly made_at_block: number;
	readonly epoch: number;
	readonly mode: "set" | "commit" | "timelock";
	readonly state: WeightState;
	readonly uids: string;
	readonly hotkeys: string;
	readonly weights: string;
	readonly version_key: string;
	readonly salt: string | null;
	readonly hash: string | null;
	readonly included_at: number | null;
	readonly reveal_epoch: number | null;
	readonly detail: string | null;
}

/** Rows kept of each subnet; one that may still have to be revealed is never dropped. */
const KEPT = 1_000;

export function createWeightStore(database: ValidatorDatabase): WeightStore {
	const insert = database.prepare(
		`INSERT INTO weight_sets
			(netuid, made_at_block, epoch, mode, state, uids, hotkeys, weights, version_key, salt, hash, reveal_epoch)
		VALUES (?, ?, ?, ?, 'planned', ?, ?, ?, ?, ?, ?, ?)`,
	);
	const prune = database.prepare(
		`DELETE FROM weight_sets WHERE netuid = ?1 AND state NOT IN ('planned', 'committed') AND id <=
			(SELECT id FROM weight_sets WHERE netuid = ?1 ORDER BY id DESC LIMIT 1 OFFSET ${KEPT})`,
	);
	const update = database.prepare(
		`UPDATE weight_sets SET state = coalesce(?, state), included_at = coalesce(?, included_at),
			reveal_epoch = coalesce(?, reveal_epoch), detail = coalesce(?, detail)
		WHERE id = ?`,
	);
	const recent = database.prepare("SELECT * FROM weight_sets WHERE netuid = ? ORDER BY id DESC LIMIT ?");
	const planned = database.prepare(
		"SELECT * FROM weight_sets WHERE netuid = ? AND state = 'planned' ORDER BY id",
	);
	const open = database.prepare(
		`SELECT * FROM weight_sets
		WHERE netuid = ? AND mode = 'commit' AND state IN ('planned', 'committed') ORDER BY id`,
	);
	const timelocked = database.prepare(
		"SELECT * FROM weight_sets WHERE netuid = ? AND mode = 'timelock' AND state = 'committed' ORDER BY id",
	);
	return {
		plan(weights) {
			const result = insert.run(
				weights.netuid,
				weights.madeAtBlock,
				weights.epoch,
				weights.mode,
				JSON.stringify(weights.uids),
				JSON.stringify(weights.hotkeys),
				JSON.stringify(weights.weights),
				weights.versionKey.toString(),
				weights.salt === undefined ? null : JSON.stringify(weights.salt),
				weights.hash ?? null,
				weights.revealEpoch ?? null,
			);
			prune.run(weights.netuid);
			return Number(result.lastInsertRowid);
		},
		update(id, { state, includedAt, revealEpoch, detail }) {
			update.run(state ?? null, includedAt ?? null, revealEpoch ?? null, detail ?? null, id);
		},
		recent: (netuid, limit) => (recent.all(netuid, limit) as Row[]).map(recordOf),
		planned: (netuid) => (planned.all(netuid) as Row[]).map(recordOf),
		open: (netuid) => (open.all(netuid) as Row[]).map(recordOf),
		timelocked: (netuid) => (timelocked.all(netuid) as Row[]).map(recordOf),
	};
}

function recordOf(row: Row): WeightRecord {
	return {
		id: row.id,
		netuid: row.netuid,
		madeAtBlock: row.made_at_block,
		epoch: row.epoch,
		mode: row.mode,
		state: row.state,
		uids: JSON.parse(row.uids) as number[],
		hotkeys: JSON.parse(row.hotkeys) as string[],
		weights: JSON.parse(row.weights) as number[],
		versionKey: BigInt(row.version_key),
		salt: row.salt === null ? undefined : (JSON.parse(row.salt) as number[]),
		hash: row.hash ?? undefined,
		includedAt: row.included_at ?? undefined,
		revealEpoch: row.reveal_epoch ?? undefined,
		detail: row.detail ?? undefined,
	};
}
