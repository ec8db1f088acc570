import type { FastifyInstance } from "fastify";
import { decodeInferRequest, encodeInferResponse, refusal, type TaskBundle } from "../../subnets/index.js";
import type { AnswerSource } from "../answerFromEngine.js";
import { type ReceiptModules, refuseReceipted, sendReceipted } from "./sendReceipted.js";
import { addSignedRoute, type SignedRouteModules } from "./signedRoutes.js";

/** `POST /v2/models/{model}/infer` of the Open Inference Protocol, with binary tensors, signed both ways. */
export function addInferRoute(
	server: FastifyInstance,
	options: { bundle: TaskBundle },
	modules: SignedRouteModules & ReceiptModules & { source: AnswerSource },
): void {
	const { manifest, task } = options.bundle;
	const { source } = modules;
	const { requestBytes, responseBytes } = manifest.limits;
	for (const version of ["", `/versions/${manifest.version}`]) {
		addSignedRoute(
			server,
			{
				path: `/v2/models/${manifest.name}${version}/infer`,
				bodyLimit: requestBytes,
				async handle(call, request, reply) {
					const decoded = decodeInferRequest(call.body, request.headers, { maxBytes: requestBytes });
					if (!decoded.ok) return refuseReceipted(reply, call, decoded, modules);
					const refused = task.check(decoded.value);
					if (refused !== undefined) return refuseReceipted(reply, call, refused, modules);
					const { sender: caller, nonce, signal } = call;
					const result = await source.answer(decoded.value, { caller, nonce, signal });
					if (!result.ok) return refuseReceipted(reply, call, result, modules);
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
						{ binary: decoded.value.binaryOutputs ?? false },
					);
					if (message.body.length > responseBytes) {
						return refuseReceipted(reply, call, tooLong(message.body.length, responseBytes), modules);
					}
					return sendReceipted(reply, call, message, modules);
				},
			},
			modules,
		);
	}
}

function tooLong(bytes: number, allowed: number) {
	return refusal(
		500,
		"ANSWER_TOO_LARGE",
		`the answer has ${bytes} bytes, the manifest allows ${allowed}`,
		"Ask for less at a time.",
	);
}
