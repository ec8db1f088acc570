import type { Answer, InferRequest } from "../../subnets/index.js";
import type { EngineBehaviour } from "../adversaries/behaviours.js";
import type { MemoryCap } from "./memoryCap.js";

/** What an engine process is told once, before its first request. */
export interface EngineSetup {
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
}

/** From the miner to an engine process. */
export type EngineRequest =
	| { readonly type: "start"; readonly setup: EngineSetup }
	| { readonly type: "answer"; readonly jobs: readonly EngineJob[] }
	/** Stop what is being worked on; nobody waits for it any more. */
	| { readonly type: "cancel" };

/** One request as an engine process gets it. */
export interface EngineJob {
	readonly id: number;
	readonly request: InferRequest;
	/** In whose name it is answered: SS58 address. */
	readonly miner: string;
	/** Whether the text is wanted piece by piece. Such a job comes alone. */
	readonly streams: boolean;
}

/** From an engine process to the miner. */
export type EngineReply =
	| {
			readonly type: "ready";
			readonly cap: MemoryCap;
			readonly modelSha256: string;
			readonly batches: boolean;
	  }
	| { readonly type: "failed"; readonly code: string; readonly message: string; readonly remedy: string }
	| { readonly type: "token"; readonly id: number; readonly text: string }
	| { readonly type: "answered"; readonly id: number; readonly answer: Answer }
	| {
			readonly type: "refused";
			readonly id: number;
			readonly status: number;
			readonly code: string;
			readonly message: string;
			readonly remedy: string;
	  };
