import { parentPort, workerData } from "node:worker_threads";
import type { Tensor } from "../../subnets/index.js";
import type { OpenSession } from "./chooseProvider.js";
import { createOrtSession } from "./ortSession.js";
import { createRunTimer } from "./runTimer.js";
import type { RunReply, RunRequest, SessionSetup } from "./sessionMessages.js";

// The thread that runs the model. ONNX Runtime keeps its thread until a run is done: beside it, the engine process
// reads the next requests, and makes answers of the last run's tensors.

const setup = workerData as SessionSetup;
const startTimer = createRunTimer(setup.provider);
let session: OpenSession | undefined;

function send(reply: RunReply, transfer: readonly ArrayBuffer[] = []): void {
	parentPort?.postMessage(reply, transfer);
}

async function run({ id, feeds, outputs }: RunRequest): Promise<void> {
	const ms = startTimer();
	try {
		if (session === undefined) throw new Error("asked before the model was loaded");
		const tensors = await session.run(feeds, outputs);
		send({ type: "done", id, tensors, ms: ms() }, buffersOf(tensors));
	} catch (error) {
		send({ type: "failed", id, message: error instanceof Error ? error.message : String(error), ms: ms() });
	}
}

/** One after the other, so that the time of a run is its own. */
let last: Promise<void> = Promise.resolve();

/** Memory that goes to the other thread as it is: nobody reads it here any more. */
function buffersOf(tensors: Readonly<Record<string, Tensor>>): ArrayBuffer[] {
	const found = new Set<ArrayBuffer>();
	for (const { data } of Object.values(tensors))
		if (ArrayBuffer.isView(data) && data.buffer instanceof ArrayBuffer) found.add(data.buffer);
	return [...found];
}

try {
	session = await createOrtSession(setup.model, setup);
	parentPort?.on("message", (request: RunRequest) => {
		last = last.then(() => run(request));
	});
	send({ type: "loaded" });
} catch (error) {
	const { code } = error as { code?: unknown };
	send({
		type: "unusable",
		code: typeof code === "string" ? code : undefined,
		message: error instanceof Error ? error.message : String(error),
	});
}
