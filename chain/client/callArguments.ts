import { decodeAddress } from "../wallet/index.js";
import type { CallValue, ChainCall } from "./chainCall.js";
import { CallArgumentError } from "./errors.js";

/** The largest u16: the whole of what is told in parts of 65535. */
export const MAX_U16 = 0xffff;
/** The largest u64: the whole of what is told in parts of 2^64 - 1. */
export const MAX_U64 = (1n << 64n) - 1n;

/** A call of the pallet that the reference calls SubtensorModule. */
export function subtensor(call: string, ...args: CallValue[]): ChainCall {
	return { pallet: "SubtensorModule", call, args };
}

/** @throws {CallArgumentError} where it is no u16 */
export function checkNetuid(netuid: number): number {
	if (!Number.isInteger(netuid) || netuid < 0 || netuid > MAX_U16)
		throw new CallArgumentError(
			`expected a netuid from 0 to 65535, got ${netuid}`,
			"see `ganglion subnet list`",
		);
	return netuid;
}

/** @throws {CallArgumentError} where it is nothing, or more than a u64 */
export function checkAmount(rao: bigint): bigint {
	if (rao <= 0n || rao > MAX_U64)
		throw new CallArgumentError(`expected an amount above 0, got ${rao} rao`, "give another amount");
	return rao;
}

/** @throws {AddressError} where it is no SS58 address */
export function checkAddress(address: string): string {
	decodeAddress(address);
	return address;
}
