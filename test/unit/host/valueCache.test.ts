import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ValueCache } from "../../../chain/host/state/valueCache.js";

/** A store that counts what is read from it. */
function countedStore(entries: Iterable<readonly [string, Uint8Array]> = []) {
	const values = new Map(entries);
	let reads = 0;
	return {
		values,
		read(key: string) {
			reads++;
			return values.get(key);
		},
		reads: () => reads,
	};
}

const VALUE = new Uint8Array(100);

describe("the values that the author read lately", () => {
	it("are what the store has, whatever is read, changed and removed in between", () => {
		const step = fc.record({
			key: fc.constantFrom("a", "b", "c", "d", "e"),
			what: fc.constantFrom("get", "change", "remove"),
			size: fc.integer({ min: 0, max: 400 }),
		});
		fc.assert(
			fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
				const store = countedStore();
				const cache = new ValueCache(1500);
				for (const { key, what, size } of steps) {
					if (what === "get") {
						expect(cache.get(key, store.read)).toBe(store.values.get(key));
						continue;
					}
					if (what === "remove") store.values.delete(key);
					else store.values.set(key, new Uint8Array(size));
					cache.renew(key, store.values.get(key));
				}
			}),
		);
	});

	it("stay here though every block asks for keys that have no value", () => {
		const store = countedStore([["kept", VALUE]]);
		const cache = new ValueCache(1 << 20);
		for (let block = 0; block < 100_000; block++) cache.get(`agenda of block ${block}`, store.read);
		const before = store.reads();
		cache.get("kept", store.read);
		for (let block = 100_000; block < 200_000; block++) cache.get(`agenda of block ${block}`, store.read);
		cache.get("kept", store.read);
		expect(store.reads() - before).toBe(1 + 100_000);
	});

	it("remember that a key has no value, and only the last of such keys", () => {
		const store = countedStore();
		const cache = new ValueCache(1 << 20);
		for (let count = 0; count < 3; count++) cache.get("absent", store.read);
		expect(store.reads()).toBe(1);
		for (let other = 0; other < 20_000; other++) cache.get(`other ${other}`, store.read);
		const before = store.reads();
		cache.get("absent", store.read);
		expect(store.reads()).toBe(before + 1);
	});

	it("go when newer ones fill the bound", () => {
		const store = countedStore();
		for (let at = 0; at < 100; at++) store.values.set(`key ${at}`, VALUE);
		const cache = new ValueCache(1000);
		for (let at = 0; at < 100; at++) cache.get(`key ${at}`, store.read);
		cache.get("key 0", store.read);
		expect(store.reads()).toBe(101);
	});
});
