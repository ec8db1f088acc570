import { createPublicKey, type KeyObject, verify as verifyWithKey } from "node:crypto";
import {
	ENDORSEMENT_SCHEME,
	type Endorsement,
	endorsementPayload,
	type SessionUse,
	sessionSchemeLine,
} from "./endorsement.js";
import type { VerifySignature } from "./signing.js";

/** A session whose endorsement was found true. */
export interface EndorsedSession {
	/** What must stand in the scheme's line of what it signed. */
	readonly schemeLine: string;
	/** Whether the session key signed this message. */
	verify(message: Uint8Array, signature: Uint8Array): boolean;
}

/** Checks endorsements, and remembers those that were good. */
export interface EndorsementBook {
	/** Undefined where the hotkey did not sign these terms. Scope is not looked at: it is the message's matter. */
	open(endorsement: Endorsement): EndorsedSession | undefined;
	/** An endorsement that was found true before, so that its text need not be read again. */
	find(text: string, hotkey: string, use: SessionUse): Endorsement | undefined;
	/** Endorsements remembered. */
	readonly size: number;
}

/** Makes the check of signatures by an ed25519 key (32 bytes). What it accepts must be what Node's own accepts. */
export type CheckByKey = (publicKey: Uint8Array) => (message: Uint8Array, signature: Uint8Array) => boolean;

/** Enough for every caller that a subnet can have, about a kilobyte each. */
const DEFAULT_CAPACITY = 4_096;

/**
 * A book of endorsements, kept by their texts; a text that one hotkey signed for one use is no other's. Of more than `capacity` the one not used for
 * longest is forgotten, and checked anew when it comes again.
 *
 * @param modules - `ed25519Check`: Node's own if absent
 */
export function createEndorsementBook(
	options: { readonly capacity?: number },
	modules: { readonly verifySignature: VerifySignature; readonly ed25519Check?: CheckByKey },
): EndorsementBook {
	const { capacity = DEFAULT_CAPACITY } = options;
	const { ed25519Check = checkByNode } = modules;
	/** In the order in which they were last opened. */
	const known = new Map<string, { endorsement: Endorsement; session: EndorsedSession }>();
	let newest: string | undefined;

	const find = (text: string, hotkey: string, use: SessionUse) => {
		const entry = known.get(text);
		return entry?.endorsement.hotkey === hotkey && entry.endorsement.use === use ? entry : undefined;
	};

	return {
		get size() {
			return known.size;
		},
		find: (text, hotkey, use) => find(text, hotkey, use)?.endorsement,
		open(endorsement) {
			const { use, hotkey, signature, text } = endorsement;
			let entry = find(text, hotkey, use);
			if (entry === undefined) {
				const payload = endorsementPayload(endorsement);
				if (!modules.verifySignature(payload, signature, hotkey, ENDORSEMENT_SCHEME)) return undefined;
				const publicKey = Buffer.from(endorsement.publicKey, "hex");
				const session = { schemeLine: sessionSchemeLine(payload), verify: ed25519Check(publicKey) };
				entry = { endorsement, session };
			} else if (text === newest) return entry.session;
			else known.delete(text);
			known.set(text, entry);
			newest = text;
			const oldest = known.keys().next().value;
			if (known.size > capacity && oldest !== undefined) known.delete(oldest);
			return entry.session;
		},
	};
}

const checkByNode: CheckByKey = (publicKey) => {
	const x = Buffer.from(publicKey).toString("base64url");
	const key: KeyObject = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
	return (message, signature) => signature.length === 64 && verifyWithKey(null, message, key, signature);
};
