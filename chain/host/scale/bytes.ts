export const EMPTY_BYTES: Uint8Array = new Uint8Array(0);

/** One array holding `parts` one after the other. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
	let length = 0;
	for (const part of parts) length += part.length;
	const joined = new Uint8Array(length);
	let offset = 0;
	for (const part of parts) {
		joined.set(part, offset);
		offset += part.length;
	}
	return joined;
}

/** `0x` and lower-case hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
	return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex")}`;
}

const HEX = /^0x(?:[0-9a-fA-F]{2})*$/;

/** Whether `text` is `0x` followed by whole bytes in hexadecimal. */
export function isHex(text: unknown): text is string {
	return typeof text === "string" && HEX.test(text);
}

/** Bytes of a `0x…` string; the caller has checked it with {@link isHex}. */
export function fromHex(hex: string): Uint8Array {
	const buffer = Buffer.from(hex.slice(2), "hex");
	return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && Buffer.compare(a, b) === 0;
}

export function u32ToBytes(value: number): Uint8Array {
	const bytes = new Uint8Array(4);
	new DataView(bytes.buffer).setUint32(0, value, true);
	return bytes;
}

export function u64ToBytes(value: bigint): Uint8Array {
	const bytes = new Uint8Array(8);
	new DataView(bytes.buffer).setBigUint64(0, value, true);
	return bytes;
}

export function utf8(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}
