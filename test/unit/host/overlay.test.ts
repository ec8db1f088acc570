import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeCompact } from "../../../chain/host/scale/compact.js";
import { MemoryState } from "../../../chain/host/state/memoryState.js";
import { Overlay, OverlayLimitError } from "../../../chain/host/state/overlay.js";
import { SortedKeys } from "../../../chain/host/state/sortedKeys.js";

const key = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 4 });
/** No list: a first byte of ..11 announces more bytes than there are. */
const value = fc
	.uint8Array({ maxLength: 4 })
	.map((bytes) => bytes.map((byte, at) => (at === 0 ? byte | 3 : byte)));

type Step =
	| { readonly do: "set"; readonly key: string; readonly value: Uint8Array }
	| { readonly do: "delete" | "clear"; readonly key: string }
	| { readonly do: "append"; readonly key: string; readonly value: Uint8Array }
	| { readonly do: "start" | "commit" | "rollback" };

const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({ do: fc.constant("set" as const), key, value }),
	fc.record({ do: fc.constantFrom("delete" as const, "clear" as const), key }),
	fc.record({
		do: fc.constant("append" as const),
		key,
		value: fc.uint8Array({ minLength: 1, maxLength: 1 }),
	}),
	fc.record({ do: fc.constantFrom("start" as const, "commit" as const, "rollback" as const) }),
);

/** The plain meaning of an overlay: a stack of whole maps. */
class Model {
	stack: Map<string, Uint8Array>[];
	constructor(base: ReadonlyMap<string, Uint8Array>) {
		this.stack = [new Map(base)];
	}
	get top(): Map<string, Uint8Array> {
		return this.stack.at(-1) ?? new Map();
	}
	run(next: Step): void {
		const { top } = this;
		if (next.do === "set") top.set(next.key, next.value);
		else if (next.do === "delete") top.delete(next.key);
		else if (next.do === "clear") {
			for (const name of [...top.keys()]) if (name.startsWith(next.key)) top.delete(name);
		} else if (next.do === "append") top.set(next.key, appended(top.get(next.key), next.value));
		else if (next.do === "start") this.stack.push(new Map(top));
		else if (this.stack.length > 1) {
			this.stack.pop();
			if (next.do === "commit") this.stack[this.stack.length - 1] = top;
		}
	}
}

function appended(current: Uint8Array | undefined, item: Uint8Array): Uint8Array {
	// Lists here stay under 64 items, so their length is one byte; what is no list starts anew.
	const first = current?.[0];
	if (current === undefined || first === undefined || (first & 3) !== 0 || first >> 2 >= 63)
		return new Uint8Array([...encodeCompact(1), ...item]);
	return new Uint8Array([...encodeCompact((first >> 2) + 1), ...current.subarray(1), ...item]);
}

function run(overlay: Overlay, next: Step): void {
	if (next.do === "set") overlay.set(next.key, next.value);
	else if (next.do === "delete") overlay.delete(next.key);
	else if (next.do === "clear") overlay.clearPrefix(next.key, Number.POSITIVE_INFINITY);
	else if (next.do === "append") overlay.append(next.key, next.value);
	else if (next.do === "start") overlay.startTransaction();
	else if (next.do === "commit") overlay.commitTransaction();
	else overlay.rollbackTransaction();
}

describe("overlay", () => {
	it("means the same as a stack of maps", () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(key, fc.uint8Array({ minLength: 1, maxLength: 1 }))),
				fc.array(step, { maxLength: 60 }),
				(base, steps) => {
					// One byte that announces a second one: no list either.
					const start = new Map(base.map(([name, data]) => [name, Uint8Array.of((data[0] ?? 0) | 1)]));
					const state = new MemoryState(start, 1);
					const overlay = new Overlay(state);
					const model = new Model(start);
					for (const next of steps) {
						run(overlay, next);
						model.run(next);
						const names = [...model.top.keys()].sort();
						for (const name of names) expect(overlay.get(name)).toEqual(model.top.get(name));
						const walked: string[] = [];
						if (overlay.get("") !== undefined) walked.push("");
						for (let at = overlay.next(""); at !== undefined; at = overlay.next(at)) walked.push(at);
						expect(walked).toEqual(names);
					}
					overlay.rollbackTo(0);
					model.stack.length = 1;
					const after = new MemoryState(start, 1);
					after.apply(overlay.changes());
					expect(new Map(after.entries())).toEqual(model.top);
				},
			),
			{ numRuns: 300 },
		);
	});

	it("leaves out of its changes what is as it was", () => {
		const overlay = new Overlay(new MemoryState([["a", Uint8Array.of(1)]], 1));
		overlay.set("a", Uint8Array.of(1));
		overlay.set("b", Uint8Array.of(2));
		overlay.delete("b");
		overlay.delete("c");
		expect(overlay.changes().size).toBe(0);
	});

	it("counts the state's keys, not its own, against the limit of a prefix", () => {
		const base = ["p1", "p2", "p3"].map((name) => [name, Uint8Array.of(1)] as const);
		const overlay = new Overlay(new MemoryState(base, 1));
		overlay.set("p0", Uint8Array.of(1));
		overlay.set("p1", Uint8Array.of(9));
		expect(overlay.clearPrefix("p", 2)).toEqual({ visited: 2, left: true });
		expect(overlay.next("")).toBe("p3");
		expect(overlay.clearPrefix("p", 2)).toEqual({ visited: 2, left: true });
		expect(overlay.clearPrefix("p", 9)).toEqual({ visited: 3, left: false });
		expect(overlay.next("")).toBeUndefined();
	});

	it("ends a call that writes too much", () => {
		const overlay = new Overlay(new MemoryState([], 1), 1000);
		overlay.set("a", new Uint8Array(900));
		expect(() => overlay.set("a", new Uint8Array(900))).toThrow(OverlayLimitError);
	});
});

describe("sorted keys", () => {
	it("holds many keys in order through insertions and deletions", () => {
		const keys = new SortedKeys([]);
		const names = Array.from({ length: 5000 }, (_, index) => String((index * 7919) % 5000).padStart(4, "0"));
		for (const name of names) keys.add(name);
		for (const name of names) if (Number(name) % 3 === 0) keys.delete(name);
		const walked: string[] = [];
		for (let at = keys.after(""); at !== undefined; at = keys.after(at)) walked.push(at);
		expect(walked).toEqual([...names].sort().filter((name) => Number(name) % 3 !== 0));
	});
});
