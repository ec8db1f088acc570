import { decodeAddress } from "../wallet/index.js";
import { type SealSecrets, sealForRound } from "./sealForRound.js";
import { compactLength, u64, vectorOfU16 } from "./weightEncoding.js";

/** Weights as they are sealed. */
export interface SealedWeights {
	/** The committing hotkey, SS58: what names another is refused. */
	readonly account: string;
	readonly uids: readonly number[];
	/** u16, one for each uid. */
	readonly values: readonly number[];
	readonly versionKey: number | bigint;
}

/** The version of timelocked commits that {@link sealWeights} writes. */
export const TIMELOCK_VERSION = 4;

/**
 * Seals weights for a round of a beacon: what `calls.commitTimelockedWeights` takes. The chain opens them by
 * itself once the beacon has signed the round.
 *
 * @throws {BeaconKeyError} where the key is none
 */
export function sealWeights(
	weights: SealedWeights,
	beacon: { readonly publicKey: Uint8Array },
	round: number,
	secrets?: SealSecrets,
): Uint8Array {
	const hotkey = decodeAddress(weights.account);
	const message = Uint8Array.from([
		...compactLength(hotkey.length),
		...hotkey,
		...vectorOfU16(weights.uids),
		...vectorOfU16(weights.values),
		...u64(BigInt(weights.versionKey)),
	]);
	return sealForRound({
		publicKey: beacon.publicKey,
		round,
		message,
		...(secrets === undefined ? {} : { secrets }),
	});
}
