import { createHmac, randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ValidatorDataUnusableError } from "../errors.js";

const SECRET_BYTES = 32;

/**
 * A validator's own randomness: HMAC-SHA256 of the parts under a secret that never leaves the data folder.
 *
 * Who is asked, what, and who is audited all follow from it, so that nobody who watches the chain and the wire
 * can tell beforehand, while the validator itself comes to the same choice again after a restart.
 */
export type DrawSeed = (...parts: readonly (string | number)[]) => Buffer;

/**
 * Reads the secret of a data folder, or makes one (mode 0600, on disk before it is used).
 *
 * @throws {ValidatorDataUnusableError} when the file does not hold 32 bytes
 */
export function openSecret(folder: string): DrawSeed {
	const file = join(folder, "secret");
	if (!existsSync(file)) writeSecret(file);
	const secret = readFileSync(file);
	if (secret.length !== SECRET_BYTES)
		throw new ValidatorDataUnusableError(
			folder,
			`its secret has ${secret.length} bytes, expected ${SECRET_BYTES}`,
		);
	return drawSeedFrom(secret);
}

/** The draw of a given secret. Parts are length-prefixed: ("ab", "c") and ("a", "bc") differ. */
export function drawSeedFrom(secret: Uint8Array): DrawSeed {
	return (...parts) => {
		const hmac = createHmac("sha256", secret);
		for (const part of parts) {
			const text = String(part);
			hmac.update(`${Buffer.byteLength(text)}:${text};`);
		}
		return hmac.digest();
	};
}

/** A number in [0, 1) from the first 53 bits of a seed. */
export function fractionOf(seed: Uint8Array): number {
	const view = new DataView(seed.buffer, seed.byteOffset, seed.byteLength);
	const high = view.getUint32(0) >>> 5;
	const low = view.getUint32(4) >>> 6;
	return (high * 0x4000000 + low) / 2 ** 53;
}

function writeSecret(file: string): void {
	const fresh = `${file}.new`;
	const descriptor = openSync(fresh, "w", 0o600);
	try {
		writeSync(descriptor, randomBytes(SECRET_BYTES));
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
	renameSync(fresh, file);
}
