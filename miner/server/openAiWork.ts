import type { FastifyReply } from "fastify";
import type { OpenAiFrame, OpenAiMapping, OpenAiRequest, OpenAiTextMapping } from "../../subnets/index.js";
import type { SignedCall } from "./signedRoutes.js";

/** One OpenAI request on its way. */
export interface OpenAiWork<Mapping extends OpenAiMapping = OpenAiTextMapping> {
	readonly mapping: Mapping;
	readonly frame: OpenAiFrame;
	readonly asked: OpenAiRequest;
	readonly call: SignedCall;
	readonly reply: FastifyReply;
}
