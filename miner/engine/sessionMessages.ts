import type { LoadedModel, Tensor } from "../../subnets/index.js";
import type { ExecutionProvider } from "./executionProvider.js";

/** What the model's thread is started with. */
export interface SessionSetup {
	readonly model: LoadedModel;
	readonly threads: number;
	readonly provider: ExecutionProvider;
}

/** To the model's thread. */
export interface RunRequest {
	readonly id: number;
	readonly feeds: Readonly<Record<string, Tensor>>;
	readonly outputs: readonly string[] | undefined;
}

/** From the model's thread. */
export type RunReply =
	| { readonly type: "loaded" }
	| { readonly type: "unusable"; readonly code: string | undefined; readonly message: string }
	| {
			readonly type: "done";
			readonly id: number;
			readonly tensors: Record<string, Tensor>;
			readonly ms: number;
	  }
	| { readonly type: "failed"; readonly id: number; readonly message: string; readonly ms: number };
