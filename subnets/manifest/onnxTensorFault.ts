import type { ExternalContent } from "./externalData.js";
import { type ExternalEntry, externalEntry, externalPlace } from "./externalTensor.js";
import { BYTES, type ByteRange, fields, textAt, VARINT, varints } from "./onnxWire.js";

/** Bits of one element, by the numbers of onnx.proto's TensorProto.DataType; 0 for strings. */
const ELEMENT_BITS: Readonly<Record<number, number>> = {
	...{ 1: 32, 2: 8, 3: 8, 4: 16, 5: 16, 6: 32, 7: 64, 8: 0, 9: 8, 10: 16, 11: 64, 12: 32, 13: 64 },
	...{ 14: 64, 15: 128, 16: 16, 17: 8, 18: 8, 19: 8, 20: 8, 21: 4, 22: 4, 23: 4 },
};
const INT32 = 6;
const INT64 = 7;
const STRING = 8;

/** Fields of TensorProto. */
const DIMENSION = 1;
const DATA_TYPE = 2;
const SEGMENT = 3;
const TYPED_DATA: readonly number[] = [4, 5, 7, 10, 11];
const INT32_DATA = 5;
const STRING_DATA = 6;
const INT64_DATA = 7;
const NAME = 8;
const RAW_DATA = 9;
const EXTERNAL_DATA = 13;
const DATA_LOCATION = 14;

/** Values of DATA_LOCATION. */
const INSIDE = 0;
const EXTERNAL = 1;

/** Most values of a constant that is read here, such as a shape or a trip count. */
const MOST_READ = 64;

/** A tensor as its file declares it. */
export interface DeclaredTensor {
	readonly name: string;
	/** Its values where it is a short constant of integers. */
	readonly integers: readonly number[] | undefined;
	/** Why it may not be loaded; undefined where nothing is wrong. */
	readonly fault: string | undefined;
}

/**
 * Reads a TensorProto and compares what it says of itself with what it holds: a tensor of 2^40 elements in 20 bytes
 * would be allocated before anybody sees that the bytes are missing.
 *
 * @param external - files in which its values may lie, by location
 */
export function declaredTensor(
	model: Uint8Array,
	range: ByteRange,
	external: ReadonlyMap<string, ExternalContent>,
): DeclaredTensor {
	let type = 0;
	let name = "";
	let place = INSIDE;
	let isSegment = false;
	const entries: ExternalEntry[] = [];
	let raw: ByteRange | undefined;
	let typedBytes = 0;
	let texts = 0;
	let packed: number[] = [];
	const shape: number[] = [];
	for (const { number, wire, value, start, end } of fields(model, range.start, range.end)) {
		const isBytes = wire === BYTES;
		if (number === DIMENSION)
			for (const size of wire === VARINT ? [value] : varints(model, start, end)) shape.push(size);
		else if (number === DATA_TYPE && wire === VARINT) type = value;
		else if (number === NAME && isBytes) name = textAt(model, { start, end });
		else if (number === RAW_DATA && isBytes) raw = { start, end };
		else if (number === STRING_DATA && isBytes) texts++;
		else if (TYPED_DATA.includes(number)) {
			typedBytes += isBytes ? end - start : 8;
			if ((number === INT32_DATA || number === INT64_DATA) && packed.length < MOST_READ)
				packed = packed.concat(
					isBytes ? varints(model, start, Math.min(end, start + 10 * MOST_READ)) : [value],
				);
		} else if (number === EXTERNAL_DATA && isBytes) entries.push(externalEntry(model, { start, end }));
		else if (number === SEGMENT) isSegment = true;
		else if (number === DATA_LOCATION) place = wire === VARINT ? value : Number.NaN;
	}
	const told = { name, integers: undefined };
	if (isSegment) return { ...told, fault: `tensor ${name} is a part of one` };
	const bits = ELEMENT_BITS[type];
	if (bits === undefined) return { ...told, fault: `tensor ${name} has an unknown element type` };
	const count = shape.reduce((product, size) => product * size, 1);
	if (place !== INSIDE || entries.length > 0) {
		const isWhole = place === EXTERNAL && type !== STRING && raw === undefined && typedBytes + texts === 0;
		if (!isWhole) return { ...told, fault: `tensor ${name} keeps its values in other files and not` };
		const found = externalPlace(name, entries, Math.ceil((count * bits) / 8), external);
		if (found.fault !== undefined) return { ...told, fault: found.fault };
		if (!isShort(type, count)) return { ...told, fault: undefined };
		const bytes = (count * bits) / 8;
		const values = found.file.read(found.offset, bytes);
		return {
			name,
			integers: rawIntegers(values, { start: 0, end: values.length }, bits / 8),
			fault: undefined,
		};
	}
	const isHeld =
		type === STRING
			? count === texts
			: raw !== undefined
				? raw.end - raw.start === Math.ceil((count * bits) / 8)
				: count <= 2 * typedBytes;
	if (!isHeld)
		return {
			...told,
			fault: `tensor ${name} says that it has shape [${shape}], and does not hold that many values`,
		};
	if (!isShort(type, count)) return { ...told, fault: undefined };
	const integers = raw === undefined ? packed.slice(0, count) : rawIntegers(model, raw, bits / 8);
	return { name, integers, fault: undefined };
}

/** Whether it is a constant of integers that is read here. */
function isShort(type: number, count: number): boolean {
	return (type === INT64 || type === INT32) && count <= MOST_READ;
}

function rawIntegers(model: Uint8Array, { start, end }: ByteRange, size: number): number[] {
	const view = new DataView(model.buffer, model.byteOffset, model.byteLength);
	const found: number[] = [];
	for (let at = start; at < end; at += size)
		found.push(size === 8 ? Number(view.getBigInt64(at, true)) : view.getInt32(at, true));
	return found;
}
