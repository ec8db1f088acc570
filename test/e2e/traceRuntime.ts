import { closeSync, openSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { wasm } from "../../chain/host/runtime/webAssembly.js";

const PAGE = 65_536;
/** Bytes in which writes of the host are looked for at once. */
const BLOCK = 4096;

/** Host calls of which one has the memory's checksum taken: arguments and results are compared at each. */
const CHECKED_EVERY = 16;

type Call = (...args: (number | bigint)[]) => number | bigint | undefined;

/**
 * Writes down all that runtimes and the host say to each other from now on: one line for each call, answer and end,
 * with the memory's CRC-32 where the runtime stops and the host's writes where it goes on.
 * @returns how to end it
 */
export function traceRuntime(file: string): () => void {
	const out = openSync(file, "w");
	const say = (event: object) => void writeSync(out, `${JSON.stringify(event)}\n`);
	const original = wasm.Instance;
	class Traced {
		readonly exports: Record<string, unknown> = {};

		constructor(module: never, imports: Record<string, Record<string, unknown>>) {
			const env = imports.env ?? {};
			const memory = env.memory as { readonly buffer: ArrayBuffer };
			const initial = memory.buffer.byteLength / PAGE;
			let shadow = Buffer.alloc(0);
			let stops = 0;
			const bytes = () => Buffer.from(memory.buffer);
			/** The runtime stops: what its memory is then. */
			const stopped = (checked: boolean) => {
				const now = bytes();
				if (shadow.length !== now.length) shadow = Buffer.alloc(now.length);
				now.copy(shadow);
				return checked ? { bytes: shadow.length, crc: crc32(shadow) } : { bytes: shadow.length };
			};
			/** The runtime goes on: what the host wrote meanwhile. */
			const goesOn = () => ({ bytes: memory.buffer.byteLength, writes: differences(shadow, bytes()) });
			const wrapped: Record<string, unknown> = { memory: env.memory };
			for (const [name, found] of Object.entries(env))
				if (typeof found === "function")
					wrapped[name] = (...args: (number | bigint)[]) => {
						stops += 1;
						say({ kind: "host", name, args: args.map(unsigned), ...stopped(stops % CHECKED_EVERY === 0) });
						try {
							const value = (found as Call)(...args);
							say({ kind: "answer", value: unsigned(value ?? 0), ...goesOn() });
							return value;
						} catch (error) {
							say({ kind: "answer", thrown: String(error) });
							throw error;
						}
					};
			say({ kind: "instance", initial, maximum: MOST_PAGES });
			const instance = new original(module, { env: wrapped });
			stopped(false);
			for (const [name, exported] of Object.entries(instance.exports))
				this.exports[name] =
					typeof exported !== "function"
						? exported
						: (...args: (number | bigint)[]) => {
								say({ kind: "call", name, args: args.map(unsigned), ...goesOn() });
								try {
									const value = (exported as Call)(...args);
									say({ kind: "return", value: unsigned(value ?? 0), ...stopped(true) });
									return value;
								} catch (error) {
									const full = error instanceof RangeError;
									say({ kind: "trap", reason: full ? "stack exhausted" : String(error) });
									throw error;
								}
							};
		}
	}
	const replaced = wasm as { Instance: unknown };
	replaced.Instance = Traced;
	return () => {
		replaced.Instance = original;
		closeSync(out);
	};
}

/** Pages that traced runtimes may use. */
export const MOST_PAGES = 2048;

function unsigned(value: number | bigint): string {
	return String(typeof value === "bigint" ? BigInt.asUintN(64, value) : value >>> 0);
}

/** Places and bytes (hex) in which `now` differs from `before`. */
function differences(before: Buffer, now: Buffer): [number, string][] {
	const found: [number, string][] = [];
	for (let at = 0; at < now.length; at += BLOCK) {
		const [old, fresh] = [before.subarray(at, at + BLOCK), now.subarray(at, at + BLOCK)];
		if (old.equals(fresh)) continue;
		let first = 0;
		let last = fresh.length - 1;
		while ((old[first] ?? 0) === fresh[first] && first < last) first += 1;
		while ((old[last] ?? 0) === fresh[last] && last > first) last -= 1;
		if ((old[first] ?? 0) !== fresh[first] || first !== last)
			found.push([at + first, fresh.toString("hex", first, last + 1)]);
	}
	return found;
}
