import { createPublicKey, type KeyObject, verify as verifyWithKey } from "node:crypto";
import {
	ENDORSEMENT_SCHEME,
	type Endorsement,
	endorsementPayload,
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
	/** Endorsements remembered. */
	readonly size: number;
}

/** Makes the check of signatures by an ed25519 key (32 bytes). What it accepts must be what Node's own accepts. */
export type CheckByKey = (publicKey: Uint8Array) => (message: Uint8Array, signature: Uint8Array) => boolean;

/** Enough for every caller that a subnet can have, about a kilobyte each. */
const DEFAULT_CAPACITY = 4_096;

/**
 * A book of endorsements, kept by use, hotkey, terms and signature. Of more than `capacity` the one not used for
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
	const known = new Map<string, EndorsedSession>();
	return {
		get size() {
			return known.size;
		},
		open(endorsement) {
			const { use, hotkey, signature, text } = endorsement;
			const key = `${use};${hotkey};${text}`;
			let session = known.get(key);
			if (session === undefined) {
				const payload = endorsementPayload(endorsement);
				if (!modules.verifySignature(payload, signature, hotkey, ENDORSEMENT_SCHEME)) return undefined;
				const publicKey = Buffer.from(endorsement.publicKey, "hex");
				session = { schemeLine: sessionSchemeLine(payload), verify: ed25519Check(publicKey) };
			} else known.delete(key);
			known.set(key, session);
			const oldest = known.keys().next().value;
			if (known.size > capacity && oldest !== undefined) known.delete(oldest);
			return session;
		},
	};
}

const checkByNode: CheckByKey = (publicKey) => {
	const x = Buffer.from(publicKey).toString("base64url");
	const key: KeyObject = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
	return (message, signature) => signature.length === 64 && verifyWithKey(null, message, key, signature);
};
