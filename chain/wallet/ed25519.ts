import { createPublicKey, verify } from "node:crypto";
import { createKnownKeys, keyText } from "./knownKeys.js";
import { callSr25519, knownPlaces, lengthOf } from "./sr25519Module.js";

/** Whether a signature is that of a message by one key. Anything malformed is false; nothing is thrown. */
type CheckSignature = (message: Uint8Array, signature: Uint8Array) => boolean;

const known = createKnownKeys(
	{ places: knownPlaces },
	{ learn: (place, publicKey) => callSr25519((m) => m.learn_ed25519(place), { publicKey }) },
);

/**
 * The check of ed25519 signatures by a key. Node's own (OpenSSL) does it, until the key has signed often; from then on
 * the multiples that are kept of it do, as they do for sr25519: what is accepted stays the same, in 40 % of the time.
 *
 * @param publicKey - 32 bytes
 * @throws RangeError where there are fewer or more
 */
export function ed25519Check(publicKey: Uint8Array): CheckSignature {
	if (publicKey.length !== lengthOf("publicKey"))
		throw new RangeError(`expected an ed25519 key of 32 bytes, got ${publicKey.length}`);
	const own = publicKey.slice();
	const text = keyText(own);
	const x = Buffer.from(own).toString("base64url");
	const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
	return (message, signature) => {
		if (signature.length !== lengthOf("signature")) return false;
		const place = known.placeOf(text);
		const isGood =
			place === undefined
				? verify(null, message, key, signature)
				: callSr25519((m) => m.verify_known_ed25519(place, message.length), { signature }, {}, message);
		if (isGood) known.count(text, own);
		return isGood;
	};
}
