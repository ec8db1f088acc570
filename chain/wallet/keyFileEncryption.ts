import { randomBytes } from "node:crypto";
import { KeyFileError } from "./errors.js";

/** How an encrypted key file begins: NaCl secretbox under argon2i. */
const NACL_PREFIX = "$NACL";
/** Older forms that Bittensor's wallets can hold; they are recognised, not read. */
const LEGACY_PREFIXES = ["$ANSIBLE_VAULT", "gAAAAA"];

const NONCE_BYTES = 24;

// Fixed for all files by Bittensor: a password always gives the same key.
const SALT = "137183dff15a09bc9c90b5518739e9b1";
const ITERATIONS = 8;
const MEMORY_KIB = 512 * 1024;
const KEY_BYTES = 32;

/** Whether the content of a key file is encrypted, in any form. */
export function isEncrypted(content: Uint8Array): boolean {
	const head = Buffer.from(content.subarray(0, 16)).toString("latin1");
	return [NACL_PREFIX, ...LEGACY_PREFIXES].some((prefix) => head.startsWith(prefix));
}

/** About a second of work and 512 MiB of memory, by intention. */
async function deriveKey(password: string): Promise<Uint8Array> {
	const { argon2i } = await import("hash-wasm");
	return argon2i({
		password: new TextEncoder().encode(password),
		salt: new Uint8Array(Buffer.from(SALT, "hex")),
		iterations: ITERATIONS,
		memorySize: MEMORY_KIB,
		parallelism: 1,
		hashLength: KEY_BYTES,
		outputType: "binary",
	});
}

/** Encrypts a key file's JSON as Bittensor's wallets do: `$NACL` ‖ nonce ‖ XSalsa20-Poly1305. */
export async function encryptKeyFile(
	json: string,
	password: string,
	random: (size: number) => Uint8Array = randomBytes,
): Promise<Uint8Array> {
	const [key, { naclEncrypt }] = await Promise.all([
		deriveKey(password),
		import("@polkadot/util-crypto/nacl"),
	]);
	const nonce = Uint8Array.from(random(NONCE_BYTES));
	const { encrypted } = naclEncrypt(new TextEncoder().encode(json), key, nonce);
	return Uint8Array.from([...new TextEncoder().encode(NACL_PREFIX), ...nonce, ...encrypted]);
}

/**
 * Decrypts a key file. Undefined where the password does not fit, or the file was changed.
 *
 * @throws {KeyFileError} where it is encrypted in a form of old
 */
export async function decryptKeyFile(
	file: string,
	content: Uint8Array,
	password: string,
): Promise<string | undefined> {
	const body = content.subarray(NACL_PREFIX.length);
	if (!Buffer.from(content).toString("latin1").startsWith(NACL_PREFIX))
		throw new KeyFileError(
			file,
			"it is encrypted in an old form; open it once with Bittensor's btcli to renew it",
		);
	if (body.length <= NONCE_BYTES) throw new KeyFileError(file, "it is cut off");
	const [key, { naclDecrypt }] = await Promise.all([
		deriveKey(password),
		import("@polkadot/util-crypto/nacl"),
	]);
	const plain = naclDecrypt(body.subarray(NONCE_BYTES), body.subarray(0, NONCE_BYTES), key);
	return plain === null ? undefined : new TextDecoder().decode(plain);
}
