import { writeFileSync } from "node:fs";
import { keypairFromUri } from "../../../dist/chain/wallet/index.js";
import {
	createNonceSource,
	createSessionSource,
	encodeInferRequest,
	signRequest,
	systemClock,
	textTensor,
} from "../../../dist/subnets/index.js";

const PATH = "/v2/models/echo/infer";
const caller = keypairFromUri("//Alice");
const receiver = keypairFromUri("//Bob").address;
const nextNonce = createNonceSource(systemClock);
const source = createSessionSource({ use: "request" }, { signer: caller, clock: systemClock });

/** Writes so many echo requests, signed by the hotkey or under a session, as signRequests.py does for Bittensor's. */
export function presign({ path, port, count, file }) {
	const { body, headers } = encodeInferRequest(
		{ inputs: [textTensor("text", ["hello"])] },
		{ binary: false },
	);
	const parts = [];
	for (let i = 0; i < count; i++) {
		const nonce = nextNonce();
		const session = path === "session" ? source.sessionFor(receiver, [nonce]) : undefined;
		const signed = signRequest({
			method: "POST",
			pathAndQuery: PATH,
			body,
			receiver,
			signer: caller,
			session,
			nonce,
		});
		const lines = [
			`POST ${PATH} HTTP/1.1`,
			`Host: 127.0.0.1:${port}`,
			`Content-Length: ${body.length}`,
			...Object.entries({ ...headers, ...signed }).map(([name, value]) => `${name}: ${value}`),
		];
		const message = Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), body]);
		const length = Buffer.alloc(4);
		length.writeUInt32LE(message.length);
		parts.push(length, message);
	}
	writeFileSync(file, Buffer.concat(parts));
}
