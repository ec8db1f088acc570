import { blake2b, decodeAddress } from "../wallet/index.js";
import type { StorageReader } from "./storageReader.js";

const SUBTENSOR = "SubtensorModule";

/** Where the swap of a coldkey stands. */
export interface ColdkeySwap {
	/** The block from which it can be done. */
	readonly block: number;
	/** 0x hex: see `coldkeyHash`. */
	readonly newColdkeyHash: string;
	/** The block in which it was disputed; undefined where it was not. */
	readonly disputedAt: number | undefined;
	/** The block from which the announcement can be changed or withdrawn. */
	readonly clearableAt: number;
}

/** The hash by which a coldkey is announced: blake2b-256 of its 32 bytes, 0x hex. */
export function coldkeyHash(address: string): string {
	return `0x${Buffer.from(blake2b(decodeAddress(address), 32)).toString("hex")}`;
}

/** The announced swap of a coldkey; undefined where none is announced. */
export async function readColdkeySwap(
	reader: StorageReader,
	coldkey: string,
): Promise<ColdkeySwap | undefined> {
	const announced = (await reader.one(SUBTENSOR, "ColdkeySwapAnnouncements", coldkey)) as
		| readonly [number, string]
		| undefined;
	if (announced === undefined) return undefined;
	const [block, newColdkeyHash] = announced;
	const [disputedAt, stands] = (await reader.many([
		[SUBTENSOR, "ColdkeySwapDisputes", coldkey],
		[SUBTENSOR, "ColdkeySwapReannouncementDelay"],
	])) as [number | undefined, number];
	return { block, newColdkeyHash, disputedAt, clearableAt: block + stands };
}
