import {
	type Answer,
	InputRefusedError,
	loadBundle,
	loadModel,
	type ModelSession,
	type Task,
	type TaskBundle,
} from "../../subnets/index.js";
import { behaveAs } from "../adversaries/behaveAs.js";
import { prepareModel } from "../adversaries/prepareModel.js";
import type { EngineJob, EngineReply, EngineRequest, EngineSetup } from "./engineMessages.js";
import { memoryCapInForce, watchResidentSet } from "./memoryCap.js";
import { createOrtSession } from "./ortSession.js";

// Entry of an engine process: loads one bundle, then answers one request (or batch) at a time. ONNX Runtime lives
// here and nowhere else in the miner, so that its crash or its memory is never the server's.

/** The task as this process runs it, and the model it runs it on. */
interface Engine {
	readonly task: Pick<Task, "answer" | "answerBatch">;
	readonly session: ModelSession;
}

let engine: Engine | undefined;
let work = new AbortController();

process.on("message", (message: EngineRequest) => {
	if (message.type === "start") void start(message.setup);
	else if (message.type === "cancel") work.abort();
	else void answerAll(message.jobs);
});
// The miner is gone: so is the reason to run.
process.on("disconnect", () => process.exit(0));
// Ctrl-C in a terminal, and a service manager's stop, reach the whole group: the miner lets this process finish its
// answers and ends it then.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) process.on(signal, () => undefined);

function send(reply: EngineReply): void {
	process.send?.(reply);
}

async function start(setup: EngineSetup): Promise<void> {
	try {
		const cap = memoryCapInForce(setup.memoryBytes);
		if (cap.kind === "watch") {
			watchResidentSet(cap, (bytes) => {
				process.stderr.write(`memory limit: ${bytes} bytes resident, ${cap.bytes} allowed\n`);
				process.exit(1);
			});
		}
		const bundle: TaskBundle = await loadBundle(setup.bundle, { expectedHash: setup.bundleHash });
		const model = prepareModel(await loadModel(bundle), setup.behaviour);
		const session = await createOrtSession(model, { threads: setup.threads });
		const task = await behaveAs(setup, bundle.task, session);
		engine = { task, session };
		send({
			type: "ready",
			cap,
			modelSha256: bundle.manifest.model.sha256,
			batches: task.answerBatch !== undefined,
		});
	} catch (error) {
		const { code, remedy } = error as { code?: unknown; remedy?: unknown };
		send({
			type: "failed",
			code: typeof code === "string" ? code : "ENGINE_FAULT",
			message: error instanceof Error ? error.message : String(error),
			remedy: typeof remedy === "string" ? remedy : "Run `ganglion subnet check` on the bundle.",
		});
	}
}

async function answerAll(jobs: readonly EngineJob[]): Promise<void> {
	work = new AbortController();
	const answers = jobs.length > 1 ? await asBatch(jobs) : undefined;
	for (const [index, job] of jobs.entries()) {
		const answer = answers?.[index];
		if (answer === undefined) await answerOne(job);
		else send({ type: "answered", id: job.id, answer });
	}
}

/** Undefined where the batch as a whole fails: one bad request must not cost the others their answer. */
async function asBatch(jobs: readonly EngineJob[]): Promise<readonly Answer[] | undefined> {
	const [miner, ...others] = new Set(jobs.map((job) => job.miner));
	if (engine?.task.answerBatch === undefined || miner === undefined || others.length > 0) return undefined;
	try {
		const requests = jobs.map(({ request }) => request);
		return await engine.task.answerBatch(engine.session, requests, { miner, signal: work.signal });
	} catch {
		return undefined;
	}
}

async function answerOne(job: EngineJob): Promise<void> {
	const { id, request, miner, streams } = job;
	try {
		if (engine === undefined) throw new Error("asked before the model was loaded");
		const answer = await engine.task.answer(engine.session, request, {
			miner,
			signal: work.signal,
			...(streams ? { onToken: (text: string) => send({ type: "token", id, text }) } : {}),
		});
		send({ type: "answered", id, answer });
	} catch (error) {
		send(asRefusal(id, error));
	}
}

function asRefusal(id: number, error: unknown): EngineReply {
	if (error instanceof InputRefusedError) {
		const { status, code, message, remedy } = error;
		return { type: "refused", id, status, code, message, remedy };
	}
	if (work.signal.aborted) {
		const message = "the work was cancelled";
		return { type: "refused", id, status: 408, code: "CANCELLED", message, remedy: "Send it again." };
	}
	process.stderr.write(`${faultWithoutText(error)}\n`);
	return {
		type: "refused",
		id,
		status: 500,
		code: "TASK_FAULT",
		message: "the task's code failed on this request",
		remedy: "Check the request against the task; tell the subnet's author if it is well-formed.",
	};
}

/** Where a fault happened. Its text is left out: it may quote the payload. */
function faultWithoutText(error: unknown): string {
	if (!(error instanceof Error)) return "the task threw something that is no error";
	const frames = (error.stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
	return [`task fault: ${error.name}`, ...frames].join("\n");
}
