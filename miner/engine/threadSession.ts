import { Worker } from "node:worker_threads";
import type { Tensor } from "../../subnets/index.js";
import { ModelExternalDataError } from "../errors.js";
import type { OpenSession } from "./chooseProvider.js";
import type { RunReply, RunRequest, SessionSetup } from "./sessionMessages.js";

/** A session that tells when the model is idle again. */
export interface TimedSession extends OpenSession {
	/** Runs the model; `onRun` gets the run's time in ms as soon as it is done, before the promise resolves. */
	runTimed(
		feeds: Readonly<Record<string, Tensor>>,
		outputs: readonly string[] | undefined,
		onRun: (ms: number) => void,
	): Promise<Record<string, Tensor>>;
}

interface Waiting {
	onRun(ms: number): void;
	resolve(tensors: Record<string, Tensor>): void;
	reject(error: Error): void;
}

/**
 * Loads a model in a thread of its own. Runs are done one after the other.
 *
 * @param onDeath - the thread ended by itself, and every run in it is lost
 * @throws {ModelExternalDataError} and an Error with what ONNX Runtime said
 */
export async function createThreadSession(
	setup: SessionSetup,
	onDeath: (reason: string) => void,
): Promise<TimedSession> {
	const worker = new Worker(new URL("./sessionWorker.js", import.meta.url), { workerData: setup });
	const waiting = new Map<number, Waiting>();
	let nextId = 1;
	let isReleased = false;

	await new Promise<void>((resolve, reject) => {
		worker.once("error", reject);
		worker.once("exit", () => reject(new Error("the model's thread ended while it loaded the model")));
		worker.once("message", (reply: RunReply) => {
			if (reply.type === "loaded") return resolve();
			isReleased = true;
			void worker.terminate();
			const isExternal = reply.type === "unusable" && reply.code === "MODEL_EXTERNAL_DATA";
			reject(
				isExternal
					? new ModelExternalDataError()
					: new Error(
							reply.type === "unusable" ? reply.message : "the model's thread did not load the model",
						),
			);
		});
	});
	worker.removeAllListeners("error").removeAllListeners("exit");
	worker.on("error", (error) => onDeath(error.message));
	worker.on("exit", () => {
		if (!isReleased) onDeath("the model's thread ended");
	});
	worker.on("message", (reply: RunReply) => {
		if (reply.type !== "done" && reply.type !== "failed") return;
		const run = waiting.get(reply.id);
		waiting.delete(reply.id);
		run?.onRun(reply.ms);
		if (reply.type === "done") run?.resolve(reply.tensors);
		else run?.reject(new Error(reply.message));
	});

	const runTimed: TimedSession["runTimed"] = (feeds, outputs, onRun) =>
		new Promise((resolve, reject) => {
			const id = nextId++;
			waiting.set(id, { onRun, resolve, reject });
			const request: RunRequest = { id, feeds, outputs };
			worker.postMessage(request);
		});
	return {
		run: (feeds, outputs) => runTimed(feeds, outputs, () => undefined),
		runTimed,
		async release() {
			isReleased = true;
			await worker.terminate();
		},
	};
}
