import type { InferRequest } from "../../../subnets/index.js";
import { chatRequest } from "../../../subnets/tasks/chat/chatRequest.js";

/** One user's message, to be answered greedily in 24 tokens unless the options say otherwise. */
export const messageRequest = (
	content: string,
	options: Partial<Parameters<typeof chatRequest>[0]> = {},
): InferRequest =>
	chatRequest({
		body: { messages: [{ role: "user", content }] },
		maxTokens: 24,
		temperature: 0,
		seed: 0,
		stop: [],
		...options,
	});
