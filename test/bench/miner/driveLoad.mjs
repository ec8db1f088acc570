/**
 * The load generator, a process of its own: for each message {port, concurrency, file} it sends the file's requests (each
 * behind its length, u32 little-endian) over so many keep-alive connections, one at a time on each, and replies with
 * {count, seconds, latenciesMs, statuses, first: {head, body (base64)}}. It knows no protocol but HTTP/1.1.
 */
import { readFileSync } from "node:fs";
import { connect } from "node:net";

process.on("message", async ({ port, concurrency, file }) => {
	const requests = read(file);
	const latenciesMs = [];
	const statuses = {};
	let first;
	let next = 0;
	const began = performance.now();
	const slot = async () => {
		let connection = await open(port);
		while (next < requests.length) {
			const request = requests[next++];
			const sent = performance.now();
			const { status, head, body, closes } = await connection.ask(request);
			latenciesMs.push(performance.now() - sent);
			statuses[status] = (statuses[status] ?? 0) + 1;
			first ??= { head, body: body.toString("base64"), request: request.toString("base64") };
			if (closes) {
				connection.close();
				connection = await open(port);
			}
		}
		connection.close();
	};
	await Promise.all(Array.from({ length: concurrency }, slot));
	const seconds = (performance.now() - began) / 1000;
	process.send({ count: latenciesMs.length, seconds, latenciesMs, statuses, first });
});

function read(file) {
	const bytes = readFileSync(file);
	const requests = [];
	for (let at = 0; at < bytes.length; ) {
		const length = bytes.readUInt32LE(at);
		requests.push(bytes.subarray(at + 4, at + 4 + length));
		at += 4 + length;
	}
	return requests;
}

/** One connection, on which one request at a time is sent. */
function open(port) {
	return new Promise((opened, failed) => {
		const socket = connect({ port, host: "127.0.0.1", noDelay: true });
		let waiting;
		let received = Buffer.alloc(0);
		socket.on("data", (chunk) => {
			received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
			const answer = parse(received);
			if (answer === undefined) return;
			received = Buffer.alloc(0);
			waiting?.resolve(answer);
		});
		const lost = (error) => {
			failed(error);
			waiting?.reject(error ?? new Error("the server closed the connection within an answer"));
		};
		socket.on("error", lost);
		socket.on("close", () => lost());
		socket.on("connect", () =>
			opened({
				ask: (request) =>
					new Promise((resolve, reject) => {
						waiting = { resolve, reject };
						socket.write(request);
					}),
				close: () => {
					waiting = undefined;
					socket.destroy();
				},
			}),
		);
	});
}

/** A whole answer with a Content-Length, as all servers here send; undefined where more must come. */
function parse(bytes) {
	const end = bytes.indexOf("\r\n\r\n");
	if (end < 0) return undefined;
	const head = bytes.subarray(0, end).toString("latin1");
	const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1]);
	if (Number.isNaN(length)) throw new Error(`expected a Content-Length, got ${head}`);
	if (bytes.length < end + 4 + length) return undefined;
	return {
		status: Number(head.slice(9, 12)),
		head,
		body: bytes.subarray(end + 4, end + 4 + length),
		closes: /^connection: *close/im.test(head),
	};
}
