import type { InferRequest, Parameters } from "../../protocol/inference.js";
import type { Refusal } from "../../protocol/refusal.js";
import type { Tensor } from "../../protocol/tensor.js";
import type { Random } from "../../task/random.js";
import type { TaskInput } from "../../task/task.js";

/** One thing to classify, as its subject reads it. */
export interface Item {
	/** Items of equal key may share a run. */
	readonly key: string;
	readonly values: readonly number[] | Float32Array;
}

/** What is classified, texts or pictures, and how it reaches the model. */
export interface Subject {
	check(request: InferRequest): Refusal | undefined;
	/** @throws InputRefusedError where `check` would refuse */
	read(request: InferRequest): readonly Item[];
	/** Feeds of a run over items of one key. */
	feeds(items: readonly Item[]): Record<string, Tensor>;
	draw(random: Random): InferRequest;
	/** @throws InputRefusedError where the input cannot be used */
	fromInput(input: TaskInput, parameters?: Parameters): Promise<InferRequest>;
}
