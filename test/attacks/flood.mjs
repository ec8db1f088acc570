// A flood of junk over raw sockets: `node flood.mjs '<json>'`, printing what came of it as one JSON line.
// Options and report: runFlood.ts.
import { randomBytes } from "node:crypto";
import { connect } from "node:net";

const { port, perSecond, seconds, from, head, body = "", sockets: most = 64 } = JSON.parse(process.argv[2]);
const count = { tried: 0, connections: 0, dropped: 0, statuses: {} };
const sockets = [];
/** Requests before a connection from another address takes over, on average. */
const PER_ADDRESS = 4;
let host = 0;

function address() {
	host += 1;
	return from === "one" ? "127.0.0.2" : `127.1.${(host >> 8) & 255}.${host & 255}`;
}

function open() {
	count.connections += 1;
	const socket = connect({ port, host: "127.0.0.1", localAddress: address() });
	socket.on("data", (data) => {
		for (const [, status] of data.toString("latin1").matchAll(/^HTTP\/1\.1 (\d{3})/gm))
			count.statuses[status] = (count.statuses[status] ?? 0) + 1;
	});
	socket.on("error", () => undefined);
	socket.on("close", () => {
		count.dropped += 1;
		const at = sockets.indexOf(socket);
		if (at >= 0) sockets.splice(at, 1);
	});
	sockets.push(socket);
	return socket;
}

function request() {
	const nonce = (BigInt(Date.now()) * 1_000_000n + BigInt(count.tried % 1_000_000)).toString();
	return (
		head.replaceAll("{nonce}", nonce).replaceAll("{random}", () => randomBytes(64).toString("hex")) + body
	);
}

const began = performance.now();
const timer = setInterval(() => {
	const elapsed = performance.now() - began;
	if (elapsed > seconds * 1000) {
		clearInterval(timer);
		for (const socket of sockets) socket.destroy();
		process.stdout.write(`${JSON.stringify({ ...count, seconds: elapsed / 1000 })}\n`);
		return;
	}
	const due = (elapsed / 1000) * perSecond - count.tried;
	for (let sent = 0; sent < due; sent++) {
		// From many addresses each connection is one more of them, and soon makes way for the next.
		const isSpent = from === "many" && count.tried % PER_ADDRESS === 0;
		if (isSpent && sockets.length >= most) sockets[0].destroy();
		const socket = isSpent || sockets.length < most ? open() : sockets[count.tried % sockets.length];
		if (socket.writableLength > 65_536) break;
		count.tried += 1;
		socket.write(request());
	}
}, 5);
