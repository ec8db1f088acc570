import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../chain/wallet/index.js";

/**
 * The system calls of a chain, as strace (Debian's package strace) sees them: between the last write to the store and
 * the word that a block is there or a transaction is taken, there is always a flush that has returned.
 */

/** Whether strace is there and may look into processes. */
const traceable = spawnSync("strace", ["-f", "true"]).status === 0;

const TRANSFERS = 5;
const PAGE_BYTES = 4096;
const FLUSH_MICROSECONDS = 50_000;

let folder: string;
let tracer: ChildProcess | undefined;
let socket: WsProvider | undefined;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-host-flush-"));
});

afterAll(async () => {
	await socket?.disconnect().catch(() => {});
	tracer?.kill("SIGKILL");
	rmSync(folder, { recursive: true, force: true });
});

/** The command, traced by a process of its own (-D), so that signals reach it; resolves with the endpoint that its document names. */
function start(log: string): Promise<string> {
	const main = join(packageRoot(), "dist/cli/main.js");
	const traced = [
		"-D",
		"-f",
		"-q",
		"-s",
		"2000",
		"-e",
		"trace=pwrite64,pwritev,fdatasync,fsync,msync,write,writev",
		// Flushes take long, so that whoever does not wait for them is seen.
		"-e",
		`inject=fdatasync,fsync,msync:delay_enter=${FLUSH_MICROSECONDS}`,
		"-o",
		log,
	];
	const command = [process.execPath, main, "chain", "start", "--data", join(folder, "chain")];
	const options = ["--port", "0", "--seal", "manual", "--json"];
	const started = spawn("strace", [...traced, ...command, ...options], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	tracer = started;
	let out = "";
	return new Promise((resolve, reject) => {
		started.stdout.on("data", (data) => {
			out += String(data);
			if (out.endsWith("\n")) resolve((JSON.parse(out) as { endpoint: string }).endpoint);
		});
		started.once("exit", (code) => reject(new Error(`the chain ended with ${code}: ${out}`)));
	});
}

/** What the log tells in order: pages written to the store, flushes that returned, and words said to the client. */
function readTrace(log: string, words: ReadonlySet<string>): ("page" | "flushed" | { said: string })[] {
	const events: ("page" | "flushed" | { said: string })[] = [];
	for (const line of readFileSync(log, "utf8").split("\n")) {
		if (/pwrite64\(/.test(line) && Number(/, (\d+), \d+(?:\)| <unf)/.exec(line)?.[1] ?? 0) >= PAGE_BYTES)
			events.push("page");
		else if (/(fdatasync|fsync|msync)(\(| resumed).*= 0/.test(line)) events.push("flushed");
		else if (/ writev?\(/.test(line))
			for (const word of words) if (line.includes(word)) events.push({ said: word });
	}
	return events;
}

describe.skipIf(!traceable)("the order of flush and word", () => {
	it("is flush first, for each transaction taken and each block announced", {
		timeout: 120_000,
	}, async () => {
		const log = join(folder, "strace.log");
		socket = new WsProvider(await start(log));
		const api = await ApiPromise.create({ provider: socket as never, noInitWarn: true });
		const send = (method: string, params: unknown[]) =>
			socket?.send<string>(method, params) ?? Promise.reject();
		const heads: string[] = [];
		await socket.subscribe("chain_newHead", "chain_subscribeNewHeads", [], (_error, head) => {
			heads.push((head as { number: string }).number);
		});
		const keyring = new Keyring({ type: "sr25519" });
		const [alice, bob] = [keyring.addFromUri("//Alice"), keyring.addFromUri("//Bob")];
		const words = new Set<string>();
		for (let nonce = 0; nonce < TRANSFERS; nonce++) {
			const signed = await api.tx.balances
				?.transferKeepAlive?.(bob.address, 1_000_000n)
				.signAsync(alice, { nonce });
			words.add(`\\"result\\":\\"${await send("author_submitExtrinsic", [signed?.toHex()])}\\"`);
			words.add(`\\"result\\":\\"${await send("dev_newBlock", [{}])}\\"`);
			const number = `0x${(nonce + 1).toString(16)}`;
			await expect.poll(() => heads.at(-1)).toBe(number);
			// In the word to the subscriber the digest comes first, the number among the last fields.
			words.add(`\\"number\\":\\"${number}\\"`);
		}
		await api.disconnect();
		const ended = new Promise((resolve) => tracer?.once("exit", resolve));
		tracer?.kill("SIGTERM");
		await ended;
		// The tracer writes the last lines after the process is gone.
		await expect
			.poll(() => readFileSync(log, "utf8"), { timeout: 20_000 })
			.toMatch(/\+\+\+ exited with \d+ \+\+\+\n$/);

		let unflushed = 0;
		let written = 0;
		const said = new Set<string>();
		for (const event of readTrace(log, words)) {
			if (event === "page") {
				unflushed += 1;
				written += 1;
			} else if (event === "flushed") unflushed = 0;
			else if (!said.has(event.said)) {
				expect(unflushed, `pages not flushed when the host said ${event.said}`).toBe(0);
				said.add(event.said);
			}
		}
		expect(said).toEqual(words);
		expect(written).toBeGreaterThan(2 * TRANSFERS);
	});
});
