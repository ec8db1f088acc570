import { keypairFromUri } from "../../../chain/wallet/index.js";
import type { Answer, AuditResult, InferRequest } from "../../../subnets/index.js";
import { generationRequest } from "../../../subnets/tasks/text-generation/generationRequest.js";
import { openTask } from "./taskSession.js";

/** Whose answers they are, where a test names nobody else. */
export const miner = keypairFromUri("//Miner").address;

/** A prompt to be continued greedily by 30 characters unless the options say otherwise. */
export const ask = (options: Partial<Parameters<typeof generationRequest>[0]> = {}): InferRequest =>
	generationRequest({
		prompt: "And the LORD said unto ",
		maxTokens: 30,
		temperature: 0,
		seed: 0,
		stop: [],
		...options,
	});

/** The task `text-generation` with the model that it ships with. */
export async function openTextGeneration() {
	const opened = await openTask("text-generation");
	const { task, session } = opened;
	return {
		...opened,
		/** What the miner answers by itself, in no batch. */
		answer: (request: InferRequest): Promise<Answer> => task.answer(session, request, { miner }),
		/** What an audit says of an answer of `by`; it is never given the rows that it demands. */
		audit: (request: InferRequest, answer: Answer, by = miner): Promise<AuditResult> =>
			task.audit(session, request, answer, async () => undefined, { miner: by }),
	};
}
