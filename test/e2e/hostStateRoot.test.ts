import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type ChainCall, calls, connectChain } from "../../chain/client/index.js";
import { startHost } from "../../chain/host/index.js";
import { toHex } from "../../chain/host/scale/bytes.js";
import { decodeHeader } from "../../chain/host/scale/header.js";
import { childStateKey, splitChildKey } from "../../chain/host/state/stateReader.js";
import { buildTries, changeTries } from "../../chain/host/state/stateRoot.js";
import { numberKey, openDatabases } from "../../chain/host/store/databases.js";
import { entries, historicState } from "../../chain/host/store/storedState.js";
import { trieRoot } from "../../chain/host/trie/trie.js";
import { keypairFromUri, packageRoot } from "../../chain/wallet/index.js";
import { silentLogger } from "../unit/host/silentLogger.js";

/** State roots beside those of a second implementation, which shares no code and no method (stateRoot.py). */

const available = spawnSync("python3", ["--version"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "ganglion-state-root-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

type State = ReadonlyMap<string, Uint8Array>;

/** Roots (hex) of whole states, by the second implementation. */
function otherRoots(states: readonly { readonly version: 0 | 1; readonly state: State }[]): string[] {
	const lines = states.map(({ version, state }) => {
		const top: Record<string, string> = {};
		const children: Record<string, Record<string, string>> = {};
		for (const [key, value] of state) {
			const child = splitChildKey(key);
			const place = child === undefined ? top : (children[child.name] ?? {});
			if (child !== undefined) children[child.name] = place;
			place[Buffer.from(child?.key ?? key, "latin1").toString("hex")] = Buffer.from(value).toString("hex");
		}
		return `${JSON.stringify({ version, top, children })}\n`;
	});
	const script = join(packageRoot(), "test/e2e/stateRoot.py");
	const { stdout, stderr } = spawnSync("python3", [script], {
		input: lines.join(""),
		encoding: "utf8",
		maxBuffer: 1 << 26,
	});
	if (stderr !== "") throw new Error(stderr);
	return stdout.trim().split("\n");
}

/** Keys that are prefixes of each other, long common paths, keys of child tries; values around the 32 bytes of a hash. */
const topKey = fc.oneof(
	fc.string({ unit: fc.constantFrom("\x00", "\x01", "\x10", "\xff"), maxLength: 5 }),
	fc.string({ unit: fc.constantFrom("\x00", "\xa0"), minLength: 30, maxLength: 200 }),
);
const key = fc.oneof(
	{ weight: 6, arbitrary: topKey },
	{
		weight: 1,
		arbitrary: fc.tuple(fc.constantFrom("x", "xy"), topKey).map(([name, at]) => childStateKey(name, at)),
	},
);
const value = fc.oneof(
	fc.uint8Array({ maxLength: 70 }),
	fc.constantFrom(31, 32, 33, 70_000).map((length) => new Uint8Array(length).fill(length)),
);
const rounds = fc.array(
	fc.array(fc.tuple(key, fc.option(value, { nil: undefined, freq: 2 })), { minLength: 1, maxLength: 30 }),
	{ minLength: 1, maxLength: 4 },
);

describe.skipIf(!available)("state roots", () => {
	it("of random sets of keys through rounds of writes and deletions", { timeout: 120_000 }, () => {
		const states: { version: 0 | 1; state: State }[] = [];
		const ours: string[] = [];
		for (const [index, made] of fc.sample(rounds, 150).entries()) {
			const version = index % 4 === 0 ? 0 : 1;
			let tries = buildTries([], version);
			const state = new Map<string, Uint8Array>();
			for (const round of made) {
				const changes = new Map(round);
				tries = changeTries(tries, changes, version);
				for (const [name, data] of changes) {
					if (data === undefined) state.delete(name);
					else state.set(name, data);
				}
				states.push({ version, state: new Map(state) });
				ours.push(Buffer.from(trieRoot(tries.top)).toString("hex"));
			}
		}
		expect(otherRoots(states)).toEqual(ours);
	});

	it("of every block of a chain, from genesis on", { timeout: 120_000 }, async () => {
		const host = await startHost({ dataDir: folder, port: 0, seal: "instant", logger: silentLogger });
		const client = await connectChain({ endpoint: host.endpoint });
		const [alice, bob, hotkey] = ["//Alice", "//Bob", "//Hotkey"].map(keypairFromUri) as [Pair, Pair, Pair];
		await client.submit(calls.registerNetwork(hotkey.address), alice);
		const storage = (call: string, args: ChainCall["args"]): ChainCall =>
			calls.sudoUncheckedWeight({ pallet: "System", call, args });
		for (const [, amount] of fc.sample(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 1000 })), 4).entries()) {
			await client.submit(calls.transfer(bob.address, BigInt(amount[1]) * 1_000_000n), alice);
			const items = fc
				.sample(
					fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.uint8Array({ maxLength: 60 })),
					20,
				)
				.map(([at, data]): [string, string] => [
					toHex(Buffer.concat([Buffer.from("random"), at])),
					toHex(data),
				]);
			await client.submit(storage("set_storage", [items]), alice);
			await client.submit(storage("kill_storage", [items.slice(0, 7).map(([at]) => at)]), alice);
		}
		const head = host.head().number;
		await client.close();
		await host.stop();
		const databases = openDatabases(folder);
		const states: { version: 1; state: State }[] = [];
		const named: string[] = [];
		for (let number = 0; number <= head; number++) {
			const header = new Uint8Array(databases.headers.getBinary(numberKey(number)) ?? []).subarray(32);
			named.push(Buffer.from(decodeHeader(header).stateRoot).toString("hex"));
			states.push({ version: 1, state: new Map(entries(historicState(databases, number, 1))) });
		}
		await databases.root.close();
		expect(head).toBeGreaterThan(12);
		expect(otherRoots(states)).toEqual(named);
	});
});

type Pair = ReturnType<typeof keypairFromUri>;
