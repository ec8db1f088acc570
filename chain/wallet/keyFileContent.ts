import { decodeAddress, encodeAddress, isAddress } from "./address.js";
import { KeyFileError } from "./errors.js";
import { mnemonicToSeed } from "./mnemonic.js";
import { fromBittensorSecret, toBittensorSecret } from "./secretKeyForms.js";
import { type Sr25519Pair, sr25519FromSeed, sr25519PublicKey } from "./sr25519.js";

/** What a key is made from. */
export interface KeySecret {
	readonly pair: Sr25519Pair;
	readonly mnemonic?: string;
	/** 32 bytes; absent where the key was derived by a path. */
	readonly seed?: Uint8Array;
}

/** sr25519 in Bittensor's numbering; 0 is ed25519. */
const SR25519 = 1;

function hex(bytes: Uint8Array): string {
	return `0x${Buffer.from(bytes).toString("hex")}`;
}

/** The JSON of a public key file, such as coldkeypub.txt. */
export function serializePublicKey(publicKey: Uint8Array): string {
	return JSON.stringify({
		accountId: hex(publicKey),
		publicKey: hex(publicKey),
		ss58Address: encodeAddress(publicKey),
		cryptoType: SR25519,
	});
}

/** The JSON of a secret key file, with the fields that Bittensor's wallets have. */
export function serializeSecretKey({ pair, mnemonic, seed }: KeySecret): string {
	return JSON.stringify({
		accountId: hex(pair.publicKey),
		publicKey: hex(pair.publicKey),
		privateKey: hex(toBittensorSecret(pair.secretKey)),
		...(mnemonic === undefined ? {} : { secretPhrase: mnemonic }),
		...(seed === undefined ? {} : { secretSeed: hex(seed) }),
		ss58Address: encodeAddress(pair.publicKey),
		cryptoType: SR25519,
	});
}

type Fields = Readonly<Record<string, unknown>>;

function parseFields(file: string, text: string): Fields {
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		// The parser's message would repeat a part of the file, which may be the secret.
		throw new KeyFileError(file, "it is neither JSON nor an encrypted key");
	}
	if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
		throw new KeyFileError(file, "expected a JSON object");
	const fields = parsed as Fields;
	if (fields.cryptoType !== undefined && fields.cryptoType !== SR25519)
		throw new KeyFileError(
			file,
			`expected an sr25519 key (cryptoType 1), got cryptoType ${fields.cryptoType}`,
		);
	return fields;
}

function bytesOf(file: string, fields: Fields, name: string, length: number): Uint8Array | undefined {
	const value = fields[name];
	if (value === undefined || value === null || value === "") return undefined;
	const digits = typeof value === "string" ? value.replace(/^0x/i, "") : "";
	if (digits.length !== 2 * length || !/^[0-9a-f]*$/i.test(digits))
		throw new KeyFileError(file, `${name} is not ${length} bytes in hexadecimal digits`);
	return new Uint8Array(Buffer.from(digits, "hex"));
}

function publicKeyOf(file: string, fields: Fields): Uint8Array | undefined {
	const address = fields.ss58Address;
	const named = bytesOf(file, fields, "publicKey", 32) ?? bytesOf(file, fields, "accountId", 32);
	if (typeof address !== "string" || address === "") return named;
	if (!isAddress(address)) throw new KeyFileError(file, "ss58Address is no address of network 42");
	const fromAddress = decodeAddress(address);
	if (named !== undefined && hex(named) !== hex(fromAddress))
		throw new KeyFileError(file, "publicKey and ss58Address name different keys");
	return fromAddress;
}

/**
 * The public key in a key file, secret or public.
 *
 * @param file - its path, for messages
 * @throws {KeyFileError}
 */
export function parsePublicKey(file: string, text: string): Uint8Array {
	const publicKey = publicKeyOf(file, parseFields(file, text));
	if (publicKey === undefined) throw new KeyFileError(file, "it names no public key");
	return publicKey;
}

function candidates(file: string, fields: Fields): Sr25519Pair[] {
	const pairs: Sr25519Pair[] = [];
	const seed = bytesOf(file, fields, "secretSeed", 32);
	if (seed !== undefined) pairs.push(sr25519FromSeed(seed));
	const secret = bytesOf(file, fields, "privateKey", 64);
	if (secret !== undefined) {
		for (const secretKey of [fromBittensorSecret(secret), secret]) {
			if (secretKey === undefined) continue;
			try {
				pairs.push({ secretKey, publicKey: sr25519PublicKey(secretKey) });
			} catch {
				// Not a secret in this form.
			}
		}
	}
	const phrase = fields.secretPhrase;
	if (pairs.length === 0 && typeof phrase === "string" && phrase !== "")
		pairs.push(sr25519FromSeed(mnemonicToSeed(phrase)));
	return pairs;
}

/**
 * The secret in a decrypted key file. The public key that the file names must be its own.
 *
 * @throws {KeyFileError}
 */
export function parseSecretKey(file: string, text: string): Sr25519Pair {
	const fields = parseFields(file, text);
	const named = publicKeyOf(file, fields);
	const pairs = candidates(file, fields);
	if (pairs.length === 0) throw new KeyFileError(file, "it holds no secret: it is a public key file");
	const pair = pairs.find(({ publicKey }) => named === undefined || hex(publicKey) === hex(named));
	if (pair === undefined)
		throw new KeyFileError(file, "its secret does not belong to the public key it names");
	return pair;
}
