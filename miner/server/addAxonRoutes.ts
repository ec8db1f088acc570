import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import {
	type Checked,
	type EncodedMessage,
	parseDendrite,
	readSynapseBody,
	rowsSynapseName,
	signAxonReply,
	synapseName,
	type TaskBundle,
	writeSynapseAnswer,
} from "../../subnets/index.js";
import type { AnswerSource } from "../answerFromEngine.js";
import { answerInfer } from "./addInferRoute.js";
import { answerDemand, DEMAND_BYTES } from "./addRowsRoute.js";
import { type ReceiptModules, receiptFor, refuseReceipted } from "./sendReceipted.js";
import { addSignedRoute, type SignedCall, type SignedRouteModules } from "./signedRoutes.js";

/** Bytes of a number as JSON text beside its four or eight bytes: a float32 is written with up to 20 characters. */
const TEXT_FACTOR = 6;
/** Bytes of a synapse beside its request: terminals, sizes, a receipt. */
const SYNAPSE_BYTES = 16 * 1024;

interface AxonModules extends SignedRouteModules, ReceiptModules {
	readonly source: AnswerSource;
}

interface AxonRoute {
	readonly name: string;
	/** Longest body, bytes. */
	readonly bodyLimit: number;
	/** Answers the request that the synapse carries: a call whose body is the signed text. */
	answer(call: SignedCall): Promise<Checked<EncodedMessage>>;
}

/**
 * `POST /{SynapseName}` and `POST /{SynapseName}Rows` for dendrites: Bittensor's axon headers around the same requests,
 * answers and receipts as elsewhere. A receipt hashes the texts `request` and `response`, which is what a dendrite's
 * caller holds; so it is the very receipt of the same request by btauth/1.
 *
 * @param options.names - tasks whose answers rows are demanded of
 * @param infer - modules whose verifier reads axon headers, for inference
 * @param rows - the same for demanded rows
 */
export function addAxonRoutes(
	server: FastifyInstance,
	options: { bundle: TaskBundle; names: Iterable<string> },
	modules: { infer: AxonModules; rows: AxonModules },
): void {
	const { manifest } = options.bundle;
	const uuid = randomUUID();
	const { infer, rows } = modules;
	const own = synapseName(manifest.name);
	addAxonRoute(
		server,
		{
			name: own,
			// Every quote of the JSON within is escaped.
			bodyLimit: manifest.limits.requestBytes * TEXT_FACTOR + SYNAPSE_BYTES,
			answer: (call) =>
				answerInfer(call, {}, { bundle: options.bundle, textFactor: TEXT_FACTOR }, { source: infer.source }),
		},
		uuid,
		infer,
	);
	// Of tasks `a` and `a-rows` the one's demands would be the other's questions.
	const names = new Set(Array.from(options.names, rowsSynapseName).filter((name) => name !== own));
	for (const name of names)
		addAxonRoute(
			server,
			{
				name,
				bodyLimit: DEMAND_BYTES + SYNAPSE_BYTES,
				answer: (call) => answerDemand(call, rows),
			},
			uuid,
			rows,
		);
}

function addAxonRoute(server: FastifyInstance, route: AxonRoute, uuid: string, modules: AxonModules): void {
	addSignedRoute(
		server,
		{
			path: `/${route.name}`,
			bodyLimit: route.bodyLimit,
			async handle(signed, request, reply) {
				const synapse = readSynapseBody(signed.body);
				if (!synapse.ok) return refuseReceipted(reply, signed, synapse, modules);
				const call = { ...signed, body: new TextEncoder().encode(synapse.value.request) };
				const answered = await route.answer(call);
				if (!answered.ok) {
					const { status, message } = answered;
					reply.headers(replyHeaders(request, call, { ...route, status, message, uuid }, modules));
					return refuseReceipted(reply, call, answered, modules);
				}
				const { body } = answered.value;
				const receipt = receiptFor(call, { status: 200, response: body }, modules);
				const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
				const answer = writeSynapseAnswer(route.name, synapse.value, { response: text, receipt });
				return send(reply, answer, {
					...replyHeaders(request, call, { ...route, status: 200, message: "Success", uuid }, modules),
					...receipt,
				});
			},
		},
		modules,
	);
}

function send(reply: FastifyReply, body: Uint8Array, headers: Record<string, string>): FastifyReply {
	return reply
		.code(200)
		.type("application/json; charset=utf-8")
		.headers(headers)
		.send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
}

function replyHeaders(
	request: FastifyRequest,
	call: SignedCall,
	reply: { name: string; status: number; message: string; uuid: string },
	{ clock, signer }: AxonModules,
): Record<string, string> {
	const claim = parseDendrite(request.headers);
	if (!claim.ok) return {};
	const nonce = clock.nowNs();
	return signAxonReply(
		{
			name: reply.name,
			status: reply.status,
			statusMessage: reply.message,
			dendrite: call.sender,
			dendriteNonce: call.nonce,
			dendriteUuid: claim.value.uuid,
			bodyHash: claim.value.bodyHash,
			nonce,
			uuid: reply.uuid,
			processTimeS: Number(nonce - call.startedNs) / 1e9,
		},
		signer,
	);
}
