import { createHash } from "node:crypto";
import { formatSignature, type Signer } from "./signing.js";

/**
 * The headers of Bittensor's axon and dendrite (SDK 7.2 to 10), and what either side signs. Source: `bittensor` 10.5.0,
 * `core/{dendrite,axon,synapse}.py`.
 *
 * A synapse of ours has three texts beside Bittensor's own fields: `request`, `response` and `receipt` (a dictionary).
 * Bittensor hashes a field as Python prints it, which other languages can repeat for texts alone; hence one text that
 * holds the JSON of a request, rather than a field for each of its parts.
 */

/** `required_hash_fields` of every synapse of ours: without it the body would be unsigned. */
export const SIGNED_FIELD = "request";

/** Bittensor writes a release as `major · 10⁶ + minor · 10³ + patch`; the release whose headers these are. */
const SPOKEN_VERSION = 10_005_000;

/** Longest status message in a header, characters. */
const MAX_STATUS_MESSAGE = 400;

/** Name of the synapse, and so the route, of a task: `text-generation` is asked as `/TextGeneration`. */
export function synapseName(taskName: string): string {
	const name = taskName
		.split(/[^a-z0-9]+/)
		.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
		.join("");
	return /^[A-Z]/.test(name) ? name : `Task${name}`;
}

/** Name of the synapse that demands rows which an answer withheld. */
export function rowsSynapseName(taskName: string): string {
	return `${synapseName(taskName)}Rows`;
}

/** `body_hash` of a synapse whose one signed field is a text: sha3-256 over the hex of sha3-256 of the text. */
export function synapseBodyHash(request: string): string {
	return sha3Hex(sha3Hex(request));
}

function sha3Hex(text: string): string {
	return createHash("sha3-256").update(text, "utf8").digest("hex");
}

export interface DendriteMessage {
	/** Unix ns. */
	readonly nonce: bigint;
	/** SS58 address of the caller's hotkey. */
	readonly dendrite: string;
	/** SS58 address of the hotkey asked. */
	readonly axon: string;
	/** Name that a dendrite gives itself when it starts. */
	readonly uuid: string;
	/** `body_hash` in hex. */
	readonly bodyHash: string;
}

/** What a dendrite signs. Neither path nor method is in it. */
export function dendritePayload({ nonce, dendrite, axon, uuid, bodyHash }: DendriteMessage): Uint8Array {
	return Buffer.from(`${nonce}.${dendrite}.${axon}.${uuid}.${bodyHash}`, "utf8");
}

export interface SignSynapseOptions {
	/** From {@link synapseName}. */
	readonly name: string;
	/** JSON text of the request. */
	readonly request: string;
	/** SS58 address of the hotkey asked. */
	readonly receiver: string;
	readonly signer: Signer;
	/** Unix ns. */
	readonly nonce: bigint;
	/** One for the life of the process. */
	readonly uuid: string;
	/** How long the answer is waited for, seconds. */
	readonly timeoutS: number;
}

/** Headers and body with which a dendrite asks. */
export function signSynapse(options: SignSynapseOptions): {
	readonly headers: Record<string, string>;
	readonly body: Uint8Array;
} {
	const { name, request, receiver, signer, nonce, uuid, timeoutS } = options;
	const bodyHash = synapseBodyHash(request);
	const message = dendritePayload({ nonce, dendrite: signer.address, axon: receiver, uuid, bodyHash });
	const signature = formatSignature(signer.sign(message));
	// An axon checks the headers, and then hands its code the terminals that the body holds.
	const terminals = {
		dendrite: { hotkey: signer.address, nonce: nonce.toString(), signature, uuid, version: SPOKEN_VERSION },
		axon: { hotkey: receiver },
	};
	const body = Buffer.from(JSON.stringify({ name, timeout: timeoutS, ...terminals, request }), "utf8");
	return {
		body,
		headers: {
			"Content-Type": "application/json",
			name,
			timeout: timeoutS.toString(),
			bt_header_axon_hotkey: receiver,
			bt_header_dendrite_hotkey: signer.address,
			bt_header_dendrite_nonce: nonce.toString(),
			bt_header_dendrite_signature: signature,
			bt_header_dendrite_uuid: uuid,
			bt_header_dendrite_version: SPOKEN_VERSION.toString(),
			header_size: "0",
			total_size: body.length.toString(),
			computed_body_hash: bodyHash,
		},
	};
}

export interface AxonReply {
	readonly name: string;
	readonly status: number;
	readonly statusMessage: string;
	/** SS58 address of the caller's hotkey, its nonce and uuid, as they came. */
	readonly dendrite: string;
	readonly dendriteNonce: bigint;
	readonly dendriteUuid: string;
	readonly bodyHash: string;
	/** Unix ns of the answer; uuid that this server gave itself; seconds of work. */
	readonly nonce: bigint;
	readonly uuid: string;
	readonly processTimeS: number;
}

/**
 * Headers with which an axon answers: both terminals, and its signature, which covers both hotkeys but no body. What
 * was answered is proven by the receipt beside it.
 */
export function signAxonReply(reply: AxonReply, signer: Signer): Record<string, string> {
	const { name, status, statusMessage, dendrite, nonce, uuid } = reply;
	const message = Buffer.from(`${nonce}.${dendrite}.${signer.address}.${uuid}`, "utf8");
	return {
		name,
		bt_header_axon_status_code: status.toString(),
		// A header holds printable ASCII only; a task may refuse in any script.
		bt_header_axon_status_message: statusMessage.replace(/[^\x20-\x7e]/g, "?").slice(0, MAX_STATUS_MESSAGE),
		bt_header_axon_process_time: reply.processTimeS.toFixed(6),
		bt_header_axon_version: SPOKEN_VERSION.toString(),
		bt_header_axon_nonce: nonce.toString(),
		bt_header_axon_uuid: uuid,
		bt_header_axon_hotkey: signer.address,
		bt_header_axon_signature: formatSignature(signer.sign(message)),
		bt_header_dendrite_hotkey: dendrite,
		bt_header_dendrite_nonce: reply.dendriteNonce.toString(),
		bt_header_dendrite_uuid: reply.dendriteUuid,
		computed_body_hash: reply.bodyHash,
	};
}
