import { generateKeyPairSync, sign, verify } from "node:crypto";
import { cryptoWaitReady, sr25519PairFromSeed, sr25519Sign, sr25519Verify } from "@polkadot/util-crypto";
import { ed25519Check, keypairFromUri, verifySignature } from "../../../dist/chain/wallet/index.js";

const MESSAGE = Buffer.alloc(330, "x");

/** Processor microseconds of one call: the least of five runs, after a warm-up. */
function cost(work, times) {
	for (let i = 0; i < times / 5; i++) work();
	let least = Number.POSITIVE_INFINITY;
	for (let run = 0; run < 5; run++) {
		const before = process.cpuUsage();
		for (let i = 0; i < times / 5; i++) work();
		const { user, system } = process.cpuUsage(before);
		least = Math.min(least, (user + system) / (times / 5));
	}
	return least;
}

/** What the bare signatures of each path cost in this process, µs of processor time: {verifyUs, signUs}. */
export async function cryptoCost(times = 2_000) {
	await cryptoWaitReady();
	const key = keypairFromUri("//Alice");
	const signature = key.sign(MESSAGE);
	const pair = sr25519PairFromSeed(new Uint8Array(32).fill(7));
	const theirs = sr25519Sign(MESSAGE, pair);
	const session = generateKeyPairSync("ed25519");
	const under = sign(null, MESSAGE, session.privateKey);
	const check = ed25519Check(Buffer.from(session.publicKey.export({ format: "jwk" }).x, "base64url"));
	return {
		// by a key that is known, as a server's callers' are after some requests
		session: {
			verifyUs: cost(() => check(MESSAGE, under), times),
			signUs: cost(() => sign(null, MESSAGE, session.privateKey), times),
		},
		ed25519OfNode: {
			verifyUs: cost(() => verify(null, MESSAGE, session.publicKey, under), times),
			signUs: cost(() => sign(null, MESSAGE, session.privateKey), times),
		},
		sr25519: {
			verifyUs: cost(() => verifySignature(MESSAGE, signature, key.address), times),
			signUs: cost(() => key.sign(MESSAGE), times),
		},
		polkadotUtilCrypto: {
			verifyUs: cost(() => sr25519Verify(MESSAGE, theirs, pair.publicKey), times),
			signUs: cost(() => sr25519Sign(MESSAGE, pair), times),
		},
	};
}
