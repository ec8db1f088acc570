import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Agent, request } from "undici";

const TASK = "text-generation";
const NETUID = 1;
const TAO = 1_000_000_000n;
/** Requests that may be under way; beyond them a tick is left out, as a miner at its limit would have it. */
export const MOST_OPEN = 32;
/** A second's requests in a rush: more than the miner answers, so that {@link MOST_OPEN} are under way all the time. */
export const RUSH_RATE = 400;
const TIMEOUT_MS = 60_000;
const BUSY = [429, 503];

/** What is sent, with its share of the ticks. */
const KINDS = [
	["infer", 60],
	["completion", 10],
	["stream", 10],
	["left", 8],
	["replay", 4],
	["forged", 4],
	["broken", 4],
];

/** Funds and registers a caller and the miner's wallet on a new chain, and asks the miner afterwards. */
export async function createLoad({ root, folder, endpoint }) {
	const from = (file) => import(join(root, "dist", file));
	const { calls, connectChain } = await from("chain/client/index.js");
	const { createWallet, keypairFromUri, verifySignature } = await from("chain/wallet/index.js");
	const subnets = await from("subnets/index.js");
	const { encodeInferRequest, signRequest, verifyReceipt, createNonceSource, createRandom, systemClock } =
		subnets;

	const rich = keypairFromUri("//Alice");
	const caller = keypairFromUri("//Alice//validator");
	const { coldkey } = await createWallet({ path: join(folder, "wallets"), name: "w" });
	const client = await connectChain({ endpoint });
	const bundle = await subnets.loadBundle(TASK);
	const signature = rich.sign(subnets.manifestSigningPayload(bundle.hash));
	for (const call of [
		calls.transfer(coldkey.keypair.address, 100n * TAO),
		calls.registerNetwork(rich.address),
		calls.startCall(NETUID),
		calls.publishTask(NETUID, bundle.hash, `ganglion:${TASK}`, signature),
		calls.burnedRegister(NETUID, caller.address),
		calls.addStake(caller.address, NETUID, 1000n * TAO),
	])
		await client.submit(call, rich);
	await client.close();

	const agent = new Agent({ connections: 16 });
	const random = createRandom("soak");
	const nextNonce = createNonceSource(systemClock);
	const counts = { sent: 0, answered: 0, streamed: 0, left: 0, refused: 0, shed: 0, unexpected: 0 };
	const surprises = [];
	let miner;
	let ticking;
	let ended = false;
	const open = new Set();

	const surprise = (kind, text) => {
		counts.unexpected++;
		if (surprises.length < 5) surprises.push(`${kind}: ${text}`);
	};
	const signed = (path, body, nonce = nextNonce()) =>
		signRequest({ method: "POST", pathAndQuery: path, body, receiver: miner.hotkey, signer: caller, nonce });

	async function post(path, headers, body) {
		const response = await request(miner.origin + path, {
			method: "POST",
			headers,
			body,
			dispatcher: agent,
			headersTimeout: TIMEOUT_MS,
			bodyTimeout: TIMEOUT_MS,
		});
		return {
			status: response.statusCode,
			headers: response.headers,
			body: new Uint8Array(await response.body.arrayBuffer()),
		};
	}

	async function inference() {
		const challenge = await bundle.task.sample(random);
		const encoded = encodeInferRequest({ ...challenge.request, binaryOutputs: true });
		return { path: `/v2/models/${TASK}/infer`, ...encoded };
	}

	const completion = (stream) => ({
		path: "/v1/completions",
		body: Buffer.from(JSON.stringify({ model: TASK, prompt: "in the beginning", max_tokens: 40, stream })),
		headers: { "content-type": "application/json" },
	});

	const wanted = (kind, answer, status) => {
		if (answer.status === status) return true;
		// what a miner says that has more to do than it takes
		if (BUSY.includes(answer.status) && answer.headers["retry-after"] !== undefined) {
			counts.shed++;
			return false;
		}
		surprise(kind, `${answer.status} ${Buffer.from(answer.body).toString().slice(0, 200)}`);
		return false;
	};

	const kinds = {
		async infer() {
			const { path, headers, body } = await inference();
			const nonce = nextNonce();
			const answer = await post(path, { ...headers, ...signed(path, body, nonce) }, body);
			if (!wanted("infer", answer, 200)) return;
			const receipt = verifyReceipt(
				answer.headers,
				{
					...{ requestBody: body, response: answer.body, status: 200, nonce, miner: miner.hotkey },
					...{ caller: caller.address, modelSha256: bundle.manifest.model.sha256 },
				},
				verifySignature,
			);
			if (receipt.ok) counts.answered++;
			else surprise("infer", `its receipt is not good: ${receipt.message}`);
		},
		async completion() {
			const { path, headers, body } = completion(false);
			if (wanted("completion", await post(path, { ...headers, ...signed(path, body) }, body), 200))
				counts.answered++;
		},
		async stream() {
			const { path, headers, body } = completion(true);
			const answer = await post(path, { ...headers, ...signed(path, body) }, body);
			if (!wanted("stream", answer, 200)) return;
			if (Buffer.from(answer.body).includes("event: receipt")) counts.streamed++;
			else surprise("stream", "ended without a receipt");
		},
		/** Reads the first piece of a stream and goes. */
		left() {
			const { path, headers, body } = completion(true);
			return new Promise((done) => {
				const sent = httpRequest(miner.origin + path, {
					method: "POST",
					headers: { ...headers, ...signed(path, body), "content-length": body.length },
					agent: false,
				});
				sent.on("response", (response) => response.once("data", () => sent.destroy()));
				sent.on("error", () => {});
				sent.on("close", () => {
					counts.left++;
					done();
				});
				sent.end(body);
			});
		},
		async replay() {
			const { path, headers, body } = await inference();
			const all = { ...headers, ...signed(path, body) };
			// a request that was shed may come again
			if (!wanted("replay", await post(path, all, body), 200)) return;
			counts.answered++;
			if (wanted("replay", await post(path, all, body), 401)) counts.refused++;
		},
		async forged() {
			const { path, headers, body } = await inference();
			const all = signed(path, body);
			const other = {
				...all,
				"X-Bittensor-Signature": signed(path, Buffer.from("other"))["X-Bittensor-Signature"],
			};
			if (wanted("forged", await post(path, { ...headers, ...other }, body), 401)) counts.refused++;
		},
		async broken() {
			const path = `/v2/models/${TASK}/infer`;
			const body = Buffer.from('{"inputs": [{"name": "prompt", "shape": [1e309');
			const headers = { "content-type": "application/json", ...signed(path, body) };
			if (wanted("broken", await post(path, headers, body), 400)) counts.refused++;
		},
	};

	const total = KINDS.reduce((sum, [, share]) => sum + share, 0);
	const [[honest]] = KINDS;
	const choose = () => {
		let at = random.integer(total);
		for (const [kind, share] of KINDS) {
			if (at < share) return kind;
			at -= share;
		}
		return honest;
	};
	/** So many forgeries a second would have their address refused, with all that is signed well from there. */
	const chooseInRush = () => {
		const kind = choose();
		return kind === "forged" ? honest : kind;
	};

	return {
		/** Asks so often a second, after a rush of `rushMs` in which processes come to the size that a busy moment needs. */
		async begin({ origin, hotkey, rate, rushMs }) {
			miner = { origin, hotkey };
			for (let tries = 0; tries < 100; tries++) {
				// the miner asks the chain who may ask: at first it has not seen this caller
				const { path, headers, body } = await inference();
				if ((await post(path, { ...headers, ...signed(path, body) }, body)).status === 200) break;
				await delay(200);
			}
			ticking = (async () => {
				const calm = Date.now() + rushMs;
				const isRush = (time) => time < calm;
				for (let next = Date.now(); !ended; next += 1000 / (isRush(next) ? RUSH_RATE : rate)) {
					await delay(Math.max(0, next - Date.now()));
					if (open.size >= MOST_OPEN) continue;
					counts.sent++;
					const kind = isRush(next) ? chooseInRush() : choose();
					const one = kinds[kind]().catch((error) => surprise(kind, String(error?.cause ?? error)));
					open.add(one);
					void one.finally(() => open.delete(one));
				}
			})();
		},
		async end() {
			ended = true;
			await ticking;
			await Promise.all(open);
			await agent.close();
		},
		counts: () => ({ ...counts }),
		surprises: () => surprises.join("; "),
	};
}
