import type { Dispatcher } from "undici";
import type {
	Answer,
	InferRequest,
	OpenAiCompletion,
	OpenAiUpstream,
	UpstreamToken,
} from "../../subnets/index.js";
import { UpstreamError } from "../errors.js";
import { malformed } from "./malformed.js";
import { type ChoiceLogprobs, readLogprobs } from "./readLogprobs.js";
import type { ReadUpstream, UpstreamPool } from "./upstreamPool.js";

const ANSWER_BYTES = 16 * 2 ** 20;
const EVENT_BYTES = 4 * 2 ** 20;

interface Choice {
	readonly text?: unknown;
	readonly message?: { readonly content?: unknown };
	readonly delta?: { readonly content?: unknown };
	readonly finish_reason?: unknown;
	readonly logprobs?: ChoiceLogprobs | null;
}

/** Asks a server that speaks OpenAI's API in the words of the task; piece by piece where `onToken` is given. */
export async function askOpenAi(
	request: InferRequest,
	options: {
		readonly upstream: OpenAiUpstream;
		readonly model: string;
		readonly signal: AbortSignal;
		readonly onToken?: ((text: string) => void) | undefined;
	},
	pool: UpstreamPool,
): Promise<Answer> {
	const { upstream, model, signal, onToken } = options;
	const fields = { ...upstream.body(request), model, stream: onToken !== undefined };
	const call = {
		path: `/v1/${upstream.endpoint(request)}`,
		headers: { "Content-Type": "application/json" },
		body: Buffer.from(JSON.stringify(fields), "utf8"),
		signal,
	};
	const read: ReadUpstream<OpenAiCompletion> =
		onToken === undefined ? readWhole : (response, commit) => readStream(response, commit, onToken);
	const answer = upstream.answer(request, await pool.ask(call, read));
	if (!answer.ok) throw new UpstreamError(answer.status, answer.code, answer.message, answer.remedy);
	return answer.value;
}

async function readWhole(response: Dispatcher.ResponseData): Promise<OpenAiCompletion> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of response.body as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > ANSWER_BYTES) throw malformed(`it has more than ${ANSWER_BYTES} bytes`);
		chunks.push(chunk);
	}
	const choice = choiceOf(Buffer.concat(chunks).toString("utf8"));
	const text = choice?.text ?? choice?.message?.content;
	if (typeof text !== "string") throw malformed("it has no choice with a text");
	return completion(text, choice?.finish_reason, readLogprobs(choice?.logprobs) ?? [], false);
}

/** Reads `data:` events up to `[DONE]`: a stream that ends before it is no answer. */
async function readStream(
	response: Dispatcher.ResponseData,
	commit: () => void,
	onToken: (text: string) => void,
): Promise<OpenAiCompletion> {
	let text = "";
	let finish: unknown;
	const tokens: UpstreamToken[] = [];
	for await (const data of eventsOf(response.body)) {
		if (data === "[DONE]") return completion(text, finish, tokens, true);
		const choice = choiceOf(data);
		const piece = choice?.text ?? choice?.delta?.content;
		finish = choice?.finish_reason ?? finish;
		tokens.push(...(readLogprobs(choice?.logprobs) ?? []));
		if (typeof piece !== "string" || piece === "") continue;
		commit();
		text += piece;
		onToken(piece);
	}
	throw malformed("its stream ended without [DONE]");
}

async function* eventsOf(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
	const decoder = new TextDecoder();
	let pending = "";
	for await (const chunk of body) {
		pending += decoder.decode(chunk, { stream: true });
		const lines = pending.split(/\r?\n/);
		pending = lines.pop() ?? "";
		for (const line of lines) if (line.startsWith("data:")) yield line.slice(5).trim();
		if (pending.length > EVENT_BYTES) throw malformed(`an event of its stream is over ${EVENT_BYTES} bytes`);
	}
}

function choiceOf(text: string): Choice | undefined {
	try {
		const { choices, error } = JSON.parse(text) as { choices?: unknown; error?: unknown };
		if (error !== undefined && error !== null) throw malformed("it tells of an error");
		const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
		return typeof first === "object" && first !== null ? (first as Choice) : undefined;
	} catch (cause) {
		if (cause instanceof UpstreamError) throw cause;
		throw malformed("it is not JSON");
	}
}

function completion(
	text: string,
	finish: unknown,
	tokens: readonly UpstreamToken[],
	streamed: boolean,
): OpenAiCompletion {
	return { text, finishReason: finish === "stop" ? "stop" : "length", tokens, streamed };
}
