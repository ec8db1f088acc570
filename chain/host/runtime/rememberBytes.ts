/** What is made of the bytes from `start` to `end`. It is kept: it must not be written to. */
export type FromBytes<Result> = (bytes: DataView, start: number, end: number) => Result;

/** Results that each function keeps; a power of two. */
const SLOTS = 4096;
/** Longest input (bytes) that is kept; storage keys of maps by account have 80 or 100. */
const LONGEST = 128;

/**
 * A function of short byte strings that remembers its results. Runtimes make each storage key anew from the same
 * names and accounts: one transfer asks for 130 hashes and reads 80 keys, nearly all of them seen a moment ago, and
 * finding them takes a tenth of the work.
 *
 * Two inputs that want the same slot push each other out, so memory is bounded and nobody can provoke more than the
 * work itself. Inputs lie in one piece of memory, half a MiB that is taken as it is used.
 *
 * @param make - must not keep the bytes that it is given
 */
export function rememberBytes<Result extends object | string>(
	make: (bytes: Uint8Array) => Result,
): FromBytes<Result> {
	const inputs = new Uint8Array(SLOTS * LONGEST);
	const known = new DataView(inputs.buffer);
	const lengths = new Int16Array(SLOTS).fill(-1);
	const outputs = new Array<Result | undefined>(SLOTS).fill(undefined);
	return (bytes, start, end) => {
		const length = end - start;
		if (length > LONGEST) return make(viewOf(bytes, start, length));
		const slot = slotOf(bytes, start, end);
		const place = slot * LONGEST;
		if (lengths[slot] === length && areEqual(known, place, bytes, start, length)) {
			const output = outputs[slot];
			if (output !== undefined) return output;
		}
		const given = viewOf(bytes, start, length);
		const output = make(given);
		inputs.set(given, place);
		lengths[slot] = length;
		outputs[slot] = output;
		return output;
	};
}

function viewOf(bytes: DataView, start: number, length: number): Uint8Array {
	return new Uint8Array(bytes.buffer, bytes.byteOffset + start, length);
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

function areEqual(one: DataView, from: number, other: DataView, start: number, length: number): boolean {
	let at = 0;
	for (; at + 4 <= length; at += 4)
		if (one.getUint32(from + at, true) !== other.getUint32(start + at, true)) return false;
	for (; at < length; at++) if (one.getUint8(from + at) !== other.getUint8(start + at)) return false;
	return true;
}
