import { request } from "undici";
import { readSynapseAnswer, signSynapse } from "../../subnets/index.js";
import type { AxonMiners } from "./axonMiners.js";
import { exchange, type PostResult } from "./exchange.js";
import type { PostModules, PostOptions } from "./postSigned.js";

/** What a synapse adds to the JSON that it carries: both terminals, a receipt, and a backslash before each quote. */
const SYNAPSE_BYTES = 64 * 1024;

export interface SynapsePost extends Omit<PostOptions, "path" | "headers"> {
	/** The synapse's name, which is its route. */
	readonly name: string;
}

/**
 * Sends the JSON `body` as the `request` of a synapse, signed by Bittensor's axon headers, and gives the answer that the
 * synapse brings back as if it had come by the Open Inference Protocol: its `response` as the body, its receipt as
 * headers. An answer without them has an empty body and no receipt, which is what a judge makes of it.
 */
export async function postSynapse(
	options: SynapsePost,
	modules: PostModules & { readonly axons: AxonMiners },
): Promise<PostResult> {
	const { origin, name, receiver, nonce, timeoutMs, maxBytes } = options;
	const lane = modules.axons.lane(receiver, origin, nonce);
	const { body, headers } = signSynapse({
		name,
		request: Buffer.from(options.body).toString("utf8"),
		receiver,
		signer: modules.signer,
		nonce,
		uuid: lane.uuid,
		timeoutS: timeoutMs / 1000,
	});
	// An axon sends the request back beside the answer.
	const bounds = { ...options, maxBytes: 2 * maxBytes + 2 * body.length + SYNAPSE_BYTES };
	const result = await exchange(bounds, (signal) =>
		request(`${origin}/${name}`, {
			method: "POST",
			headers,
			body,
			dispatcher: modules.dispatcher,
			signal,
			headersTimeout: timeoutMs,
			bodyTimeout: timeoutMs,
		}),
	).finally(lane.leave);
	if (!result.ok || result.status !== 200) return result;
	const answer = readSynapseAnswer(result.body, result.headers);
	return {
		...result,
		headers: { "Content-Type": "application/json", ...answer?.receipt },
		body: answer?.response ?? new Uint8Array(),
	};
}
