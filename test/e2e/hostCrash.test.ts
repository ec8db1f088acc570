import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blake2b256 } from "../../chain/host/runtime/hashing.js";
import { toHex } from "../../chain/host/scale/bytes.js";
import { encodeHeader, type HeaderJson, headerFromJson } from "../../chain/host/scale/header.js";
import { packageRoot } from "../../chain/wallet/index.js";
import { executeEveryBlock } from "./executeEveryBlock.js";

/**
 * kill -9 at any moment: 20 runs of one data folder under load, each killed at another time. What was announced
 * (a block) or acknowledged (a transaction) before the kill must be there after it.
 */

const RUNS = 20;
const ACCOUNTS = 16;

let folder: string;
let child: ChildProcess | undefined;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-host-crash-"));
});

afterAll(() => {
	child?.kill("SIGKILL");
	rmSync(folder, { recursive: true, force: true });
});

interface Running {
	readonly endpoint: string;
	readonly block: number;
	readonly genesisHash: string;
}

/** Starts the command as a user would and waits for the document that it prints. */
function start(): Promise<Running> {
	return new Promise((resolve, reject) => {
		const main = join(packageRoot(), "dist/cli/main.js");
		const options = ["--data", join(folder, "chain"), "--port", "0", "--block-ms", "200", "--json"];
		const started = spawn(process.execPath, [main, "chain", "start", ...options], {
			stdio: ["ignore", "pipe", "pipe"],
		});
		child = started;
		let out = "";
		let err = "";
		started.stderr.on("data", (data) => {
			err += String(data);
		});
		started.stdout.on("data", (data) => {
			out += String(data);
			if (!out.endsWith("\n")) return;
			const document = JSON.parse(out) as Running & { readonly error?: object };
			if (document.error === undefined) resolve(document);
			else reject(new Error(`chain start refused: ${out}${err}`));
		});
		started.once("exit", (code) => reject(new Error(`chain start ended with ${code}: ${out}${err}`)));
	});
}

async function kill(): Promise<void> {
	const ended = new Promise((resolve) => child?.once("exit", resolve));
	child?.kill("SIGKILL");
	await ended;
}

describe("kill -9 under load", () => {
	it(`loses no announced block and no acknowledged transaction, ${RUNS} of ${RUNS}`, {
		timeout: 600_000,
	}, async () => {
		const keyring = new Keyring({ type: "sr25519" });
		const accounts = Array.from({ length: ACCOUNTS }, (_, index) => keyring.addFromUri(`//crash/${index}`));
		const alice = keyring.addFromUri("//Alice");
		const announced = new Map<number, string>();
		const acknowledged = new Map<string, string>();
		let genesisHash: string | undefined;
		let nonces: number[] | undefined;
		let api: ApiPromise | undefined;

		for (let run = 0; run <= RUNS; run++) {
			const running = await start();
			genesisHash ??= running.genesisHash;
			expect(running.genesisHash).toBe(genesisHash);
			const socket = new WsProvider(running.endpoint, false);
			await socket.connect();
			await socket.isReady;
			const send = (method: string, params: unknown[]) => socket.send(method, params);
			// Made once: what it knows of the runtime is enough to sign for all later runs.
			api ??= await ApiPromise.create({ provider: socket as never, noInitWarn: true });
			const { tx } = api;
			const { genesisHash: genesis, runtimeVersion } = api;
			const signing = {
				blockHash: genesis,
				genesisHash: genesis,
				runtimeVersion,
				era: api.registry.createType("ExtrinsicEra"),
			};

			for (const [number, hash] of announced)
				expect(await send("chain_getBlockHash", [number]), `run ${run}, block ${number}`).toBe(hash);
			if (nonces === undefined) {
				const calls = accounts.map((one) => tx.balances?.transferAllowDeath?.(one.address, 100_000_000_000n));
				await tx.utility?.batchAll?.(calls as never).signAndSend(alice);
				const poor = async () =>
					(await api?.query.system?.account?.(accounts.at(-1)?.address))?.toJSON() as { providers: number };
				await expect.poll(async () => (await poor()).providers, { timeout: 60_000 }).toBe(1);
				nonces = accounts.map(() => 0);
			}
			if (run === RUNS) {
				// Everything acknowledged, in any run, is on the chain once the pool is empty.
				await expect
					.poll(async () => (await send("author_pendingExtrinsics", [])).length, { timeout: 60_000 })
					.toBe(0);
				for (const [hash, label] of acknowledged) {
					const receipt = await send("dev_receipt", [hash]);
					expect(receipt, `${label} ${hash}`).not.toBeNull();
				}
				const ran = await executeEveryBlock(running.endpoint.replace("ws", "http"));
				expect(ran).toBeGreaterThan(RUNS);
				await kill();
				await socket.disconnect();
				break;
			}
			await socket.subscribe("chain_newHead", "chain_subscribeNewHeads", [], (_error, json) => {
				if (json === null) return;
				const header = headerFromJson(json as HeaderJson);
				announced.set(header.number, toHex(blake2b256(encodeHeader(header))));
			});
			let dead = false;
			/** Sends one transfer after the other; the next nonce is asked for, as after any restart. */
			const load = async (index: number): Promise<void> => {
				const signer = accounts[index];
				if (signer === undefined) return;
				let nonce = Number(await send("system_accountNextIndex", [signer.address]).catch(() => -1));
				if (nonce < 0) return;
				expect(nonce, `run ${run}, account ${index}`).toBeGreaterThanOrEqual(nonces?.[index] ?? 0);
				while (!dead) {
					const call = tx.balances?.transferKeepAlive?.(alice.address, 1000n + BigInt(nonce));
					const signed = call?.sign(signer, { ...signing, nonce });
					const hash = await send("author_submitExtrinsic", [signed?.toHex()]).catch((error) => {
						// After the kill nothing is acknowledged; before it everything must be.
						if (!dead) throw error;
					});
					if (hash === undefined) return;
					acknowledged.set(String(hash), `run ${run}, account ${index}, nonce ${nonce}`);
					nonce += 1;
					if (nonces !== undefined) nonces[index] = nonce;
				}
			};
			const loads = Promise.all(accounts.map((_, index) => load(index)));
			// At any moment, but not before there is something to lose, however busy the machine is.
			const before = acknowledged.size;
			await new Promise((resolve) => setTimeout(resolve, 250 + ((run * 137) % 600)));
			await expect.poll(() => acknowledged.size - before, { timeout: 60_000 }).toBeGreaterThan(2);
			dead = true;
			await kill();
			await socket.disconnect().catch(() => {});
			await loads;
		}
		expect(acknowledged.size).toBeGreaterThan(RUNS * 2);
		expect(announced.size).toBeGreaterThan(RUNS);
	});
});
