/** What is made of the bytes from `start` to `end`. It is kept: it must not be written to. */
export type FromBytes<Result> = (bytes: DataView, start: number, end: number) => Result;

/** Results that each function keeps; a power of two. */
const SLOTS = 4096;
/** Longest input (bytes) that is kept; storage keys of maps by account have 80 or 100. */
const LONGEST = 128;

interface Known<Result> {
	readonly input: DataView;
	readonly output: Result;
}

/**
 * A function of short byte strings that remembers its results. Runtimes make each storage key anew from the same
 * names and accounts: one transfer asks for 130 hashes and reads 80 keys, nearly all of them seen a moment ago, and
 * finding them takes a tenth of the work.
 *
 * Two inputs that want the same slot push each other out, so memory is bounded and nobody can provoke more than the
 * work itself.
 */
export function rememberBytes<Result>(make: (bytes: Uint8Array) => Result): FromBytes<Result> {
	const slots = new Array<Known<Result> | undefined>(SLOTS).fill(undefined);
	return (bytes, start, end) => {
		const length = end - start;
		if (length > LONGEST) return make(new Uint8Array(bytes.buffer, bytes.byteOffset + start, length));
		const slot = slotOf(bytes, start, end);
		const known = slots[slot];
		if (known !== undefined && isAt(known.input, bytes, start, length)) return known.output;
		const input = new Uint8Array(bytes.buffer, bytes.byteOffset + start, length).slice();
		const output = make(input);
		slots[slot] = { input: new DataView(input.buffer), output };
		return output;
	};
}

/** FNV-1a by words, its high bits folded in. */
function slotOf(bytes: DataView, start: number, end: number): number {
	let mix = end - start;
	let at = start;
	for (; at + 4 <= end; at += 4) {
		mix = Math.imul(mix ^ bytes.getUint32(at, true), 0x0100_0193);
		mix ^= mix >>> 15;
	}
	for (; at < end; at++) mix = Math.imul(mix ^ bytes.getUint8(at), 0x0100_0193);
	return (mix ^ (mix >>> 12)) & (SLOTS - 1);
}

function isAt(input: DataView, bytes: DataView, start: number, length: number): boolean {
	if (input.byteLength !== length) return false;
	let at = 0;
	for (; at + 4 <= length; at += 4)
		if (input.getUint32(at, true) !== bytes.getUint32(start + at, true)) return false;
	for (; at < length; at++) if (input.getUint8(at) !== bytes.getUint8(start + at)) return false;
	return true;
}
