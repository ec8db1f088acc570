import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RuntimeMemory, RuntimeMemoryError } from "../../../chain/host/runtime/runtimeMemory.js";
import { wasm } from "../../../chain/host/runtime/webAssembly.js";

function createMemory(pages = 4, most = 64): RuntimeMemory {
	const memory = new RuntimeMemory(new wasm.Memory({ initial: pages, maximum: most }), most);
	memory.startHeap(1003);
	return memory;
}

describe("runtime memory", () => {
	it("never gives the same bytes twice, and aligns to 8", () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.boolean()), { maxLength: 200 }),
				(steps) => {
					const memory = createMemory();
					const live: { at: number; size: number; mark: number }[] = [];
					for (const [index, [size, freeOne]] of steps.entries()) {
						const at = memory.allocate(size);
						expect(at % 8).toBe(0);
						const mark = (index % 255) + 1;
						memory.viewAt(at, size).fill(mark);
						live.push({ at, size, mark });
						if (freeOne) memory.free(live.splice(index % live.length, 1)[0]?.at ?? 0);
					}
					for (const { at, size, mark } of live)
						expect(memory.viewAt(at, size).every((byte) => byte === mark)).toBe(true);
				},
			),
		);
	});

	it("uses freed memory again", () => {
		const memory = createMemory();
		const first = memory.allocate(100);
		memory.free(first);
		expect(memory.allocate(90)).toBe(first);
	});

	it("leaves the two bytes before a pointer to the runtime, which keeps an offset there", () => {
		const memory = createMemory();
		const pointer = memory.allocate(64);
		memory.viewAt(pointer - 2, 2).fill(0);
		expect(() => memory.free(pointer)).not.toThrow();
	});

	it("refuses to free what is not allocated", () => {
		const memory = createMemory();
		const pointer = memory.allocate(64);
		memory.free(pointer);
		expect(() => memory.free(pointer)).toThrow(RuntimeMemoryError);
		expect(() => memory.free(pointer + 8)).toThrow(RuntimeMemoryError);
		expect(() => memory.free(0)).toThrow(RuntimeMemoryError);
	});

	it("grows to its limit and no further", () => {
		const memory = createMemory(4, 64);
		let kept = 0;
		expect(() => {
			for (;;) {
				memory.allocate(60_000);
				kept += 1;
			}
		}).toThrow(/memory limit/);
		expect(kept).toBeGreaterThan(50);
		expect(memory.size).toBe(64 * 65_536);
	});

	it("gives nothing more after a failure, as polkadot-sdk's allocator does", () => {
		const memory = createMemory(4, 64);
		const pointer = memory.allocate(8);
		expect(() => memory.allocate(33 * 1024 * 1024)).toThrow(/at once/);
		expect(() => memory.allocate(8)).toThrow(/failed before/);
		expect(() => memory.free(pointer)).toThrow(/failed before/);
	});

	it("reads no span outside the memory", () => {
		const memory = createMemory();
		expect(() => memory.view((1n << 32n) * 100n + BigInt(memory.size - 50))).toThrow(RuntimeMemoryError);
		expect(() => memory.key(0xffff_ffffn | (8n << 32n))).toThrow(RuntimeMemoryError);
	});

	it("writes options as SCALE does, at every size of their length", () => {
		const memory = createMemory(40, 400);
		for (const length of [0, 1, 63, 64, 16_383, 16_384, 70_000]) {
			const written = memory.copy(memory.writeOptional(new Uint8Array(length).fill(7)));
			const prefix = length < 64 ? 1 : length < 16_384 ? 2 : 4;
			expect(written.length).toBe(1 + prefix + length);
			expect(written[0]).toBe(1);
			const compact = Buffer.concat([written.subarray(1, 1 + prefix), Buffer.alloc(4)]).readUInt32LE(0);
			expect(compact >>> 2).toBe(length);
		}
		expect([...memory.copy(memory.writeOptional(undefined))]).toEqual([0]);
	});
});
