import type { UpstreamToken } from "../../subnets/index.js";

/** `logprobs` of a choice, of a completion (lists by place) or of a chat (an entry for each token). */
export interface ChoiceLogprobs {
	readonly tokens?: unknown;
	readonly token_ids?: unknown;
	readonly token_logprobs?: unknown;
	readonly top_logprobs?: unknown;
	readonly content?: unknown;
}

/** A token as the servers write it: vLLM's `token_id:7` where it was asked for ids; llama.cpp's and our own `id`. */
const AS_ID = /^token_id:(\d{1,10})$/;

/** The tokens that a choice tells of; undefined where it tells of none, or not of all that is needed. */
export function readLogprobs(given: ChoiceLogprobs | null | undefined): readonly UpstreamToken[] | undefined {
	if (given === null || typeof given !== "object") return undefined;
	return Array.isArray(given.content) ? readChat(given.content) : readCompletion(given);
}

function readChat(content: readonly unknown[]): UpstreamToken[] | undefined {
	const tokens = content.map((entry) => {
		const { top_logprobs: rivals } = (entry ?? {}) as { top_logprobs?: unknown };
		const token = tokenOf(entry);
		const top = Array.isArray(rivals) ? rivals.map(tokenOf) : [];
		return token === undefined || !isWhole(top) ? undefined : { ...token, top };
	});
	return isWhole(tokens) ? tokens : undefined;
}

function tokenOf(entry: unknown): Omit<UpstreamToken, "top"> | undefined {
	const { token, id, logprob } = (entry ?? {}) as { token?: unknown; id?: unknown; logprob?: unknown };
	if (typeof token !== "string" || typeof logprob !== "number") return undefined;
	return { ...named(token), ...(typeof id === "number" ? { id } : {}), logprob };
}

function readCompletion(given: ChoiceLogprobs): UpstreamToken[] | undefined {
	const { tokens, token_ids: ids, token_logprobs: logprobs, top_logprobs: rivals } = given;
	if (!Array.isArray(logprobs)) return undefined;
	const all = logprobs.map((logprob: unknown, place): UpstreamToken | undefined => {
		const text: unknown = Array.isArray(tokens) ? tokens[place] : "";
		const id: unknown = Array.isArray(ids) ? ids[place] : undefined;
		const others: unknown = Array.isArray(rivals) ? rivals[place] : undefined;
		if (typeof logprob !== "number" || typeof text !== "string") return undefined;
		const top = Object.entries((others ?? {}) as Record<string, unknown>).map(([name, value]) =>
			typeof value === "number" ? { ...named(name), logprob: value } : undefined,
		);
		return isWhole(top)
			? { ...named(text), ...(typeof id === "number" ? { id } : {}), logprob, top }
			: undefined;
	});
	return isWhole(all) ? all : undefined;
}

function named(text: string): { text: string; id?: number } {
	const id = AS_ID.exec(text)?.[1];
	return id === undefined ? { text } : { text: "", id: Number(id) };
}

function isWhole<T>(list: readonly (T | undefined)[]): list is T[] {
	return list.every((entry) => entry !== undefined);
}
