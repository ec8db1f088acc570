import { isFiniteHalf } from "./halfFloats.js";
import type { CodecLimits } from "./inference.js";
import {
	arrays,
	type Datatype,
	elementCount,
	isDatatype,
	isNumeric,
	type Tensor,
	tensorBytes,
} from "./tensor.js";

/** Thrown while decoding and caught at the room's door, where it becomes a refusal. Not exported from the room. */
export class WireFault extends Error {
	/** True where a limit was passed (413), false where the shape is wrong (400). */
	readonly tooLarge: boolean;

	constructor(message: string, tooLarge = false) {
		super(message);
		this.tooLarge = tooLarge;
	}
}

export type JsonObject = Readonly<Record<string, unknown>>;

const FORBIDDEN_KEYS = ["__proto__", "constructor", "prototype"];

/** A JSON object without the keys that would reach a prototype when merged; else a fault. */
export function asObject(value: unknown, what: string): JsonObject {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw new WireFault(`expected ${what} to be an object`);
	for (const key of FORBIDDEN_KEYS)
		if (Object.hasOwn(value, key)) throw new WireFault(`${what} has the forbidden key ${key}`);
	return value as JsonObject;
}

export function asArray(value: unknown, what: string): readonly unknown[] {
	if (!Array.isArray(value)) throw new WireFault(`expected ${what} to be an array`);
	return value;
}

/** A name of a tensor, model or the like: 1 to 256 characters, none of which could act on a terminal or a log. */
export function asName(value: unknown, what: string): string {
	if (typeof value !== "string" || !/^\P{C}{1,256}$/u.test(value))
		throw new WireFault(`expected ${what} to be a text of 1 to 256 printable characters`);
	return value;
}

/** One tensor as it stands in the JSON part, and its bytes where they follow it. */
export interface WireTensor {
	readonly json: Record<string, unknown>;
	readonly binary: Uint8Array | undefined;
}

/**
 * A tensor for the wire. Values that JSON cannot carry exactly (not finite, integers past 2^53) go as binary
 * whatever was asked.
 */
export function encodeTensor(tensor: Tensor, preferBinary: boolean): WireTensor {
	const { name, datatype, shape, data } = tensor;
	if (elementCount(shape) !== data.length)
		throw new RangeError(
			`tensor ${name} has shape [${shape.join(",")}], which is ${elementCount(shape)} elements, but holds ${data.length}`,
		);
	const head = { name, shape, datatype };
	if (preferBinary || !fitsJson(tensor)) {
		const binary = isNumeric(data) ? tensorBytes(tensor) : packTexts(data);
		return { json: { ...head, parameters: { binary_data_size: binary.length } }, binary };
	}
	const values = isNumeric(data) ? Array.from(data as ArrayLike<number | bigint>, Number) : data;
	return {
		json: { ...head, data: datatype === "BOOL" ? Array.from(values, Boolean) : values },
		binary: undefined,
	};
}

function fitsJson(tensor: Tensor): boolean {
	const { data } = tensor;
	// As the Open Inference Protocol has it: JSON has no form for FP16.
	if (tensor.datatype === "FP16") return false;
	if (data instanceof Float32Array || data instanceof Float64Array) return data.every(Number.isFinite);
	if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
		for (const value of data) if (!Number.isSafeInteger(Number(value))) return false;
	}
	return true;
}

/** Each text as its byte length (u32, little-endian) and its UTF-8 bytes. */
function packTexts(texts: readonly string[]): Uint8Array {
	return Buffer.concat(
		texts.flatMap((text) => {
			const bytes = Buffer.from(text, "utf8");
			const length = Buffer.alloc(4);
			length.writeUInt32LE(bytes.length);
			return [length, bytes];
		}),
	);
}

/** Reads one tensor; `takeBinary(n)` hands out the next n bytes after the JSON part. */
export function decodeTensor(
	value: unknown,
	limits: CodecLimits,
	takeBinary: (length: number, what: string) => Uint8Array,
): Tensor {
	const wire = asObject(value, "a tensor");
	const name = asName(wire.name, "a tensor's name");
	const what = `tensor ${name}`;
	if (!isDatatype(wire.datatype))
		throw new WireFault(`expected ${what} to have a datatype such as FP32, INT64 or BYTES`);
	const datatype = wire.datatype;
	const shape = decodeShape(wire.shape, what, limits);
	const count = elementCount(shape);
	const size = wire.parameters === undefined ? undefined : binarySize(wire.parameters, what);
	if ((size === undefined) === (wire.data === undefined))
		throw new WireFault(`expected ${what} to have either data or parameters.binary_data_size`);
	const data =
		size === undefined
			? decodeJsonData(asArray(wire.data, `the data of ${what}`), datatype, count, shape.length, what, limits)
			: decodeBinaryData(takeBinary(size, what), datatype, count, what, limits);
	const tensor = { name, datatype, shape, data };
	if (!limits.allowNonFinite && !isAllFinite(tensor))
		throw new WireFault(`${what} holds a value that is not finite`);
	return tensor;
}

function isAllFinite({ datatype, data }: Tensor): boolean {
	if (data instanceof Float32Array || data instanceof Float64Array) {
		for (const element of data) if (!Number.isFinite(element)) return false;
		return true;
	}
	return datatype !== "FP16" || (data as Uint16Array).every((half) => isFiniteHalf(half));
}

function binarySize(value: unknown, what: string): number | undefined {
	const size = asObject(value, `the parameters of ${what}`).binary_data_size;
	if (size === undefined) return undefined;
	if (!Number.isSafeInteger(size) || (size as number) < 0)
		throw new WireFault(`expected binary_data_size of ${what} to be a whole number of bytes`);
	return size as number;
}

function decodeShape(value: unknown, what: string, limits: CodecLimits): number[] {
	const dimensions = asArray(value, `the shape of ${what}`);
	if (dimensions.length > limits.maxRank)
		throw new WireFault(`${what} has more than ${limits.maxRank} dimensions`, true);
	let count = 1;
	return dimensions.map((dimension) => {
		if (!Number.isSafeInteger(dimension) || (dimension as number) < 0)
			throw new WireFault(`expected the shape of ${what} to hold whole numbers`);
		count *= dimension as number;
		if ((dimension as number) > limits.maxElements || count > limits.maxElements)
			throw new WireFault(`${what} has more than ${limits.maxElements} elements`, true);
		return dimension as number;
	});
}

function decodeJsonData(
	data: readonly unknown[],
	datatype: Datatype,
	count: number,
	rank: number,
	what: string,
	limits: CodecLimits,
): Tensor["data"] {
	const flat = flatten(data, Math.max(rank, 1), count, what);
	if (flat.length !== count)
		throw new WireFault(`${what} has a shape of ${count} elements, but ${flat.length} came`);
	if (datatype === "FP16")
		throw new WireFault(`expected ${what} in binary (binary_data_size): FP16 has no form in JSON`);
	if (datatype === "BYTES")
		return flat.map((element) => {
			if (typeof element !== "string") throw new WireFault(`expected ${what} to hold texts`);
			if (/\p{Surrogate}/u.test(element)) throw new WireFault(`${what} holds a text that is not Unicode`);
			if (Buffer.byteLength(element) > limits.maxTextBytes)
				throw new WireFault(`${what} holds a text of more than ${limits.maxTextBytes} bytes`, true);
			return element;
		});
	return decodeNumbers(flat, datatype, what);
}

function decodeNumbers(
	flat: readonly unknown[],
	datatype: Exclude<Datatype, "BYTES">,
	what: string,
): Tensor["data"] {
	const result = new arrays[datatype](flat.length);
	const isFloat = datatype === "FP32" || datatype === "FP64";
	const isBig = result instanceof BigInt64Array || result instanceof BigUint64Array;
	for (let i = 0; i < flat.length; i++) {
		let element = flat[i];
		if (datatype === "BOOL" && typeof element === "boolean") element = Number(element);
		const usable =
			typeof element === "number" &&
			(isFloat || Number.isSafeInteger(element)) &&
			(datatype !== "BOOL" || element === 0 || element === 1);
		if (!usable) throw new WireFault(`expected ${what} to hold ${datatype} values, got another at ${i}`);
		if (isBig) result[i] = BigInt(element as number);
		else (result as Float64Array)[i] = element as number;
		if (!isFloat && Number(result[i]) !== element)
			throw new WireFault(`${what} holds a value outside ${datatype} at ${i}`);
	}
	return result;
}

/** Row-major values of data that may be nested as deep as the tensor has dimensions; stops past `most` values. */
function flatten(data: readonly unknown[], depth: number, most: number, what: string): readonly unknown[] {
	if (!data.some(Array.isArray)) return data;
	const flat: unknown[] = [];
	const visit = (level: readonly unknown[], left: number): void => {
		for (const element of level) {
			if (!Array.isArray(element)) flat.push(element);
			else if (left <= 1) throw new WireFault(`the data of ${what} is nested deeper than its shape`);
			else visit(element, left - 1);
			if (flat.length > most) throw new WireFault(`${what} has a shape of ${most} elements, but more came`);
		}
	};
	visit(data, depth);
	return flat;
}

function decodeBinaryData(
	bytes: Uint8Array,
	datatype: Datatype,
	count: number,
	what: string,
	limits: CodecLimits,
): Tensor["data"] {
	if (datatype === "BYTES") return unpackTexts(bytes, count, what, limits);
	const expected = count * arrays[datatype].BYTES_PER_ELEMENT;
	if (bytes.length !== expected)
		throw new WireFault(`${what} needs ${expected} bytes for its shape, but has ${bytes.length}`);
	// Not slice(): a Buffer gives a view by it, and `buffer` below would be all of the pool that it lies in.
	const copy = new Uint8Array(bytes);
	if (datatype === "BOOL" && copy.some((element) => element > 1))
		throw new WireFault(`expected ${what} to hold BOOL values, 0 or 1`);
	return new arrays[datatype](copy.buffer);
}

function unpackTexts(bytes: Uint8Array, count: number, what: string, limits: CodecLimits): string[] {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
	const texts: string[] = [];
	let offset = 0;
	while (offset < bytes.length) {
		if (offset + 4 > bytes.length || texts.length === count)
			throw new WireFault(`${what} does not hold ${count} texts with their lengths`);
		const length = view.getUint32(offset, true);
		offset += 4;
		if (length > limits.maxTextBytes)
			throw new WireFault(`${what} holds a text of more than ${limits.maxTextBytes} bytes`, true);
		if (offset + length > bytes.length) throw new WireFault(`${what} ends within a text`);
		try {
			texts.push(decoder.decode(bytes.subarray(offset, offset + length)));
		} catch {
			throw new WireFault(`${what} holds a text that is not UTF-8`);
		}
		offset += length;
	}
	if (texts.length !== count) throw new WireFault(`${what} does not hold ${count} texts with their lengths`);
	return texts;
}
