import { type ChildProcess, fork } from "node:child_process";
import type { Logger } from "pino";
import { entryPoint } from "../../chain/wallet/index.js";
import {
	loadModel,
	type ModelSession,
	RUNTIME_ENVIRONMENT,
	type TaskBundle,
	type Tensor,
} from "../../subnets/index.js";
import { ReexecutionFailedError } from "../errors.js";
import type { ReexecutionReply, ReexecutionRequest } from "./reexecutionMessages.js";

export interface ReexecutionOptions {
	/** Threads for one run. Default 1. */
	readonly threads?: number;
	/** Longest time for one run or load, ms; past it the process is ended. Default 60,000. */
	readonly timeoutMs?: number;
}

/** Runs pinned models again, in a process of its own. */
export interface Reexecution {
	/** The session of a bundle's model; loaded on first use, and again after the process had to be replaced. */
	session(bundle: TaskBundle): ModelSession;
	stop(): Promise<void>;
}

interface Waiting {
	resolve(tensors: Readonly<Record<string, Tensor>>): void;
	reject(error: Error): void;
}

/** One life of the process. */
interface Life {
	readonly child: ChildProcess;
	readonly waiting: Map<number, Waiting>;
	readonly loaded: Map<string, Promise<unknown>>;
}

/**
 * Starts re-execution. The process itself starts with the first run, and again when it ended: runs that it was
 * busy with reject with {@link ReexecutionFailedError}, which an audit treats as "not audited", never as a verdict.
 */
export function startReexecution(options: ReexecutionOptions, modules: { logger: Logger }): Reexecution {
	const { threads = 1, timeoutMs = 60_000 } = options;
	const { logger } = modules;
	let life: Life | undefined;
	let nextId = 1;
	let stopped = false;

	const begin = (): Life => {
		const child = fork(entryPoint(import.meta.url, "./reexecutionWorker.js"), {
			serialization: "advanced",
			stdio: ["ignore", "ignore", "inherit", "ipc"],
			execArgv: [],
			env: { ...process.env, ...RUNTIME_ENVIRONMENT },
		});
		const begun: Life = { child, waiting: new Map(), loaded: new Map() };
		child.on("message", (reply: ReexecutionReply) => {
			const waiting = begun.waiting.get(reply.id);
			begun.waiting.delete(reply.id);
			if (reply.type === "done") waiting?.resolve(reply.tensors);
			else waiting?.reject(new ReexecutionFailedError("run", reply.message));
		});
		const end = (reason: string): void => {
			if (life === begun) life = undefined;
			for (const waiting of begun.waiting.values())
				waiting.reject(new ReexecutionFailedError("process", reason));
			begun.waiting.clear();
		};
		child.on("error", (error) => end(error.message));
		child.on("exit", (code, signal) => {
			if (!stopped) logger.warn({ code, signal }, "the re-execution process ended");
			end(`its process ended (${signal ?? `code ${code}`})`);
		});
		return begun;
	};

	const ask = (on: Life, request: ReexecutionRequest): Promise<Readonly<Record<string, Tensor>>> =>
		new Promise((resolve, reject) => {
			const timer = setTimeout(() => {
				logger.error({ timeoutMs }, "a re-execution took too long, its process is replaced");
				on.child.kill("SIGKILL");
			}, timeoutMs);
			const settle = <T>(action: (value: T) => void) => {
				return (value: T): void => {
					clearTimeout(timer);
					action(value);
				};
			};
			on.waiting.set(request.id, { resolve: settle(resolve), reject: settle(reject) });
			on.child.send(request, (error) => {
				if (error !== null)
					on.waiting.get(request.id)?.reject(new ReexecutionFailedError("process", error.message));
			});
		});

	const load = (on: Life, bundle: TaskBundle): Promise<unknown> => {
		const loading =
			on.loaded.get(bundle.hash) ??
			loadModel(bundle).then((model) => {
				const loaded = { ...model, bytes: new Uint8Array(model.bytes) };
				return ask(on, { type: "load", id: nextId++, model: bundle.hash, loaded, threads });
			});
		on.loaded.set(bundle.hash, loading);
		return loading;
	};

	return {
		session: (bundle) => ({
			async run(feeds, outputs) {
				if (stopped) throw new ReexecutionFailedError("process", "the validator is stopping");
				life ??= begin();
				const current = life;
				await load(current, bundle);
				return { ...(await ask(current, { type: "run", id: nextId++, model: bundle.hash, feeds, outputs })) };
			},
		}),
		async stop() {
			stopped = true;
			const child = life?.child;
			if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
			const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
			child.kill("SIGKILL");
			await ended;
		},
	};
}
