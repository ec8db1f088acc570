import { setTimeout as delay } from "node:timers/promises";
import { WebSocket } from "ws";

const TRIES = 50;
const ANSWER_MS = 60_000;

/** Opens V8's inspector of a process of this machine. */
export async function connectInspector(port) {
	const url = await targetOf(port);
	const socket = new WebSocket(url, { maxPayload: 1 << 26 });
	await new Promise((done, failed) => {
		socket.once("open", done);
		socket.once("error", failed);
	});
	const waiting = new Map();
	let next = 1;
	socket.on("message", (data) => {
		const { id, result, error } = JSON.parse(data.toString());
		const one = waiting.get(id);
		if (one === undefined) return;
		waiting.delete(id);
		if (error === undefined) one.done(result);
		else one.failed(new Error(error.message));
	});
	const send = (method, params = {}) =>
		new Promise((done, failed) => {
			const id = next++;
			// a process that has ended its work waits for this connection to go, and answers no more
			const limit = setTimeout(
				() => failed(new Error(`no answer to ${method} in ${ANSWER_MS} ms`)),
				ANSWER_MS,
			);
			waiting.set(id, {
				done: (result) => {
					clearTimeout(limit);
					done(result);
				},
				failed,
			});
			socket.send(JSON.stringify({ id, method, params }));
		});
	await send("HeapProfiler.enable");
	return {
		/** Bytes of heap, array buffers and other outside memory after a full collection, and what keeps the loop alive. */
		async heapAfterCollection() {
			await send("HeapProfiler.collectGarbage");
			const { result } = await send("Runtime.evaluate", {
				returnByValue: true,
				expression: `(() => {
					const { heapUsed, external } = process.memoryUsage();
					return { bytes: heapUsed + external, handles: process.getActiveResourcesInfo().length };
				})()`,
			});
			return result.value;
		},
		/** The process that answers. */
		async pid() {
			const { result } = await send("Runtime.evaluate", { returnByValue: true, expression: "process.pid" });
			return result.value;
		},
		async close() {
			const closed = new Promise((done) => socket.once("close", done));
			socket.close();
			await closed;
		},
	};
}

async function targetOf(port) {
	for (let attempt = 1; ; attempt++) {
		try {
			const response = await fetch(`http://127.0.0.1:${port}/json/list`);
			return (await response.json())[0].webSocketDebuggerUrl;
		} catch (error) {
			if (attempt === TRIES) throw error;
			await delay(100);
		}
	}
}
