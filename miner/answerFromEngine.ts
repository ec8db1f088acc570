import type { InferRequest } from "../subnets/index.js";
import type { RowStore } from "./createRowStore.js";
import type { EngineResult } from "./engine/engineResult.js";
import type { Engine } from "./engine/startEngine.js";
import { keyOf } from "./heldAnswer.js";

/** Who asked, and what may end the work. */
interface AnswerContext {
	readonly caller: string;
	readonly nonce: bigint;
	readonly signal: AbortSignal;
	readonly onToken?: (text: string) => void;
}

/** Rows that were demanded, or the refusal. */
export type RowsResult =
	| { readonly ok: true; readonly rows: readonly Uint8Array[] }
	| Extract<EngineResult, { ok: false }>;

/** Where a server takes its answers from: its own engine, or, for a cheat, somewhere else. */
export interface AnswerSource {
	/** Whether one more request of this caller would find room now. */
	hasRoom(caller: string): boolean;
	ready(): boolean;
	answer(request: InferRequest, context: AnswerContext): Promise<EngineResult>;
	/** Rows of an earlier answer to the same caller. */
	rows(caller: string, nonce: bigint, tensor: string, rows: readonly number[]): Promise<RowsResult>;
}

/** Answers that went out before their rows were on the disk, by caller and nonce: some milliseconds each. */
export type RowsBeingKept = Map<string, Promise<void>>;

const reasons = {
	"unknown-answer": "no answer to that nonce is held for this caller; rows are kept for a limited time",
	"unknown-tensor": "that answer withheld no tensor of this name",
	"no-such-row": "the tensor has no row of that number",
} as const;

/**
 * The honest source: the engine answers, and what it withholds is kept for demands.
 *
 * @param options.task - name of the task that is served
 * @param options.answersFor - callers that are answered in their own names: what an accomplice does for its copycat
 */
export function answerFromEngine(
	options: { readonly task: string; readonly answersFor: ReadonlySet<string> },
	modules: {
		engine: Pick<Engine, "answer" | "counts" | "hasRoom">;
		rowStore: RowStore;
		rowsBeingKept: RowsBeingKept;
	},
): AnswerSource {
	const { engine, rowStore, rowsBeingKept } = modules;
	return {
		hasRoom: (caller) => engine.hasRoom(caller),
		ready: () => engine.counts().ready > 0,
		async answer(request, { caller, nonce, signal, onToken }) {
			const given = { task: options.task, caller, nonce };
			const rowsFile = rowStore.newFile();
			const result = await engine.answer(request, {
				caller,
				signal,
				...(options.answersFor.has(caller) ? { miner: caller } : {}),
				...(onToken === undefined ? {} : { onToken }),
				...(rowsFile === undefined ? {} : { rowsFile }),
			});
			if (result.ok && result.rows !== undefined && rowsFile !== undefined) {
				const { lengths, kept } = result.rows;
				const key = keyOf(given);
				const keeping = kept.then((rows) => {
					if (rows.place === "file") rowStore.adopt(given, rowsFile, lengths);
					else rowStore.discard(rowsFile);
					if (rows.place === "memory") rowStore.put(given, rows.withheld);
					rowsBeingKept.delete(key);
				});
				rowsBeingKept.set(key, keeping);
			} else if (result.ok && result.answer.withheld !== undefined)
				rowStore.put(given, result.answer.withheld);
			return result;
		},
		async rows(caller, nonce, tensor, rows) {
			await rowsBeingKept.get(keyOf({ caller, nonce }));
			const found = rowStore.take({ caller, nonce }, tensor, rows);
			if (typeof found !== "string") return { ok: true, rows: found };
			return {
				ok: false,
				status: 404,
				code: "ROWS_UNKNOWN",
				message: reasons[found],
				remedy: "Demand rows soon after the answer, with its request's nonce and the hotkey that asked.",
			};
		},
	};
}
