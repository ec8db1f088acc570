/**
 * The headers that say how a body is to be read, from the body itself: how long its JSON part is follows from its
 * braces.
 *
 * A receipt signs the body but not these headers. Taken from a document they could make a good answer look
 * malformed; taken from the body there is only one way to read it.
 */
export function framingOf(body: Uint8Array): Record<string, string> {
	const length = jsonLength(body);
	if (length === body.length || isPlain(body, length)) return { "Content-Type": "application/json" };
	return {
		"Content-Type": "application/octet-stream",
		"Inference-Header-Content-Length": String(length),
	};
}

/** Whether the rest is white space after JSON that announces no bytes behind it, as a last line break. */
function isPlain(body: Uint8Array, length: number): boolean {
	const rest = body.subarray(length);
	if (!rest.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d))) return false;
	return !Buffer.from(body.subarray(0, length)).includes("binary_data_size");
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Bytes up to the brace that closes the first one; all of them where none does. */
function jsonLength(body: Uint8Array): number {
	let depth = 0;
	let inText = false;
	for (let i = 0; i < body.length; i++) {
		const byte = body[i];
		if (inText) {
			if (byte === BACKSLASH) i++;
			else if (byte === QUOTE) inText = false;
		} else if (byte === QUOTE) inText = true;
		else if (byte === OPEN) depth++;
		else if (byte === CLOSE && --depth <= 0) return i + 1;
	}
	return body.length;
}
