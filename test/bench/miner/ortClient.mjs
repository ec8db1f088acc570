import { Agent, request } from "node:http";
import { keypairFromUri } from "../../../dist/chain/wallet/index.js";
import { createNonceSource, signRequest, systemClock } from "../../../dist/subnets/index.js";

const caller = keypairFromUri("//Alice");
const receiver = keypairFromUri("//Bob").address;
const nextNonce = createNonceSource(systemClock);

/** A request of these bytes, signed by a hotkey (sr25519) ahead of the measurement: who asks pays for that elsewhere. */
export function signed(path, { body, headers }) {
	const signature = signRequest({
		method: "POST",
		pathAndQuery: path,
		body,
		receiver,
		signer: caller,
		nonce: nextNonce(),
	});
	return { path, body, headers: { ...headers, ...signature, "Content-Length": body.length } };
}

/** Keep-alive connections to a miner. */
export function createClient(port) {
	const agent = new Agent({ keepAlive: true, maxSockets: 64 });
	/** Sends a signed request and gives {ms, firstMs, body}; throws for any status but 200. */
	const ask = ({ path, body, headers }) =>
		new Promise((resolve, reject) => {
			const sent = performance.now();
			const outgoing = request(
				{ host: "127.0.0.1", port, method: "POST", path, headers, agent },
				(answer) => {
					const parts = [];
					let firstMs;
					answer.on("data", (part) => {
						firstMs ??= performance.now() - sent;
						parts.push(part);
					});
					answer.on("error", reject);
					answer.on("end", () => {
						const whole = Buffer.concat(parts);
						if (answer.statusCode === 200) resolve({ ms: performance.now() - sent, firstMs, body: whole });
						else reject(new Error(`${path}: ${answer.statusCode} ${whole.toString("utf8").slice(0, 300)}`));
					});
				},
			);
			outgoing.on("error", reject);
			outgoing.end(body);
		});
	return {
		ask,
		/** All of them, so many at a time; the answers in order. */
		async askAll(requests, concurrency) {
			const answers = [];
			let next = 0;
			const one = async () => {
				for (let i = next++; i < requests.length; i = next++) answers[i] = await ask(requests[i]);
			};
			await Promise.all(Array.from({ length: concurrency }, one));
			return answers;
		},
		close: () => agent.destroy(),
	};
}
