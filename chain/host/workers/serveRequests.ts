import { parentPort, workerData } from "node:worker_threads";
import { RuntimeCallError } from "../errors.js";
import type { HostContext } from "../runtime/hostContext.js";
import { type CallClock, createCallClock } from "./callClock.js";
import type { KnownRuntime, WorkerMessage, WorkerSetup } from "./protocol.js";

/** What a worker's code works with. */
export interface WorkerContext {
	readonly setup: WorkerSetup;
	readonly clock: CallClock;
	readonly log: HostContext["log"];
	/** Hands a compiled runtime to the threads that are started later. */
	share(runtime: KnownRuntime): void;
	/** Runs one runtime call under the watch of the main thread. */
	timed<T>(call: () => T): T;
}

/**
 * The life of a worker thread: makes its handler, says that it is ready, then answers one request after the
 * other. A failure of the runtime goes back as data; anything else ends the thread.
 */
export function serveRequests<Request>(
	start: (context: WorkerContext) => (request: Request) => unknown,
): void {
	const port = parentPort;
	if (port === null) throw new Error("this file is started as a worker thread");
	const send = (message: WorkerMessage) => port.postMessage(message);
	const setup = workerData as WorkerSetup;
	const clock = createCallClock(setup.clock);
	const handle = start({
		setup,
		clock,
		log: (level, target, message) => send({ kind: "log", level, target, message }),
		share: (runtime) => send({ kind: "runtime", runtime }),
		timed(call) {
			clock.begin();
			try {
				return call();
			} finally {
				clock.end();
			}
		},
	});
	let served = 0;
	port.on("message", (request: Request) => {
		clock.serve(++served);
		try {
			send({ kind: "result", value: handle(request) });
		} catch (error) {
			if (!(error instanceof RuntimeCallError)) throw error;
			send({ kind: "failure", method: error.method, reason: error.reason });
		}
	});
	send({ kind: "ready" });
}
