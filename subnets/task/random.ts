import { createHash } from "node:crypto";

/** A source of random numbers that its seed determines, so that a challenge can be drawn again. */
export interface Random {
	/** Uniform in [0, 1), 32 bits. */
	next(): number;
	/** Uniform whole number in [0, below). */
	integer(below: number): number;
	/** One of the items. */
	pick<T>(items: readonly T[]): T;
}

/**
 * xoshiro128** from sha256 of the seed. Not for secrets: whoever sees many outputs can tell the next, so every
 * challenge takes a seed of its own, which the validator derives from its secret.
 */
export function createRandom(seed: string | Uint8Array): Random {
	const state = createHash("sha256").update(seed).digest();
	let a = state.readUInt32LE(0);
	let b = state.readUInt32LE(4);
	let c = state.readUInt32LE(8);
	let d = state.readUInt32LE(12) | 1;
	const next32 = (): number => {
		const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9);
		const shifted = b << 9;
		c ^= a;
		d ^= b;
		b ^= c;
		a ^= d;
		c ^= shifted;
		d = rotate(d, 11);
		return scrambled >>> 0;
	};
	const next = (): number => next32() / 4294967296;
	return {
		next,
		integer: (below) => Math.floor(next() * below),
		pick: (items) => {
			const item = items[Math.floor(next() * items.length)];
			if (item === undefined) throw new RangeError("nothing to pick from");
			return item;
		},
	};
}

function rotate(value: number, bits: number): number {
	return (value << bits) | (value >>> (32 - bits));
}
