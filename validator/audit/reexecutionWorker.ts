import type { ModelSession } from "../../subnets/index.js";
import { createOrtSession } from "./ortSession.js";
import type { ReexecutionReply, ReexecutionRequest } from "./reexecutionMessages.js";

/**
 * The re-execution process: holds the models, runs what it is told, one request after another.
 *
 * A process of its own because ONNX Runtime can end the process it runs in; a validator must outlive that.
 */
const sessions = new Map<string, ModelSession>();
let queue: Promise<void> = Promise.resolve();

process.on("message", (message: ReexecutionRequest) => {
	queue = queue.then(() => handle(message));
});
// The validator is gone, in whatever way.
process.on("disconnect", () => process.exit(0));
// Ctrl-C, and a service manager's stop, reach the whole group; the validator decides when this process ends.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) process.on(signal, () => undefined);

async function handle(message: ReexecutionRequest): Promise<void> {
	try {
		if (message.type === "load") {
			sessions.set(message.model, await createOrtSession(message.loaded, { threads: message.threads }));
			send({ type: "done", id: message.id, tensors: {} });
			return;
		}
		const session = sessions.get(message.model);
		if (session === undefined) throw new Error(`model ${message.model} is not loaded`);
		send({ type: "done", id: message.id, tensors: await session.run(message.feeds, message.outputs) });
	} catch (error) {
		send({ type: "failed", id: message.id, message: error instanceof Error ? error.message : String(error) });
	}
}

function send(reply: ReexecutionReply): void {
	// A validator that was killed cannot take the reply: there is nobody left to work for.
	if (process.connected)
		process.send?.(reply, undefined, undefined, (error) => error !== null && process.exit(0));
}
