import { halvesOfFloats } from "../../../subnets/index.js";

// Writes ONNX files by hand, well-formed or not: field numbers of onnx.proto, protobuf's wire format.

/** A protobuf varint. */
export function digits(value: number | bigint): number[] {
	const found: number[] = [];
	let rest = BigInt.asUintN(64, BigInt(value));
	do {
		found.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
		rest >>= 7n;
	} while (rest > 0n);
	return found;
}

export const number = (field: number, value: number | bigint): Buffer =>
	Buffer.from([...digits(field * 8), ...digits(value)]);

export const bytes = (field: number, ...content: readonly Uint8Array[]): Buffer => {
	const all = Buffer.concat(content);
	return Buffer.concat([Buffer.from([...digits(field * 8 + 2), ...digits(all.length)]), all]);
};

export const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value, "utf8"));

export const FLOAT = 1;
export const FLOAT16 = 10;
export const INT64 = 7;
export const BOOL = 9;

/** TensorProto; `raw` its values as bytes. */
export const tensor = (
	name: string,
	type: number,
	shape: readonly (number | bigint)[],
	raw: Uint8Array,
): Buffer =>
	Buffer.concat([...shape.map((size) => number(1, size)), number(2, type), text(8, name), bytes(9, raw)]);

export const floats = (name: string, shape: readonly number[], values: readonly number[]): Buffer =>
	tensor(name, FLOAT, shape, Buffer.from(Float32Array.from(values).buffer));

/** The same in half precision. */
export const halves = (name: string, shape: readonly number[], values: readonly number[]): Buffer =>
	tensor(name, FLOAT16, shape, Buffer.from(halvesOfFloats(Float32Array.from(values)).buffer));

export const integers = (name: string, shape: readonly number[], values: readonly number[]): Buffer =>
	tensor(name, INT64, shape, Buffer.from(BigInt64Array.from(values.map(BigInt)).buffer));

export const truth = (name: string, value: boolean): Buffer =>
	tensor(name, BOOL, [], Buffer.from([Number(value)]));

/** TensorProto whose values lie in another file; `place` as its entries say it, `more` further fields. */
export const external = (
	name: string,
	type: number,
	shape: readonly (number | bigint)[],
	place: Readonly<Record<string, string>>,
	...more: readonly Buffer[]
): Buffer =>
	Buffer.concat([
		...shape.map((size) => number(1, size)),
		number(2, type),
		text(8, name),
		...Object.entries(place).map(([key, entry]) => bytes(13, text(1, key), text(2, entry))),
		number(14, 1),
		...more,
	]);

/** AttributeProto: a tensor (type 4), a graph (5), or a whole number (2). */
export const tensorAttribute = (name: string, value: Buffer) =>
	Buffer.concat([text(1, name), bytes(5, value), number(20, 4)]);
export const graphAttribute = (name: string, value: Buffer) =>
	Buffer.concat([text(1, name), bytes(6, value), number(20, 5)]);
export const numberAttribute = (name: string, value: number) =>
	Buffer.concat([text(1, name), number(3, value), number(20, 2)]);

export interface NodeParts {
	readonly operator: string;
	readonly domain?: string;
	readonly inputs?: readonly string[];
	readonly outputs?: readonly string[];
	readonly attributes?: readonly Buffer[];
}

export const node = ({ operator, domain, inputs = [], outputs = [], attributes = [] }: NodeParts): Buffer =>
	Buffer.concat([
		...inputs.map((name) => text(1, name)),
		...outputs.map((name) => text(2, name)),
		text(4, operator),
		...attributes.map((attribute) => bytes(5, attribute)),
		...(domain === undefined ? [] : [text(7, domain)]),
	]);

/** ValueInfoProto; a text stands for a dimension that may vary. */
export const value = (name: string, type: number, shape: readonly (number | string)[]): Buffer => {
	const dimensions = shape.map((size) =>
		bytes(1, typeof size === "string" ? text(2, size) : number(1, size)),
	);
	return Buffer.concat([text(1, name), bytes(2, bytes(1, number(1, type), bytes(2, ...dimensions)))]);
};

export interface GraphParts {
	readonly nodes: readonly Buffer[];
	readonly initializers?: readonly Buffer[];
	readonly inputs?: readonly Buffer[];
	readonly outputs?: readonly Buffer[];
	readonly more?: readonly Buffer[];
}

export const graph = ({
	nodes,
	initializers = [],
	inputs = [],
	outputs = [],
	more = [],
}: GraphParts): Buffer =>
	Buffer.concat([
		...nodes.map((part) => bytes(1, part)),
		text(2, "g"),
		...initializers.map((part) => bytes(5, part)),
		...inputs.map((part) => bytes(11, part)),
		...outputs.map((part) => bytes(12, part)),
		...more,
	]);

/** ModelProto of opset 17; `more` are further fields of it. */
export const model = (main: Buffer, ...more: readonly Buffer[]): Buffer =>
	Buffer.concat([
		number(1, 8),
		bytes(8, number(2, 17)),
		bytes(8, text(1, "com.microsoft"), number(2, 1)),
		bytes(7, main),
		...more,
	]);
