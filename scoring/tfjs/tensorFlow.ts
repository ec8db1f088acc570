/**
 * The part of TensorFlow.js that the kernels use, as this room sees it. Its own types are not imported: the
 * package is optional, and this must compile without it.
 */
export interface TensorFlow {
	tidy<R>(work: () => R): R;
	keep<T extends Tensor>(tensor: T): T;
	dispose(tensors: readonly Tensor[]): void;
	memory(): { readonly numTensors: number };
	backend(): unknown;

	tensor(values: Float32Array, shape: number[], dtype: "float32"): Tensor;
	scalar(value: number): Tensor;
	fill(shape: number[], value: number): Tensor;
	range(start: number, stop: number): Tensor;

	add(a: Tensor, b: Operand): Tensor;
	sub(a: Operand, b: Operand): Tensor;
	mul(a: Tensor, b: Operand): Tensor;
	div(a: Tensor, b: Operand): Tensor;
	/** 0 where the divisor is 0. */
	divNoNan(a: Tensor, b: Operand): Tensor;
	minimum(a: Tensor, b: Operand): Tensor;
	maximum(a: Tensor, b: Operand): Tensor;
	floor(a: Tensor): Tensor;
	abs(a: Tensor): Tensor;
	exp(a: Tensor): Tensor;
	sqrt(a: Tensor): Tensor;
	square(a: Tensor): Tensor;
	clipByValue(a: Tensor, low: number, high: number): Tensor;
	softmax(a: Tensor): Tensor;

	equal(a: Tensor, b: Operand): Tensor;
	notEqual(a: Tensor, b: Operand): Tensor;
	greater(a: Tensor, b: Operand): Tensor;
	greaterEqual(a: Tensor, b: Operand): Tensor;
	less(a: Tensor, b: Operand): Tensor;
	lessEqual(a: Tensor, b: Operand): Tensor;
	logicalAnd(a: Tensor, b: Tensor): Tensor;
	logicalNot(a: Tensor): Tensor;
	where(condition: Tensor, then: Operand, otherwise: Operand): Tensor;
	cast(a: Tensor, dtype: "float32" | "bool"): Tensor;
	any(a: Tensor): Tensor;

	matMul(a: Tensor, b: Tensor): Tensor;
	sum(a: Tensor, axis?: number, keepDims?: boolean): Tensor;
	mean(a: Tensor, axis?: number, keepDims?: boolean): Tensor;
	max(a: Tensor, axis?: number, keepDims?: boolean): Tensor;
	min(a: Tensor, axis?: number, keepDims?: boolean): Tensor;
	topk(a: Tensor, k: number, sorted: boolean): { readonly values: Tensor; readonly indices: Tensor };

	reshape(a: Tensor, shape: number[]): Tensor;
	slice(a: Tensor, begin: number[], size: number[]): Tensor;
	stack(tensors: Tensor[], axis: number): Tensor;
	concat(tensors: Tensor[], axis: number): Tensor;
	pad(a: Tensor, paddings: [number, number][], value: number): Tensor;
	split(a: Tensor, pieces: number, axis: number): Tensor[];
}

/** A tensor, or a plain number that stands for one of every shape. */
type Operand = Tensor | number;

export interface Tensor {
	readonly shape: number[];
	/** The values, waited for. */
	dataSync(): ArrayLike<number>;
	dispose(): void;
}

/** What the kernels call of a loaded module, to tell a usable one from anything else. */
const CALLED = ["tidy", "tensor", "matMul", "topk", "divNoNan", "memory", "backend"] as const;

/** Whether a loaded module is TensorFlow.js. */
export function isTensorFlow(module: unknown): module is TensorFlow {
	if (typeof module !== "object" || module === null) return false;
	const entries = new Map<string, unknown>(Object.entries(module));
	return CALLED.every((name) => typeof entries.get(name) === "function");
}
