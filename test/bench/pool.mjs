/**
 * 2,000 transfers of 200 accounts submitted at once: all of them must get into blocks, and pool and blocks together
 * should cost no more than four times the bare checks of their signatures, measured in the same run. Three rounds in
 * one host; the first finds it cold, the figures are those of the round with the median ratio.
 *
 * node test/bench/pool.mjs [--json]
 *
 * Cost law: linear in the number of transfers; each signature is checked once (the author remembers what the pool saw).
 */
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import { pino } from "pino";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const { startHost } = await import(join(root, "dist/chain/host/index.js"));
const { sr25519Verify } = await import(join(root, "dist/chain/wallet/index.js"));
const asJson = process.argv.includes("--json");
const ACCOUNTS = 200;
const EACH = 10;
const ROUNDS = 3;

const host = await startHost({
	dataDir: undefined,
	port: 0,
	seal: "manual",
	logger: pino({ level: "silent" }),
});
const provider = new WsProvider(host.endpoint);
const api = await ApiPromise.create({ provider, noInitWarn: true });
const send = (method, params) => provider.send(method, params);
const keyring = new Keyring({ type: "sr25519" });
const alice = keyring.addFromUri("//Alice");
const accounts = Array.from({ length: ACCOUNTS }, (_, index) => keyring.addFromUri(`//pool/${index}`));
for (let at = 0, nonce = 0; at < ACCOUNTS; at += 50, nonce++) {
	const calls = accounts
		.slice(at, at + 50)
		.map((one) => api.tx.balances.transferAllowDeath(one.address, 10_000_000_000n));
	await send("author_submitExtrinsic", [
		(await api.tx.utility.batchAll(calls).signAsync(alice, { nonce })).toHex(),
	]);
	await send("dev_newBlock", [{}]);
}

/** The transfers of one round, and what their senders signed. */
async function signTransfers(round) {
	const transfers = [];
	const checks = [];
	for (let at = 0; at < EACH; at++)
		for (const account of accounts) {
			const signer = {
				...account,
				sign(message, options) {
					const signature = account.sign(message, options);
					checks.push([message.slice(), signature.slice(-64), account.publicKey]);
					return signature;
				},
			};
			const transfer = api.tx.balances.transferKeepAlive(alice.address, 1_000_000n);
			transfers.push((await transfer.signAsync(signer, { nonce: round * EACH + at })).toHex());
		}
	return { transfers, checks };
}

const timed = async (work) => {
	const started = performance.now();
	await work();
	return performance.now() - started;
};

async function runRound(round) {
	const { transfers, checks } = await signTransfers(round);
	const bare = () =>
		timed(() => {
			for (const check of checks)
				if (!sr25519Verify(...check)) throw new Error("a signature does not verify");
		});
	const before = await bare();
	const poolMs = await timed(() =>
		Promise.all(transfers.map((hex) => send("author_submitExtrinsic", [hex]))),
	);
	let blocks = 0;
	const blocksMs = await timed(async () => {
		while ((await send("dev_status", [])).pool > 0) {
			await send("dev_newBlock", [{}]);
			blocks += 1;
		}
	});
	const bareMs = (before + (await bare())) / 2;
	for (const account of accounts) {
		const { nonce } = await api.query.system.account(account.address);
		if (nonce.toNumber() !== (round + 1) * EACH)
			throw new Error(`${account.address}: nonce ${nonce}, ${(round + 1) * EACH} transfers submitted`);
	}
	return {
		transfers: transfers.length,
		blocks,
		poolMs,
		blocksMs,
		bareMs,
		ratio: (poolMs + blocksMs) / bareMs,
	};
}

const rounds = [];
for (let round = 0; round < ROUNDS; round++) rounds.push(await runRound(round));
await api.disconnect();
await host.stop();
const rounded = (value) => Math.round(value * 100) / 100;
const median = [...rounds].sort((a, b) => a.ratio - b.ratio)[(ROUNDS - 1) / 2];
const figures = Object.fromEntries(
	Object.entries({ ...median, firstRatio: rounds[0].ratio }).map(([name, value]) => [name, rounded(value)]),
);
if (asJson) process.stdout.write(`${JSON.stringify({ figures })}\n`);
else
	for (const [name, value] of Object.entries(figures))
		process.stdout.write(`pool ${name.padEnd(10)} ${value}\n`);
process.exit(0);
