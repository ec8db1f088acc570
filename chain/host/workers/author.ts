import type { Logger } from "pino";
import { entryPoint } from "../../wallet/index.js";
import type { BuildJob } from "../blocks/buildBlock.js";
import { type Checked, decodeChecked } from "./checked.js";
import type { AuthoredBlock, AuthorFacts, AuthorRequest } from "./protocol.js";
import { startWorker, type WorkerHandle, WorkerLostError, type WorkerOptions } from "./workerHandle.js";

/** The thread that holds the best state: it builds blocks and checks transactions. Replaced when it is lost. */
export interface Author {
	facts(): Promise<AuthorFacts>;
	/** Goes before all checks that wait. @throws WorkerLostError, RuntimeCallError */
	build(job: BuildJob): Promise<AuthoredBlock>;
	/** Checks against the best block; checks that wait together go to the thread together. */
	validate(transaction: Uint8Array): Promise<Checked>;
	stop(): Promise<void>;
}

export interface AuthorOptions extends Omit<WorkerOptions, "entry" | "name"> {}

interface Waiting {
	readonly transaction: Uint8Array;
	readonly resolve: (checked: Checked) => void;
	readonly reject: (error: unknown) => void;
}

/** Transactions that go to the thread in one message. */
const MOST_CHECKED_AT_ONCE = 16;
/** Requests that lie before the thread: with a second one it need not wait for this thread's turn between them. */
const MOST_IN_FLIGHT = 2;
/** Times that a request is put before a thread that ends without having begun it. */
const MOST_ASKED = 3;

/**
 * @param modules.durable - resolves when all that was written is on disk; awaited before a thread is replaced,
 * since the new one reads its state from there
 */
export function startAuthor(
	options: AuthorOptions,
	modules: { readonly logger: Logger; readonly durable: () => Promise<void> },
): Author {
	const { logger } = modules;
	const spawn = () =>
		startWorker(
			{ ...options, name: "author", entry: entryPoint(import.meta.url, "./authorWorker.js") },
			modules,
		);
	let handle = spawn();
	let replacing: Promise<WorkerHandle> | undefined;
	let inFlight = 0;
	let stopped = false;
	const urgent: (() => Promise<void>)[] = [];
	let checks: Waiting[] = [];

	const replace = async (): Promise<WorkerHandle> => {
		const started = performance.now();
		await handle.stop();
		await modules.durable();
		handle = spawn();
		await handle.ready;
		logger.info({ ms: Math.round(performance.now() - started) }, "author thread replaced");
		return handle;
	};
	const replaceLost = (): void => {
		replacing ??= replace().finally(() => {
			replacing = undefined;
		});
		replacing.catch((fault) => logger.error({ err: fault }, "author thread was not replaced"));
	};
	const ask = async (request: AuthorRequest): Promise<unknown> => {
		for (let asked = 1; ; asked++) {
			if (handle.lost) {
				replaceLost();
				await replacing;
			}
			await handle.ready;
			try {
				return await handle.request(request);
			} catch (error) {
				if (stopped) throw error;
				// Replaced at once, not when it is next needed, so that the loss costs the next block nothing.
				if (handle.lost) replaceLost();
				if (!(error instanceof WorkerLostError) || error.atFault || asked === MOST_ASKED) throw error;
			}
		}
	};
	const checkSome = async (): Promise<void> => {
		const batch = checks.slice(0, MOST_CHECKED_AT_ONCE);
		checks = checks.slice(batch.length);
		try {
			const transactions = batch.map((one) => one.transaction);
			const results = decodeChecked((await ask({ kind: "validate", transactions })) as Uint8Array);
			for (const [index, one] of batch.entries()) one.resolve(results[index] ?? { trap: "no answer" });
		} catch (error) {
			if (!(error instanceof WorkerLostError) || error.subject < 0 || stopped) {
				for (const one of batch) one.reject(error);
				return;
			}
			// The one that ended the thread is at fault; the others are checked again.
			for (const [index, one] of batch.entries())
				if (index === error.subject) one.resolve({ trap: error.what });
				else checks.push(one);
		}
	};
	const work = (): void => {
		while (inFlight < MOST_IN_FLIGHT) {
			const next = urgent.shift() ?? (checks.length > 0 ? checkSome : undefined);
			if (next === undefined) return;
			inFlight += 1;
			void next().finally(() => {
				inFlight -= 1;
				work();
			});
		}
	};
	const urgently = <T>(request: AuthorRequest): Promise<T> =>
		new Promise<T>((resolve, reject) => {
			urgent.push(() => ask(request).then((value) => resolve(value as T), reject));
			work();
		});
	return {
		facts: () => urgently<AuthorFacts>({ kind: "facts" }),
		build: (job) => urgently<AuthoredBlock>({ kind: "build", job }),
		validate: (transaction) =>
			new Promise((resolve, reject) => {
				checks.push({ transaction, resolve, reject });
				// While the thread is busy those that come in one burst are gathered, to go in one message.
				if (inFlight === 0) work();
				else setImmediate(work);
			}),
		async stop() {
			stopped = true;
			await handle.stop();
		},
	};
}
