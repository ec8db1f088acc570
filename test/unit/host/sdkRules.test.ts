import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RuntimeMemory } from "../../../chain/host/runtime/runtimeMemory.js";
import { verifyEd25519 } from "../../../chain/host/runtime/verifyCache.js";
import { wasm } from "../../../chain/host/runtime/webAssembly.js";
import { ed25519Order, SMALL_ORDER } from "./ed25519Points.js";

const PAGE = 65_536;
const LARGEST = 32 * 1024 * 1024;
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "hex"));

/**
 * The rules of polkadot-sdk's freeing bump allocator (sc-allocator 39) told once more: free blocks as lists by size,
 * the last one freed goes out first; the rest from the top; the memory doubles, within its limit; the first failure
 * ends all.
 */
class AllocatorRules {
	readonly #free = new Map<number, number[]>();
	readonly #live = new Map<number, number>();
	readonly #most: number;
	#top: number;
	pages: number;

	constructor(base: number, initial: number, most: number) {
		this.#top = Math.ceil(base / 8) * 8;
		this.pages = initial;
		this.#most = most;
	}

	/** @returns undefined where the allocator fails */
	allocate(size: number): number | undefined {
		if (size > LARGEST) return undefined;
		let block = 8;
		while (block < size) block *= 2;
		const reused = this.#free.get(block)?.pop();
		const pointer = reused ?? this.#take(block);
		if (pointer !== undefined) this.#live.set(pointer, block);
		return pointer;
	}

	free(pointer: number): void {
		const block = this.#live.get(pointer) ?? 0;
		this.#live.delete(pointer);
		this.#free.set(block, [...(this.#free.get(block) ?? []), pointer]);
	}

	get live(): number[] {
		return [...this.#live.keys()];
	}

	#take(block: number): number | undefined {
		const end = this.#top + 8 + block;
		if (end > this.pages * PAGE) {
			const needed = Math.ceil(end / PAGE);
			if (needed > this.#most) return undefined;
			this.pages = Math.max(needed, Math.min(2 * this.pages, this.#most));
		}
		const pointer = this.#top + 8;
		this.#top = end;
		return pointer;
	}
}

const size = fc.oneof(
	{ weight: 8, arbitrary: fc.integer({ min: 0, max: 5000 }) },
	{ weight: 2, arbitrary: fc.integer({ min: 0, max: 24 }).map((power) => 2 ** power) },
	{ weight: 1, arbitrary: fc.constantFrom(LARGEST - 1, LARGEST, LARGEST + 1) },
);
const steps = fc.array(
	fc.oneof(
		size,
		fc.nat(200).map((index) => ({ free: index })),
	),
	{ maxLength: 300 },
);

describe("the allocator", () => {
	it("gives the addresses of polkadot-sdk's, grows as it does, and fails where it does", () => {
		let failures = 0;
		const tried = fc.property(
			fc.integer({ min: 0, max: 100_000 }),
			fc.integer({ min: 2, max: 20 }),
			fc.constantFrom(0, 5, 40, 1500),
			steps,
			(base, initial, more, made) => {
				const most = initial + more;
				const memory = new RuntimeMemory(new wasm.Memory({ initial, maximum: most }), most);
				memory.startHeap(base);
				const rules = new AllocatorRules(base, initial, most);
				for (const step of made) {
					if (typeof step === "number") {
						const expected = rules.allocate(step);
						if (expected === undefined) {
							failures += 1;
							expect(() => memory.allocate(step)).toThrow();
							// Nothing goes any more.
							expect(() => memory.allocate(1)).toThrow();
							break;
						}
						expect(memory.allocate(step)).toBe(expected);
					} else {
						const { live } = rules;
						const pointer = live[step.free % Math.max(1, live.length)];
						if (pointer === undefined) continue;
						rules.free(pointer);
						memory.free(pointer);
					}
					expect(memory.size).toBe(rules.pages * PAGE);
				}
			},
		);
		fc.assert(tried, { numRuns: 300 });
		expect(failures).toBeGreaterThan(10);
	});

	it("writes its headers as polkadot-sdk's does: order and 1, or the next free header and 0", () => {
		const memory = new RuntimeMemory(new wasm.Memory({ initial: 4, maximum: 4 }), 4);
		memory.startHeap(1001);
		const [one, two] = [memory.allocate(100), memory.allocate(128)];
		const header = (pointer: number) => [...new Uint32Array(memory.viewAt(pointer - 8, 8).slice().buffer)];
		expect([one, two]).toEqual([1016, 1016 + 136]);
		expect(header(one)).toEqual([4, 1]);
		memory.free(one);
		memory.free(two);
		expect(header(one)).toEqual([0xffff_ffff, 0]);
		expect(header(two)).toEqual([one - 8, 0]);
	});

	it.each([
		["below any header", () => 4],
		["of what was freed", (freed: number) => freed],
		["outside the memory", () => 5 * PAGE],
	])("refuses a pointer %s", (_, choose) => {
		const memory = new RuntimeMemory(new wasm.Memory({ initial: 4, maximum: 4 }), 4);
		memory.startHeap(1000);
		const freed = memory.allocate(64);
		memory.free(freed);
		expect(() => memory.free(choose(freed))).toThrow(/not allocated/);
	});
});

describe("ed25519 by ZIP 215, as sp-core's ed25519-zebra has it", () => {
	it("takes every encoding of a point of small order as key and as commitment", () => {
		for (const key of SMALL_ORDER)
			for (const commitment of SMALL_ORDER) {
				const signature = new Uint8Array(64);
				signature.set(bytesOf(commitment));
				expect(verifyEd25519(signature, Buffer.from("Zcash"), bytesOf(key)), `${key} ${commitment}`).toBe(
					true,
				);
			}
	});

	it("refuses a scalar that is not reduced, and a key that is no point", () => {
		const key = bytesOf(SMALL_ORDER[0] ?? "");
		const signature = new Uint8Array(64);
		signature.set(key);
		expect(verifyEd25519(signature, new Uint8Array(0), key)).toBe(true);
		const unreduced = signature.slice();
		unreduced.set(bytesOf(ed25519Order), 32);
		expect(verifyEd25519(unreduced, new Uint8Array(0), key)).toBe(false);
		const noPoint = new Uint8Array(32);
		noPoint[0] = 2;
		expect(verifyEd25519(signature, new Uint8Array(0), noPoint)).toBe(false);
	});
});
