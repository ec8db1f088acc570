import type { Answer } from "../../subnets/index.js";
import type { WrittenRows } from "./engineMessages.js";

/** Rows that an answer withholds, once they are where they stay. */
export type KeptRows =
	| { readonly place: "file" }
	| { readonly place: "memory"; readonly withheld: NonNullable<Answer["withheld"]> }
	| { readonly place: "lost" };

/** What became of one request: an answer, or what the caller is told instead. */
export type EngineResult =
	| {
			readonly ok: true;
			readonly answer: Answer;
			/** What the answer withholds, where the request named a file for it. */
			readonly rows?: {
				readonly lengths: WrittenRows["tensors"];
				/** What became of the file: it holds the rows, or they are here, or they are lost with their process. */
				readonly kept: Promise<KeptRows>;
			};
	  }
	| {
			readonly ok: false;
			readonly status: number;
			readonly code: string;
			readonly message: string;
			readonly remedy: string;
	  };

export const notAnswered = (
	status: number,
	code: string,
	message: string,
	remedy: string,
): Extract<EngineResult, { ok: false }> => ({ ok: false, status, code, message, remedy });

export const lostAnswer = () =>
	notAnswered(503, "ENGINE_LOST", "the inference process ended during this request", "Send it again.");
export const timedOut = (ms: number) =>
	notAnswered(408, "ANSWER_TIMEOUT", `no answer within ${ms} ms`, "Send it again later, or ask for less.");
export const callerLeft = () =>
	notAnswered(408, "CALLER_LEFT", "the connection was closed before the answer", "Wait for the answer.");
export const stopped = () =>
	notAnswered(503, "STOPPING", "this miner is shutting down", "Ask another miner.");

/** The refusal for a request that finds no room. */
export const queueFull = () =>
	notAnswered(
		503,
		"QUEUE_FULL",
		"all places in the queue are taken",
		"Send it again after Retry-After seconds.",
	);
