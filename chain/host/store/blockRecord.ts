import { concatBytes } from "../scale/bytes.js";
import { encodeBytes, encodeCompact } from "../scale/compact.js";
import { ScaleReader } from "../scale/scaleReader.js";

/** A block as it is kept. */
export interface BlockRecord {
	readonly number: number;
	readonly hash: Uint8Array;
	/** SCALE header, seal included. */
	readonly header: Uint8Array;
	readonly extrinsics: readonly Uint8Array[];
	/** One for each extrinsic; undefined for inherents, which have no receipt. */
	readonly receipts: readonly ({ readonly hash: Uint8Array; readonly outcome: Uint8Array } | undefined)[];
}

/** Where a transaction went. */
export interface Receipt {
	readonly number: number;
	readonly index: number;
	/** `ApplyExtrinsicResult`, SCALE. */
	readonly outcome: Uint8Array;
}

export function encodeList(items: readonly Uint8Array[]): Buffer {
	return Buffer.from(concatBytes(encodeCompact(items.length), ...items.map(encodeBytes)));
}

export function decodeList(bytes: Uint8Array): Uint8Array[] {
	const reader = new ScaleReader(bytes);
	return reader.list(() => new Uint8Array(reader.vector()));
}

export function encodeReceipt(receipt: Receipt): Buffer {
	const buffer = Buffer.alloc(8 + receipt.outcome.length);
	buffer.writeUInt32BE(receipt.number);
	buffer.writeUInt32BE(receipt.index, 4);
	buffer.set(receipt.outcome, 8);
	return buffer;
}

export function decodeReceipt(buffer: Buffer): Receipt {
	return {
		number: buffer.readUInt32BE(0),
		index: buffer.readUInt32BE(4),
		outcome: new Uint8Array(buffer.subarray(8)),
	};
}
