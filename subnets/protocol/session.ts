import { generateKeyPairSync, sign as signWithKey } from "node:crypto";
import type { Clock } from "./clock.js";
import {
	ENDORSEMENT_SCHEME,
	type EndorsementTerms,
	endorsementPayload,
	formatEndorsement,
	isInScope,
	MAX_SESSION_NS,
	type SessionUse,
	sessionSchemeLine,
} from "./endorsement.js";
import type { Signer } from "./signing.js";

/** A session key that this process holds, with its endorsement. */
export interface Session {
	readonly terms: EndorsementTerms;
	/** The endorsement as a header's value. */
	readonly endorsement: string;
	/** What stands in the scheme's line of everything it signs. */
	readonly schemeLine: string;
	/** 64 bytes, ed25519. */
	sign(message: Uint8Array): Uint8Array;
}

/** Session keys of one hotkey, one after the other. */
export interface SessionSource {
	/**
	 * The session to sign with for this peer now; undefined where one of the times (unix ns) lies outside of it, as
	 * that of a request that came long ago: the hotkey itself signs then.
	 */
	sessionFor(peer: string, timesNs: readonly bigint[]): Session | undefined;
}

/** How long before its making a session begins, for messages that are older, and how long before its end it is left. */
const LEAD_NS = 300_000_000_000n;

/**
 * Makes session keys when they are asked for, each endorsed by the hotkey for an hour, and a new one five minutes
 * before the last one's end. The secret stays in this process's memory and is never written.
 *
 * @param options - `peer`: the only address that the keys are to be good for; any if absent
 */
export function createSessionSource(
	options: { readonly use: SessionUse; readonly peer?: string },
	modules: { readonly signer: Signer; readonly clock: Clock },
): SessionSource {
	let current: Session | undefined;
	return {
		sessionFor(peer, timesNs) {
			const now = modules.clock.nowNs();
			if (current === undefined || !isUsable(current.terms, now)) {
				current = openSession(
					{
						use: options.use,
						peer: options.peer,
						notBeforeNs: now - LEAD_NS,
						notAfterNs: now - LEAD_NS + MAX_SESSION_NS,
					},
					modules.signer,
				);
			}
			return isInScope(current.terms, peer, timesNs) ? current : undefined;
		},
	};
}

/** A new session key with its endorsement by `signer`. */
export function openSession(terms: Omit<EndorsementTerms, "hotkey" | "publicKey">, signer: Signer): Session {
	const { publicKey, privateKey } = generateKeyPairSync("ed25519");
	const { x } = publicKey.export({ format: "jwk" });
	const whole: EndorsementTerms = {
		...terms,
		hotkey: signer.address,
		publicKey: Buffer.from(x ?? "", "base64url").toString("hex"),
	};
	if (signer.scheme !== undefined && signer.scheme !== ENDORSEMENT_SCHEME)
		throw new RangeError(
			`expected a hotkey of ${ENDORSEMENT_SCHEME} to endorse a session, got ${signer.scheme}`,
		);
	const payload = endorsementPayload(whole);
	return {
		terms: whole,
		endorsement: formatEndorsement(whole, signer.sign(payload)),
		schemeLine: sessionSchemeLine(payload),
		sign: (message) => new Uint8Array(signWithKey(null, message, privateKey)),
	};
}

function isUsable(terms: EndorsementTerms, now: bigint): boolean {
	return now >= terms.notBeforeNs && now < terms.notAfterNs - LEAD_NS;
}
