import { blake2b, decodeAddress } from "../wallet/index.js";
import { u16, u64, vectorOfU16 } from "./weightEncoding.js";

/** What a commit of weights binds. */
export interface WeightCommit {
	/** The committing hotkey, SS58. */
	readonly account: string;
	readonly netuid: number;
	/** 0 unless the subnet has several mechanisms. */
	readonly mechanism?: number;
	readonly uids: readonly number[];
	/** u16, one for each uid. */
	readonly values: readonly number[];
	/** Numbers that nobody can guess, at most 128; the chain takes each as a u16, bytes too. */
	readonly salt: Uint8Array | readonly number[];
	readonly versionKey: number | bigint;
}

/** Uids of one mechanism's storage index: index = netuid + 4096 × mechanism. */
const MECHANISM_STRIDE = 4096;

/**
 * The hash that `commit_weights` takes: BLAKE2b-256 of the SCALE encoding of
 * (account, storage index, uids, values, salt, version key), as Bittensor's `generate_weight_hash`.
 *
 * @returns 0x and 64 hexadecimal digits
 */
export function weightCommitHash(commit: WeightCommit): string {
	const encoded = Uint8Array.from([
		...decodeAddress(commit.account),
		...u16(commit.netuid + MECHANISM_STRIDE * (commit.mechanism ?? 0)),
		...vectorOfU16(commit.uids),
		...vectorOfU16(commit.values),
		...vectorOfU16([...commit.salt]),
		...u64(BigInt(commit.versionKey)),
	]);
	return `0x${Buffer.from(blake2b(encoded, 32)).toString("hex")}`;
}
