import { type ChildProcess, spawn } from "node:child_process";
import type { Logger } from "pino";
import { MODELS_VARIABLE, RUNTIME_ENVIRONMENT } from "../../subnets/index.js";
import { EngineStartError } from "../errors.js";
import type { UpstreamServer } from "../upstream/upstreamOptions.js";
import { ALLOCATOR_ENVIRONMENT } from "./allocatorEnvironment.js";
import type { EngineReply, EngineRequest, EngineSetup } from "./engineMessages.js";
import type { ProviderReport } from "./executionProvider.js";
import { engineCommand, type MemoryCap } from "./memoryCap.js";

/** One engine process that has loaded its model. */
export interface EngineProcess {
	readonly pid: number;
	readonly cap: MemoryCap;
	/** sha256 of the model file it loaded, before any change that an adversary makes. */
	readonly modelSha256: string;
	/** Jobs that it can make use of at the same time, at its start. */
	readonly capacity: number;
	readonly provider: ProviderReport;
	/** Servers that run the model in its place, at its start. */
	readonly servers: readonly UpstreamServer[];
	send(message: EngineRequest): void;
	/** Ends it at once; an inference in it is lost. */
	kill(): void;
	/** Called once when it has ended, for whatever reason. */
	onExit(listener: (reason: string) => void): void;
	onReply(listener: (reply: EngineReply) => void): void;
}

/** Bytes of an engine's stderr that are kept to explain its end. */
const KEPT_OUTPUT = 2_000;

/**
 * Starts one engine process and waits until its model is loaded.
 *
 * @throws {EngineStartError} when it ends or reports a failure before it is ready, or takes longer than `startMs`; the
 *   reason of `signal` when that is aborted first
 */
export async function startEngineProcess(
	options: { entry: string; setup: EngineSetup; heapMib: number; startMs: number },
	modules: { logger: Logger; signal: AbortSignal },
): Promise<EngineProcess> {
	const { logger, signal } = modules;
	signal.throwIfAborted();
	const { command, args } = engineCommand({
		entry: options.entry,
		memoryBytes: options.setup.memoryBytes,
		heapMib: options.heapMib,
		platform: process.platform,
		execPath: process.execPath,
	});
	const child = spawn(command, args, {
		stdio: ["ignore", "ignore", "pipe", "ipc"],
		serialization: "advanced",
		env: engineEnvironment(),
	});
	const lastOutput = keepLastOutput(child);
	const exitListeners: ((reason: string) => void)[] = [];
	const replyListeners: ((reply: EngineReply) => void)[] = [];
	let ended: string | undefined;
	const end = (reason: string): void => {
		if (ended !== undefined) return;
		ended = reason;
		for (const listener of exitListeners) listener(reason);
	};
	child.on("error", (error) => end(error.message));
	child.on("exit", (code, killedBy) => {
		const cause = killedBy === null ? `exit code ${code}` : `signal ${killedBy}`;
		const words = lastOutput();
		logger.debug({ pid: child.pid, cause, output: words }, "engine process ended");
		end(words === "" ? cause : `${cause}: ${words.split("\n").find((line) => line.trim() !== "") ?? ""}`);
	});
	/** What is said in one turn of the event loop travels together: the process is woken once for all of it. */
	let outbox: EngineRequest[] = [];
	const flush = (): void => {
		if (outbox.length === 0) return;
		const messages = outbox;
		outbox = [];
		// A send that fails means the process is going away; its exit tells the waiting requests.
		if (child.connected) child.send(messages, () => undefined);
	};
	const send = (message: EngineRequest): void => {
		if (outbox.length === 0) setImmediate(flush);
		outbox.push(message);
	};
	child.on("message", (replies: readonly EngineReply[]) => {
		for (const reply of replies) for (const listener of replyListeners) listener(reply);
		// The model waits for what follows; those who get these answers are served after.
		flush();
	});

	const ready = await new Promise<Extract<EngineReply, { type: "ready" }>>((resolve, reject) => {
		const fail = (error: Error): void => {
			child.kill("SIGKILL");
			reject(error);
		};
		const timer = setTimeout(
			() => fail(new EngineStartError(`no answer within ${options.startMs} ms`)),
			options.startMs,
		);
		const onAbort = (): void => fail(signal.reason as Error);
		signal.addEventListener("abort", onAbort, { once: true });
		const settle = (action: () => void): void => {
			clearTimeout(timer);
			signal.removeEventListener("abort", onAbort);
			action();
		};
		const capMib = Math.round(options.setup.memoryBytes / 2 ** 20);
		exitListeners.push((reason) =>
			settle(() =>
				fail(
					new EngineStartError(
						`${reason}, under a cap of ${capMib} MiB`,
						"Read the reason: a process ended by a signal may have too little memory, which --memory raises; `ganglion subnet check` runs the same bundle.",
					),
				),
			),
		);
		replyListeners.push((reply) => {
			if (reply.type === "ready") settle(() => resolve(reply));
			if (reply.type === "failed") {
				settle(() => fail(new EngineStartError(`${reply.code}: ${reply.message}`, reply.remedy)));
			}
		});
		send({ type: "start", setup: options.setup });
	});
	exitListeners.length = 0;
	replyListeners.length = 0;

	return {
		pid: child.pid ?? 0,
		cap: ready.cap,
		modelSha256: ready.modelSha256,
		capacity: ready.capacity,
		provider: ready.provider,
		servers: ready.servers,
		send,
		kill: () => void child.kill("SIGKILL"),
		onExit: (listener) => {
			if (ended === undefined) exitListeners.push(listener);
			else queueMicrotask(() => listener(ended ?? ""));
		},
		onReply: (listener) => void replyListeners.push(listener),
	};
}

/** What a program needs to start, and where models lie. */
const ENGINE_VARIABLES = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot", "LANG", "LD_LIBRARY_PATH"];

/** The task's code runs in there: it gets none of the miner's other settings. */
function engineEnvironment(): NodeJS.ProcessEnv {
	const kept: NodeJS.ProcessEnv = { ...RUNTIME_ENVIRONMENT, ...ALLOCATOR_ENVIRONMENT };
	for (const name of [...ENGINE_VARIABLES, ...Object.keys(ALLOCATOR_ENVIRONMENT), MODELS_VARIABLE]) {
		const value = process.env[name];
		if (value !== undefined) kept[name] = value;
	}
	return kept;
}

function keepLastOutput(child: ChildProcess): () => string {
	let kept = "";
	child.stderr?.setEncoding("utf8").on("data", (text: string) => {
		kept = (kept + text).slice(-KEPT_OUTPUT);
	});
	return () => kept.trim();
}
