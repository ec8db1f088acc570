import type { InferRequest, Parameters } from "../protocol/inference.js";
import type { Refusal } from "../protocol/refusal.js";
import type { Tensor } from "../protocol/tensor.js";
import type { Answer, ReceivedAnswer } from "./answer.js";
import type { OpenAiMapping } from "./openai.js";
import type { Random } from "./random.js";

/**
 * A loaded model, supplied by whoever owns the engine: the miner's child process, or the validator's re-execution.
 * The model is loaded from `loadModel(bundle)`, which adds the manifest's `verification.tensor` to its outputs.
 */
export interface ModelSession {
	/** Runs the model. Only `outputs` are computed where they are named, else all of the graph's. */
	run(feeds: Readonly<Record<string, Tensor>>, outputs?: readonly string[]): Promise<Record<string, Tensor>>;
}

/** A drawn request, and what is known of the right answer (never sent to a miner). */
export interface Challenge {
	readonly request: InferRequest;
	/** JSON value that `score` understands; absent where nothing is known. */
	readonly truth?: unknown;
}

/** Asks the miner for withheld rows; undefined where it refuses or does not have them. */
export type Demand = (tensor: string, rows: readonly number[]) => Promise<readonly Uint8Array[] | undefined>;

export interface AuditOptions {
	/** SS58 address of the hotkey that answered: what an answer commits to is bound to it. */
	readonly miner: string;
	/** Draws which rows are demanded; unpredictable if absent. */
	readonly random?: Random;
	/** Rows to demand, to repeat an earlier audit from its evidence. */
	readonly rows?: readonly number[];
	readonly signal?: AbortSignal;
}

/** What a re-execution found. */
export interface AuditResult {
	/** Distance between the answer and the own execution, in the manifest's metric; Infinity where none can be taken. */
	readonly measured: number;
	readonly tolerance: number;
	readonly verdict: "pass" | "fail";
	/** In words, such as "answer differs from the pinned model, 7e-2 > 5e-5". */
	readonly reason: string;
	readonly evidence: AuditEvidence;
}

/** Enough, with request, answer, receipt and model, to repeat the audit. */
export interface AuditEvidence {
	readonly tensor?: string;
	readonly rows?: readonly number[];
	/** The demanded rows as they came; absent where the miner refused. */
	readonly received?: readonly Uint8Array[];
	/** sha256 of the validator's own execution, of the rows or tokens compared. */
	readonly ownSha256: string;
}

/** A researcher's input, as a file or text of its own kind. */
export interface TaskInput {
	readonly file?: Uint8Array;
	readonly text?: string;
}

/** One piece of an answer that streams. */
export type OnToken = (text: string) => void;

export interface AnswerOptions {
	/** SS58 address of the hotkey that answers. */
	readonly miner: string;
	readonly signal?: AbortSignal;
	readonly onToken?: OnToken;
}

/** A batch that is always open. Each answer is as `answer` gives it, within tolerance. */
export interface StepBatch {
	/**
	 * Joins before the next step. A request that is aborted leaves before the step after, and rejects.
	 * @throws InputRefusedError where `check` would refuse
	 */
	answer(request: InferRequest, options: AnswerOptions): Promise<Answer>;
}

/** What a subnet asks for and how answers are judged. All of it is code of the bundle, pinned by the manifest. */
export interface Task {
	/** Draws one challenge. `difficulty` from 0 (easy) to 1, 0.5 if absent. */
	sample(random: Random, difficulty?: number): Promise<Challenge>;
	/**
	 * A researcher's input in the shape of a challenge.
	 * @throws InputRefusedError where the input cannot be used
	 */
	fromInput(input: TaskInput, parameters?: Parameters): Promise<InferRequest>;
	/** Whether a decoded request fits the task, cheaply and before it queues; undefined lets it through. */
	check(request: InferRequest): Refusal | undefined;
	/**
	 * The honest answer.
	 * @throws InputRefusedError where `check` would refuse
	 */
	answer(session: ModelSession, request: InferRequest, options: AnswerOptions): Promise<Answer>;
	/**
	 * Several at once, in one run of the model, where it is faster so; answers in order, each as `answer` gives it
	 * within tolerance. The requests have one {@link batchKey}.
	 */
	answerBatch?(
		session: ModelSession,
		requests: readonly InferRequest[],
		options: AnswerOptions,
	): Promise<Answer[]>;
	/**
	 * Which requests may share a batch: those of equal key, such as the shape of their input where padding would
	 * change answers. Any may where it is absent.
	 */
	batchKey?(request: InferRequest): string;
	/**
	 * For answers made step by step: one batch that requests join and leave between two steps (continuous batching).
	 * Used instead of `answer` and `answerBatch` where it is there.
	 *
	 * @param notice - gets a line for the log where the loaded model cannot do what the batch would have it do
	 */
	openBatch?(session: ModelSession, notice?: (line: string) => void): StepBatch;
	/** The answer for a person to read. Never throws; text of a faulty answer is empty. */
	show(request: InferRequest, answer: ReceivedAnswer): string;
	/** Quality from 0 to 1; a faulty answer scores 0. Where no truth is known, what can be told from the shape. */
	score(challenge: Challenge, answer: ReceivedAnswer): number;
	/**
	 * Runs the model anew and compares. A bad answer is a verdict, not an exception.
	 * @throws InputRefusedError for a request that `check` refuses, such as one from forged evidence
	 */
	audit(
		session: ModelSession,
		request: InferRequest,
		answer: ReceivedAnswer,
		demand: Demand,
		options: AuditOptions,
	): Promise<AuditResult>;
	/** How OpenAI's shapes map onto requests and answers, where they do. */
	readonly openai?: OpenAiMapping;
}
