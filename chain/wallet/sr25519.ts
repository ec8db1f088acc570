import { randomBytes } from "node:crypto";
import { GanglionError } from "./errors.js";
import { createKnownKeys, keyText } from "./knownKeys.js";
import { callSr25519, type Given, knownPlaces, lengthOf, type Place } from "./sr25519Module.js";

/** An sr25519 key. The secret is scalar · 8 ‖ nonce seed, the form that Substrate's key files hold. */
export interface Sr25519Pair {
	/** 32 bytes. */
	readonly publicKey: Uint8Array;
	/** 64 bytes. */
	readonly secretKey: Uint8Array;
}

/** Gives that many random bytes. */
export type RandomBytes = (length: number) => Uint8Array;

/** A key, seed or chain code that sr25519 cannot work with. The message never repeats it. */
export class Sr25519InputError extends GanglionError {
	/** Which value it is. */
	readonly value: string;

	constructor(value: string, reason: string) {
		super(
			"SR25519_INPUT_INVALID",
			`the ${value} cannot be used: ${reason}`,
			"give the key as it was made: 32 bytes of seed, public key or chain code, 64 bytes of secret key",
		);
		this.value = value;
	}
}

const known = createKnownKeys(
	{ places: knownPlaces },
	{ learn: (place, publicKey) => callSr25519((m) => m.learn(place), { publicKey }) },
);

/**
 * Whether `signature` is that of `message` by `publicKey`, in the context "substrate".
 *
 * Anything malformed is false; nothing is thrown. The message may be of any length. Of the 64 keys that sign most the
 * multiples are kept, a quarter of a megabyte each, so that a check of theirs takes a third of the time.
 */
export function sr25519Verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
	if (signature.length !== lengthOf("signature") || publicKey.length !== lengthOf("publicKey")) return false;
	const key = keyText(publicKey);
	const place = known.placeOf(key);
	const isGood =
		place === undefined
			? callSr25519((m) => m.verify(message.length), { signature, publicKey }, {}, message)
			: callSr25519((m) => m.verify_known(place, message.length), { signature }, {}, message);
	if (isGood) known.count(key, publicKey);
	return isGood;
}

/**
 * The 64-byte signature of `message` in the context "substrate". The nonce comes from the secret, the message
 * and `random`, so that neither a weak source of randomness nor a repeated message gives the key away.
 *
 * @throws {Sr25519InputError}
 */
export function sr25519Sign(
	message: Uint8Array,
	{ publicKey, secretKey }: Sr25519Pair,
	random: RandomBytes = pooledRandom,
): Uint8Array {
	const given = checked({ publicKey, secretKey, randomness: random(lengthOf("randomness")) });
	const signature = new Uint8Array(lengthOf("signature"));
	done(
		"pair or message",
		callSr25519((m) => m.sign(message.length), given, { signature }, message),
	);
	return signature;
}

/** Random bytes are drawn so many at a time for signatures: a call of the system for each costs a tenth of one. */
const POOL_BYTES = 2_048;
let pool: Uint8Array = new Uint8Array();

function pooledRandom(length: number): Uint8Array {
	if (pool.length < length) pool = randomBytes(POOL_BYTES);
	const drawn = pool.subarray(0, length);
	pool = pool.subarray(length);
	return drawn;
}

/**
 * The public key of a secret key.
 *
 * @throws {Sr25519InputError}
 */
export function sr25519PublicKey(secretKey: Uint8Array): Uint8Array {
	const publicKey = new Uint8Array(lengthOf("publicKey"));
	done(
		"secret key",
		callSr25519((m) => m.public_key(), checked({ secretKey }), { publicKey }),
	);
	return publicKey;
}

/**
 * The pair of a 32-byte seed, expanded as polkadot-js and Bittensor do.
 *
 * @throws {Sr25519InputError}
 */
export function sr25519FromSeed(seed: Uint8Array): Sr25519Pair {
	return pairBy("seed", (m) => m.from_seed(), checked({ word: seed }, "seed"));
}

/**
 * The child pair that only the holder of the secret can derive (`//name` in a secret URI).
 *
 * @param chainCode - 32 bytes
 * @throws {Sr25519InputError}
 */
export function sr25519DeriveHard({ secretKey }: Sr25519Pair, chainCode: Uint8Array): Sr25519Pair {
	const given = checked({ secretKey, word: chainCode }, "chain code");
	return pairBy("secret key", (m) => m.derive_hard(), given);
}

/**
 * The child pair whose public key anyone can derive (`/name` in a secret URI): see {@link sr25519DeriveSoftPublic}.
 * The first 32 bytes of its secret are determined, the nonce seed after them is random.
 *
 * @param chainCode - 32 bytes
 * @throws {Sr25519InputError}
 */
export function sr25519DeriveSoft(
	{ secretKey }: Sr25519Pair,
	chainCode: Uint8Array,
	random: RandomBytes = randomBytes,
): Sr25519Pair {
	const given = checked(
		{ secretKey, word: chainCode, randomness: random(lengthOf("randomness")) },
		"chain code",
	);
	return pairBy("secret key", (m) => m.derive_soft(), given);
}

/**
 * The public key that {@link sr25519DeriveSoft} arrives at.
 *
 * @param chainCode - 32 bytes
 * @throws {Sr25519InputError}
 */
export function sr25519DeriveSoftPublic(publicKey: Uint8Array, chainCode: Uint8Array): Uint8Array {
	const given = checked({ publicKey, word: chainCode }, "chain code");
	const child = new Uint8Array(lengthOf("publicKey"));
	done(
		"public key",
		callSr25519((m) => m.derive_soft_public(), given, { publicKey: child }),
	);
	return child;
}

function pairBy(value: string, call: Parameters<typeof callSr25519>[0], given: Given): Sr25519Pair {
	const pair = {
		publicKey: new Uint8Array(lengthOf("publicKey")),
		secretKey: new Uint8Array(lengthOf("secretKey")),
	};
	done(value, callSr25519(call, given, pair));
	return pair;
}

function done(value: string, isDone: boolean): void {
	if (!isDone) throw new Sr25519InputError(value, "it is malformed, or too long for the memory");
}

const NAMES: Record<Place, string> = {
	signature: "signature",
	publicKey: "public key",
	secretKey: "secret key",
	word: "chain code",
	randomness: "randomness",
};

function checked(given: Given, word = NAMES.word): Given {
	for (const [place, bytes] of Object.entries(given) as [Place, Uint8Array][]) {
		if (bytes.length === lengthOf(place)) continue;
		const name = place === "word" ? word : NAMES[place];
		throw new Sr25519InputError(name, `it has ${bytes.length} bytes, expected ${lengthOf(place)}`);
	}
	return given;
}
