// BLAKE2b (RFC 7693), unkeyed. Node's own crypto has the 64-byte form only, and a 32-byte digest is not its prefix.

const MASK = 0xffffffffffffffffn;

const IV: readonly bigint[] = [
	0x6a09e667f3bcc908n,
	0xbb67ae8584caa73bn,
	0x3c6ef372fe94f82bn,
	0xa54ff53a5f1d36f1n,
	0x510e527fade682d1n,
	0x9b05688c2b3e6c1fn,
	0x1f83d9abfb41bd6bn,
	0x5be0cd19137e2179n,
];

/** Message schedule: which word goes where in each round; rounds 10 and 11 repeat 0 and 1. */
const SIGMA: readonly string[] = [
	"0123456789abcdef",
	"ea489fd61c02b753",
	"b8c052fdae367194",
	"7931dcbe265a40f8",
	"905724afe1bc683d",
	"2c6a0b834d75fe19",
	"c51fed4a0763928b",
	"db7ec13950f4862a",
	"6fe9b308c2d714a5",
	"a2847615fb9e3cd0",
];

const SCHEDULE = Array.from({ length: 12 }, (_, round) =>
	[...(SIGMA[round % 10] ?? "")].map((digit) => Number.parseInt(digit, 16)),
);

/** The words each of the eight mixings of a round works on: columns, then diagonals. */
const LANES: readonly (readonly [number, number, number, number])[] = [
	[0, 4, 8, 12],
	[1, 5, 9, 13],
	[2, 6, 10, 14],
	[3, 7, 11, 15],
	[0, 5, 10, 15],
	[1, 6, 11, 12],
	[2, 7, 8, 13],
	[3, 4, 9, 14],
];

const BLOCK_BYTES = 128;

function rotateRight(word: bigint, bits: bigint): bigint {
	return ((word >> bits) | (word << (64n - bits))) & MASK;
}

function compress(state: BigUint64Array, block: DataView, length: bigint, last: boolean): void {
	const v = new BigUint64Array(16);
	v.set(state);
	v.set(IV, 8);
	v[12] = (v[12] as bigint) ^ (length & MASK);
	v[13] = (v[13] as bigint) ^ (length >> 64n);
	if (last) v[14] = (v[14] as bigint) ^ MASK;
	const message = Array.from({ length: 16 }, (_, index) => block.getBigUint64(index * 8, true));
	for (const order of SCHEDULE) {
		LANES.forEach(([a, b, c, d], lane) => {
			for (const half of [0, 1]) {
				const word = message[order[lane * 2 + half] as number] as bigint;
				v[a] = (v[a] as bigint) + (v[b] as bigint) + word;
				v[d] = rotateRight((v[d] as bigint) ^ (v[a] as bigint), half === 0 ? 32n : 16n);
				v[c] = (v[c] as bigint) + (v[d] as bigint);
				v[b] = rotateRight((v[b] as bigint) ^ (v[c] as bigint), half === 0 ? 24n : 63n);
			}
		});
	}
	for (let index = 0; index < 8; index++)
		state[index] = (state[index] as bigint) ^ (v[index] as bigint) ^ (v[index + 8] as bigint);
}

/**
 * The BLAKE2b digest of some bytes, for the few short inputs of keys and addresses (about 0.1 ms a block).
 *
 * @param size - digest length in bytes, 1 to 64
 */
export function blake2b(data: Uint8Array, size: number): Uint8Array {
	const state = BigUint64Array.from(IV);
	state[0] = (state[0] as bigint) ^ 0x01010000n ^ BigInt(size);
	const blocks = Math.max(1, Math.ceil(data.length / BLOCK_BYTES));
	for (let index = 0; index < blocks; index++) {
		const block = new Uint8Array(BLOCK_BYTES);
		const end = Math.min(data.length, (index + 1) * BLOCK_BYTES);
		block.set(data.subarray(index * BLOCK_BYTES, end));
		compress(state, new DataView(block.buffer), BigInt(end), index === blocks - 1);
	}
	return new Uint8Array(state.buffer).slice(0, size);
}
