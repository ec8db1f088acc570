import {
	type Answer,
	createRandom,
	type ModelSession,
	type Task,
	type Tensor,
	type WithheldTensor,
} from "../../subnets/index.js";
import type { Answering } from "../engine/jobRunner.js";
import type { EngineBehaviour } from "./behaviours.js";

/**
 * The task's `answer` as a behaviour runs it: the honest one, one answer for all, or random data in its shape.
 */
export async function behaveAs(
	{ behaviour, miner }: { readonly behaviour: EngineBehaviour; readonly miner: string },
	task: Task,
	session: ModelSession,
): Promise<Answering> {
	if (behaviour !== "constant" && behaviour !== "garbage") return task;
	const { request } = await task.sample(createRandom("the one answer of a constant miner"));
	const once = await task.answer(session, request, { miner });
	if (behaviour === "constant") return { answer: async () => once };
	return { answer: async () => garbled(once) };
}

function garbled(answer: Answer): Answer {
	const withheld: Record<string, WithheldTensor> = {};
	for (const [name, { rows }] of Object.entries(answer.withheld ?? {})) {
		withheld[name] = { rows: rows.map((row) => randomBytes(row.length)) };
	}
	return {
		...answer,
		outputs: answer.outputs.map(garbledTensor),
		...(answer.withheld === undefined ? {} : { withheld }),
	};
}

function garbledTensor(tensor: Tensor): Tensor {
	const { data } = tensor;
	if (!ArrayBuffer.isView(data)) return { ...tensor, data: data.map((text) => randomText(text.length)) };
	const copy = data.slice();
	for (let index = 0; index < copy.length; index++) {
		const value = Math.floor(Math.random() * 100);
		copy[index] = typeof copy[index] === "bigint" ? BigInt(value) : value;
	}
	return { ...tensor, data: copy };
}

function randomBytes(length: number): Uint8Array {
	return Uint8Array.from({ length }, () => Math.floor(Math.random() * 256));
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz ";

function randomText(length: number): string {
	return Array.from({ length }, () => LETTERS[Math.floor(Math.random() * LETTERS.length)]).join("");
}
