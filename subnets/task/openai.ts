import type { InferRequest } from "../protocol/inference.js";
import type { Checked } from "../protocol/refusal.js";
import type { Answer, ReceivedAnswer } from "./answer.js";

/** The endpoints of OpenAI's API that a miner can offer. */
export type OpenAiEndpoint = "completions" | "chat/completions" | "embeddings";

/** What a request asked for beside the text. */
export interface OpenAiRequest {
	readonly request: InferRequest;
	readonly stream: boolean;
	/** Whether a stream's last chunk carries token counts (`stream_options.include_usage`). */
	readonly includeUsage: boolean;
}

/** What the server adds to a response. */
export interface OpenAiFrame {
	readonly endpoint: OpenAiEndpoint;
	/** Such as `cmpl-…`; unique per answer. */
	readonly id: string;
	/** Unix seconds. */
	readonly created: number;
	readonly model: string;
}

/** How a task speaks OpenAI's shapes; the server owns transport, ids and the end-of-stream mark. */
export interface OpenAiMapping {
	/** Those that the task answers. */
	readonly endpoints: readonly OpenAiEndpoint[];
	/** Reads a body that was parsed from JSON and is not trusted. */
	parse(endpoint: OpenAiEndpoint, body: unknown): Checked<OpenAiRequest>;
	/** Absent where an answer needs more of the model than a server of this API gives. */
	readonly upstream?: OpenAiUpstream;
	/** The whole answer. */
	response(frame: OpenAiFrame, request: InferRequest, answer: ReceivedAnswer): Record<string, unknown>;
}

/** A token that a server of OpenAI's API tells of. */
export interface UpstreamToken {
	/** Empty where the server gave none. */
	readonly text: string;
	readonly id?: number;
	readonly logprob: number;
	/** The likeliest ones at its place, where they were asked for. */
	readonly top: readonly Omit<UpstreamToken, "top">[];
}

/** What a server that speaks OpenAI's API gave for one request. */
export interface OpenAiCompletion {
	readonly text: string;
	readonly finishReason: "length" | "stop";
	/** One for each token; empty where the server told of none, as most do in streams. */
	readonly tokens: readonly UpstreamToken[];
	/** Whether it came in pieces that were passed on: what is made of it is then told, not sent. */
	readonly streamed: boolean;
}

/** How a task is asked of a server that speaks OpenAI's API and runs the model in a miner's place. */
export interface OpenAiUpstream {
	endpoint(request: InferRequest): "completions" | "chat/completions";
	/** Fields of the body beside `model` and `stream`, for a request that the task's `check` let through. */
	body(request: InferRequest): Record<string, unknown>;
	/** The task's answer from what came; a refusal where no answer can be made of it. */
	answer(request: InferRequest, completion: OpenAiCompletion): Checked<Answer>;
}

/** Of a task whose answers can be streamed. */
export interface OpenAiTextMapping extends OpenAiMapping {
	/** One piece of a stream, for `data: …`. */
	chunk(frame: OpenAiFrame, text: string): Record<string, unknown>;
	/** What ends a stream: a piece that says why, and one without choices for the token counts where they are asked for. */
	lastChunks(
		frame: OpenAiFrame,
		request: InferRequest,
		answer: ReceivedAnswer,
		includeUsage: boolean,
	): Record<string, unknown>[];
}
