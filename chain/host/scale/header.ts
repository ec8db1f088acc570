import { concatBytes, fromHex, toHex } from "./bytes.js";
import { encodeBytes, encodeCompact } from "./compact.js";
import { ScaleError, ScaleReader } from "./scaleReader.js";

/** A block header as FRAME encodes it; `logs` are whole SCALE digest items. */
export interface Header {
	readonly parentHash: Uint8Array;
	readonly number: number;
	readonly stateRoot: Uint8Array;
	readonly extrinsicsRoot: Uint8Array;
	readonly logs: readonly Uint8Array[];
}

/** The header as the JSON-RPC shows it. */
export interface HeaderJson {
	readonly parentHash: string;
	readonly number: string;
	readonly stateRoot: string;
	readonly extrinsicsRoot: string;
	readonly digest: { readonly logs: readonly string[] };
}

/** Kinds of digest items (sp-runtime, `DigestItem`). */
export const DIGEST = { other: 0, consensus: 4, seal: 5, preRuntime: 6, runtimeUpdated: 8 } as const;

export function encodeHeader(header: Header): Uint8Array {
	return concatBytes(
		header.parentHash,
		encodeCompact(header.number),
		header.stateRoot,
		header.extrinsicsRoot,
		encodeCompact(header.logs.length),
		...header.logs,
	);
}

/** @throws ScaleError when the bytes are no header. */
export function decodeHeader(bytes: Uint8Array): Header {
	const reader = new ScaleReader(bytes);
	const parentHash = reader.take(32);
	const number = reader.compact();
	const stateRoot = reader.take(32);
	const extrinsicsRoot = reader.take(32);
	const logs = reader.list(() => takeDigestItem(reader));
	return { parentHash, number, stateRoot, extrinsicsRoot, logs };
}

function takeDigestItem(reader: ScaleReader): Uint8Array {
	const start = reader.offset;
	const kind = reader.u8();
	if (kind === DIGEST.consensus || kind === DIGEST.seal || kind === DIGEST.preRuntime) {
		reader.take(4);
		reader.vector();
	} else if (kind === DIGEST.other) reader.vector();
	else if (kind !== DIGEST.runtimeUpdated) throw new ScaleError(`digest item of unknown kind ${kind}`);
	return reader.bytes.subarray(start, reader.offset);
}

/** A pre-runtime or seal item of one consensus engine. */
export function engineDigest(kind: number, engine: string, payload: Uint8Array): Uint8Array {
	return concatBytes(Uint8Array.of(kind), Buffer.from(engine, "latin1"), encodeBytes(payload));
}

export function headerToJson(header: Header): HeaderJson {
	return {
		parentHash: toHex(header.parentHash),
		number: `0x${header.number.toString(16)}`,
		stateRoot: toHex(header.stateRoot),
		extrinsicsRoot: toHex(header.extrinsicsRoot),
		digest: { logs: header.logs.map(toHex) },
	};
}

export function headerFromJson(json: HeaderJson): Header {
	return {
		parentHash: fromHex(json.parentHash),
		number: Number.parseInt(json.number, 16),
		stateRoot: fromHex(json.stateRoot),
		extrinsicsRoot: fromHex(json.extrinsicsRoot),
		logs: json.digest.logs.map(fromHex),
	};
}

/** The header that `Core_initialize_block` is given: no roots yet. */
export function openHeader(parentHash: Uint8Array, number: number, logs: readonly Uint8Array[]): Header {
	const blank = new Uint8Array(32);
	return { parentHash, number, stateRoot: blank, extrinsicsRoot: blank, logs };
}
