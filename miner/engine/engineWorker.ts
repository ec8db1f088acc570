import {
	type LoadedModel,
	loadBundle,
	loadModel,
	type ModelSession,
	type Task,
	type TaskBundle,
} from "../../subnets/index.js";
import { behaveAs } from "../adversaries/behaveAs.js";
import { prepareModel } from "../adversaries/prepareModel.js";
import { openUpstream } from "../upstream/openUpstream.js";
import { runUpstream } from "../upstream/runUpstream.js";
import type { UpstreamOptions, UpstreamServer } from "../upstream/upstreamOptions.js";
import { chooseProvider, type OpenSession } from "./chooseProvider.js";
import type { EngineReply, EngineRequest, EngineSetup } from "./engineMessages.js";
import type { ExecutionProvider } from "./executionProvider.js";
import { createJobReplies, taskFault } from "./jobReplies.js";
import type { JobRunner } from "./jobRunner.js";
import { type MemoryCap, memoryCapInForce, watchResidentSet } from "./memoryCap.js";
import { createOrtSession } from "./ortSession.js";
import { runInBatches } from "./runInBatches.js";
import { runInSteps } from "./runInSteps.js";
import { runOneByOne } from "./runOneByOne.js";
import { createThreadSession, type TimedSession } from "./threadSession.js";

// Entry of an engine process: loads one bundle, then answers requests. ONNX Runtime lives here and nowhere else in the
// miner, so that its crash or its memory is never the server's.

let runner: JobRunner | undefined;

process.on("message", (messages: readonly EngineRequest[]) => {
	for (const message of messages) {
		if (message.type === "start") void start(message.setup);
		else if (message.type === "cancel") runner?.cancel(message.id);
		else runner?.take(message.job);
	}
});
// The miner is gone: so is the reason to run.
process.on("disconnect", () => process.exit(0));
// Ctrl-C in a terminal, and a service manager's stop, reach the whole group: the miner lets this process finish its
// answers and ends it then.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) process.on(signal, () => undefined);

/** What explains this process's end. */
const log = (line: string): void => void process.stderr.write(`${line}\n`);
/** For the miner's log. */
const fault = (line: string): void => send({ type: "fault", line });

/**
 * What is said in one turn of the event loop travels together: the miner is woken once for all of it. But what has begun
 * is told before the task's code runs, which may keep this thread, or end the process.
 */
let outbox: EngineReply[] = [];

function send(reply: EngineReply): void {
	if (outbox.length === 0) process.nextTick(flush);
	outbox.push(reply);
	if (reply.type === "begun") flush();
}

function flush(): void {
	if (outbox.length === 0) return;
	const replies = outbox;
	outbox = [];
	try {
		process.send?.(replies);
	} catch {
		// A task's answer may hold what does not travel, such as a function: that costs no other its answer.
		for (const reply of replies) sendAlone(reply);
	}
}

function sendAlone(reply: EngineReply): void {
	try {
		process.send?.([reply]);
	} catch {
		fault("task fault: its answer holds a value that cannot be sent to another process");
		if (reply.type === "answered") process.send?.([taskFault(reply.id)]);
	}
}

async function start(setup: EngineSetup): Promise<void> {
	try {
		const cap = memoryCapInForce(setup.memoryBytes);
		if (cap.kind === "watch") {
			watchResidentSet(cap, (bytes) => {
				log(`memory limit: ${bytes} bytes resident, ${cap.bytes} allowed`);
				process.exit(1);
			});
		}
		const bundle: TaskBundle = await loadBundle(setup.bundle, { expectedHash: setup.bundleHash });
		if (setup.upstream !== undefined) {
			await startUpstream(setup.upstream, bundle, { cap, timeoutMs: setup.timeoutMs });
			return;
		}
		const model = prepareModel(await loadModel(bundle), setup.behaviour);
		const { session, report } = await chooseProvider(
			{ choice: setup.provider, miner: setup.miner },
			{
				open: (provider) => open(bundle.task, { model, threads: setup.threads, provider }),
				task: bundle.task,
			},
		);
		runner = await createRunner(setup, bundle.task, session);
		send({
			type: "ready",
			cap,
			modelSha256: bundle.manifest.model.sha256,
			capacity: runner.capacity,
			provider: report,
			servers: [],
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

/** In place of a model: servers that run it. While none of them is healthy, this process takes no more than it must. */
async function startUpstream(
	options: UpstreamOptions,
	bundle: TaskBundle,
	{ cap, timeoutMs }: { cap: MemoryCap; timeoutMs: number },
): Promise<void> {
	const capacity = options.concurrency * options.servers.length;
	const replies = createJobReplies(send, fault);
	const servers = new Map<string, UpstreamServer>();
	const answer = await openUpstream(options, {
		bundle,
		timeoutMs,
		readinessChanged: (isReady) => replies.capacity(isReady ? capacity : 0),
		serverChanged(server) {
			servers.set(server.origin, server);
			// before that they travel with the word that this process is ready
			if (runner !== undefined) send({ type: "server", server });
		},
	});
	runner = runUpstream({ capacity }, { answer, replies });
	const { sha256: modelSha256 } = bundle.manifest.model;
	const provider = { provider: "upstream" } as const;
	send({ type: "ready", cap, modelSha256, capacity, provider, servers: [...servers.values()] });
}

/**
 * A model in a thread of its own, so that this one can work on answers meanwhile; but in this thread for answers made
 * step by step, where each run waits for what was made of the last and a change of threads would be all that is won.
 */
async function open(
	task: Task,
	setup: { model: LoadedModel; threads: number; provider: ExecutionProvider },
): Promise<OpenSession> {
	if (task.openBatch !== undefined) return createOrtSession(setup.model, setup);
	return createThreadSession(setup, (reason) => {
		log(`the model's thread is lost: ${reason}`);
		process.exit(1);
	});
}

async function createRunner(setup: EngineSetup, honest: Task, session: OpenSession): Promise<JobRunner> {
	const task = await behaveAs(setup, honest, session);
	const modules = { task, session, replies: createJobReplies(send, fault) };
	if (task.openBatch !== undefined) return runInSteps(setup, modules);
	if (task.answerBatch !== undefined && isTimed(session)) return runInBatches(setup, { ...modules, session });
	return runOneByOne(modules);
}

function isTimed(session: ModelSession): session is TimedSession {
	return "runTimed" in session;
}
