/** Element types that travel. Names are those of the Open Inference Protocol. */
export type Datatype =
	| "BOOL"
	| "UINT8"
	| "UINT16"
	| "UINT32"
	| "UINT64"
	| "INT8"
	| "INT16"
	| "INT32"
	| "INT64"
	| "FP16"
	| "FP32"
	| "FP64"
	| "BYTES";

export type TensorData =
	| Uint8Array
	| Uint16Array
	| Uint32Array
	| BigUint64Array
	| Int8Array
	| Int16Array
	| Int32Array
	| BigInt64Array
	| Float32Array
	| Float64Array
	| readonly string[];

/** A named array. `data` is row-major; its length is the product of `shape`. BYTES tensors hold texts. */
export interface Tensor {
	readonly name: string;
	readonly datatype: Datatype;
	readonly shape: readonly number[];
	readonly data: TensorData;
}

type NumericDatatype = Exclude<Datatype, "BYTES">;
type NumericArray = Exclude<TensorData, readonly string[]>;
type NumericConstructor = {
	readonly BYTES_PER_ELEMENT: number;
	new (buffer: ArrayBuffer, byteOffset?: number, length?: number): NumericArray;
	new (length: number): NumericArray;
};

/** How each numeric type is held in memory. BOOL is one byte, 0 or 1; FP16 is its 16 bits. */
export const arrays: Readonly<Record<NumericDatatype, NumericConstructor>> = {
	BOOL: Uint8Array,
	UINT8: Uint8Array,
	UINT16: Uint16Array,
	UINT32: Uint32Array,
	UINT64: BigUint64Array,
	INT8: Int8Array,
	INT16: Int16Array,
	INT32: Int32Array,
	INT64: BigInt64Array,
	FP16: Uint16Array,
	FP32: Float32Array,
	FP64: Float64Array,
};

export function isDatatype(name: unknown): name is Datatype {
	return typeof name === "string" && (name === "BYTES" || Object.hasOwn(arrays, name));
}

/** Number of elements; 1 for a scalar (empty shape). */
export function elementCount(shape: readonly number[]): number {
	return shape.reduce((product, dimension) => product * dimension, 1);
}

/**
 * A tensor's numeric data as bytes, little-endian, sharing memory.
 * @throws TypeError for BYTES, whose elements have no fixed size
 */
export function tensorBytes(tensor: Tensor): Uint8Array {
	if (!isNumeric(tensor.data)) throw new TypeError(`tensor ${tensor.name} holds texts, not numbers`);
	return new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
}

/** A numeric tensor from little-endian bytes; copies, so that alignment never matters. */
export function tensorFromBytes(
	name: string,
	datatype: NumericDatatype,
	shape: readonly number[],
	bytes: Uint8Array,
): Tensor {
	return { name, datatype, shape, data: new arrays[datatype](new Uint8Array(bytes).buffer) };
}

export function isNumeric(data: TensorData): data is NumericArray {
	return ArrayBuffer.isView(data);
}

/** The tensor of that name, or undefined. */
export function findTensor(tensors: readonly Tensor[], name: string): Tensor | undefined {
	return tensors.find((tensor) => tensor.name === name);
}

/** The texts of a BYTES tensor, or undefined for another type or no such tensor. */
export function textsOf(tensors: readonly Tensor[], name: string): readonly string[] | undefined {
	const data = findTensor(tensors, name)?.data;
	return data === undefined || isNumeric(data) ? undefined : data;
}

/** A BYTES tensor of one dimension. */
export function textTensor(name: string, texts: readonly string[]): Tensor {
	return { name, datatype: "BYTES", shape: [texts.length], data: texts };
}
