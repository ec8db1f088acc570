import type { FastifyReply } from "fastify";
import type { OpenAiFrame, OpenAiMapping, OpenAiRequest } from "../../subnets/index.js";
import type { SignedCall } from "./signedRoutes.js";

/** One OpenAI request on its way. */
export interface OpenAiWork {
	readonly mapping: OpenAiMapping;
	readonly frame: OpenAiFrame;
	readonly asked: OpenAiRequest;
	readonly call: SignedCall;
	readonly reply: FastifyReply;
}
