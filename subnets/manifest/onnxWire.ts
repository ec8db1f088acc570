/** Where a run of bytes lies in a model file. */
export interface ByteRange {
	readonly start: number;
	readonly end: number;
}

/** One field of a protobuf message; `start` and `end` bound its content, without tag and length. */
export interface Field extends ByteRange {
	readonly number: number;
	/** How it is written: {@link VARINT}, {@link BYTES}, or of fixed length. */
	readonly wire: number;
	/** Of a {@link VARINT} field; exact below 2^53. */
	readonly value: number;
}

export const VARINT = 0;
const FIXED64 = 1;
export const BYTES = 2;
const FIXED32 = 5;
/** Protobuf's own readers keep 32 bits of a tag: a longer one would be another field to them than to us. */
const TAG_LIMIT = 2 ** 32;

/**
 * The length-delimited fields of a message.
 *
 * @throws RangeError where the bytes are no protobuf message
 */
export function* messages(bytes: Uint8Array, range: ByteRange): Generator<Field> {
	for (const field of fields(bytes, range.start, range.end)) if (field.wire === BYTES) yield field;
}

/**
 * All fields of a message.
 *
 * @throws RangeError where the bytes are no protobuf message
 */
export function* fields(bytes: Uint8Array, from: number, to: number): Generator<Field> {
	let at = from;
	const next = (): number => {
		const [value, after] = varint(bytes, at, to);
		at = after;
		return value;
	};
	while (at < to) {
		const tag = next();
		if (tag >= TAG_LIMIT)
			throw new RangeError(`not an ONNX file: a field's tag passes 32 bits before byte ${at}`);
		const number = Math.floor(tag / 8);
		const wire = tag % 8;
		let value = 0;
		let start = at;
		if (wire === VARINT) value = next();
		else if (wire === FIXED64) at += 8;
		else if (wire === FIXED32) at += 4;
		else if (wire === BYTES) {
			const length = next();
			start = at;
			at += length;
		} else throw new RangeError(`not an ONNX file: wire type ${wire} at byte ${at}`);
		if (at > to) throw new RangeError(`not an ONNX file: a field passes the end at byte ${to}`);
		yield { number, wire, value, start, end: at };
	}
}

/** Numbers packed one behind the other. */
export function varints(bytes: Uint8Array, from: number, to: number): number[] {
	const found: number[] = [];
	for (let at = from; at < to; ) {
		const [value, after] = varint(bytes, at, to);
		found.push(value);
		at = after;
	}
	return found;
}

/** A text of the file, byte by byte: two names are equal where their bytes are. */
export function textAt(bytes: Uint8Array, { start, end }: ByteRange): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1");
}

/** One number of protobuf's wire format, and where the next byte is. */
function varint(bytes: Uint8Array, from: number, to: number): [value: number, after: number] {
	let value = 0;
	for (let at = from; at < to && at < from + 10; at++) {
		const byte = bytes[at] ?? 0;
		value += (byte & 0x7f) * 2 ** (7 * (at - from));
		if (byte < 0x80) return [value, at + 1];
	}
	throw new RangeError(`not an ONNX file: a number is cut off at byte ${from}`);
}
