import type { Answer, InferRequest } from "../../subnets/index.js";
import type { EngineBehaviour } from "../adversaries/behaviours.js";
import type { UpstreamOptions, UpstreamServer } from "../upstream/upstreamOptions.js";
import type { ProviderChoice, ProviderReport } from "./executionProvider.js";
import type { MemoryCap } from "./memoryCap.js";
import type { PackedRows } from "./packedRows.js";

/** What an engine process is told once, before its first request. */
export interface EngineSetup extends BatchLimits {
	/** Name of a shipped task or a bundle folder. */
	readonly bundle: string;
	/** Hash that the bundle must have: it may have changed on the disk since the miner read it. */
	readonly bundleHash: string;
	readonly behaviour: EngineBehaviour;
	/** The miner's own hotkey, SS58 address. */
	readonly miner: string;
	/** Threads of one inference. */
	readonly threads: number;
	readonly memoryBytes: number;
	readonly provider: ProviderChoice;
	/** Servers that run the model in this process's place. */
	readonly upstream?: UpstreamOptions | undefined;
	/** Longest time for one answer, ms. */
	readonly timeoutMs: number;
}

/** How far requests may share runs of the model. */
export interface BatchLimits {
	/** Most requests in one batch, where the task can batch. */
	readonly batchLength: number;
	/**
	 * Longest time that the run of a batch may take, ms of the model's own time, by what runs before it took; one request
	 * always may.
	 */
	readonly batchMs: number;
	/** How long a batch that is not full waits for more, ms, once requests have come together. */
	readonly batchWaitMs: number;
}

/** From the miner to an engine process, in lists. */
export type EngineRequest =
	| { readonly type: "start"; readonly setup: EngineSetup }
	| { readonly type: "answer"; readonly job: EngineJob }
	/** Nobody waits for this job any more. */
	| { readonly type: "cancel"; readonly id: number };

/** One request as an engine process gets it. */
export interface EngineJob {
	readonly id: number;
	readonly request: InferRequest;
	/** In whose name it is answered: SS58 address. */
	readonly miner: string;
	/** Whether the text is wanted piece by piece. */
	readonly streams: boolean;
	/** Where the rows that the answer withholds are to be written; absent: they come with the answer. */
	readonly rowsFile?: string;
}

/** Withheld rows in a file, one behind the other: for each tensor, in this order, the lengths of its rows in bytes. */
export interface WrittenRows {
	readonly tensors: PackedRows["tensors"];
}

/** From an engine process to the miner, in lists. */
export type EngineReply =
	| {
			readonly type: "ready";
			readonly cap: MemoryCap;
			readonly modelSha256: string;
			readonly capacity: number;
			readonly provider: ProviderReport;
			/** Those that run the model in its place. */
			readonly servers: readonly UpstreamServer[];
	  }
	| { readonly type: "failed"; readonly code: string; readonly message: string; readonly remedy: string }
	/**
	 * How many jobs the process can make use of at the same time: those in a run, and those of the next. 0: it is not
	 * ready, and refuses what it gets.
	 */
	| { readonly type: "capacity"; readonly jobs: number }
	/** A line for the log: something that the loaded model cannot do, and how it is served then. */
	| { readonly type: "notice"; readonly line: string }
	/** Where a task's code or a server behind the miner failed over a request, and never what it said. */
	| { readonly type: "fault"; readonly line: string }
	/** A server behind the miner is lost, or healthy again. */
	| { readonly type: "server"; readonly server: UpstreamServer }
	/** The jobs are being worked on: should the process die, one of them may be why. */
	| { readonly type: "begun"; readonly ids: readonly number[] }
	| { readonly type: "tokens"; readonly pieces: readonly { readonly id: number; readonly text: string }[] }
	/**
	 * What the answer withholds is in `packed`, or (`rows`) on its way into the job's file, and `kept` follows; never in the
	 * answer itself.
	 */
	| {
			readonly type: "answered";
			readonly id: number;
			readonly answer: Omit<Answer, "withheld">;
			readonly packed?: PackedRows;
			readonly rows?: WrittenRows;
	  }
	/** The rows are in the file; or they are in the message, where the disk failed. */
	| { readonly type: "kept"; readonly id: number; readonly withheld?: NonNullable<Answer["withheld"]> }
	| {
			readonly type: "refused";
			readonly id: number;
			readonly status: number;
			readonly code: string;
			readonly message: string;
			readonly remedy: string;
	  };
