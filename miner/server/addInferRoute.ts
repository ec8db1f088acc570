import type { FastifyInstance } from "fastify";
import {
	accepted,
	type Checked,
	decodeInferRequest,
	type EncodedMessage,
	encodeInferResponse,
	type HeaderRecord,
	refusal,
	type TaskBundle,
} from "../../subnets/index.js";
import type { AnswerSource } from "../answerFromEngine.js";
import { type ReceiptModules, refuseReceipted, sendReceipted } from "./sendReceipted.js";
import { addSignedRoute, type SignedCall, type SignedRouteModules } from "./signedRoutes.js";

interface InferModules {
	readonly source: AnswerSource;
}

/** `POST /v2/models/{model}/infer` of the Open Inference Protocol, with binary tensors, signed both ways. */
export function addInferRoute(
	server: FastifyInstance,
	options: { bundle: TaskBundle },
	modules: SignedRouteModules & ReceiptModules & InferModules,
): void {
	const { manifest } = options.bundle;
	for (const version of ["", `/versions/${manifest.version}`]) {
		addSignedRoute(
			server,
			{
				path: `/v2/models/${manifest.name}${version}/infer`,
				bodyLimit: manifest.limits.requestBytes,
				async handle(call, request, reply) {
					const message = await answerInfer(call, request.headers, options, modules);
					if (!message.ok) return refuseReceipted(reply, call, message, modules);
					return sendReceipted(reply, call, message.value, modules);
				},
			},
			modules,
		);
	}
}

/**
 * The answer to one inference request, whatever dialect carried it: decode, check, run, encode.
 *
 * @param options - `textFactor`: the dialect carries JSON alone, and a message may have that many times the manifest's
 *   bytes, since numbers are longer as text
 */
export async function answerInfer(
	call: SignedCall,
	headers: HeaderRecord,
	options: { bundle: TaskBundle; textFactor?: number },
	modules: InferModules,
): Promise<Checked<EncodedMessage>> {
	const { manifest, task } = options.bundle;
	const factor = options.textFactor ?? 1;
	const requestBytes = manifest.limits.requestBytes * factor;
	const responseBytes = manifest.limits.responseBytes * factor;
	const decoded = decodeInferRequest(call.body, headers, { maxBytes: requestBytes });
	if (!decoded.ok) return decoded;
	const refused = task.check(decoded.value);
	if (refused !== undefined) return refused;
	const { sender: caller, nonce, signal } = call;
	const result = await modules.source.answer(decoded.value, { caller, nonce, signal });
	if (!result.ok) return result;
	const { outputs, parameters } = result.answer;
	const wanted = decoded.value.outputs;
	const message = encodeInferResponse(
		{
			modelName: manifest.name,
			modelVersion: manifest.version,
			...(decoded.value.id === undefined ? {} : { id: decoded.value.id }),
			...(parameters === undefined ? {} : { parameters }),
			outputs: wanted === undefined ? outputs : outputs.filter(({ name }) => wanted.includes(name)),
		},
		{ binary: options.textFactor === undefined && decoded.value.binaryOutputs === true },
	);
	if (message.body.length > responseBytes) return tooLong(message.body.length, responseBytes);
	return accepted(message);
}

function tooLong(bytes: number, allowed: number) {
	return refusal(
		500,
		"ANSWER_TOO_LARGE",
		`the answer has ${bytes} bytes, the manifest allows ${allowed}`,
		"Ask for less at a time.",
	);
}
