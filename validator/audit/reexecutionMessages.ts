import type { LoadedModel, Tensor } from "../../subnets/index.js";

/** From the validator to its re-execution process. */
export type ReexecutionRequest =
	| {
			readonly type: "load";
			readonly id: number;
			readonly model: string;
			readonly loaded: LoadedModel;
			readonly threads: number;
	  }
	| {
			readonly type: "run";
			readonly id: number;
			readonly model: string;
			readonly feeds: Readonly<Record<string, Tensor>>;
			readonly outputs: readonly string[] | undefined;
	  };

/** Back again; `id` is the request's. */
export type ReexecutionReply =
	| { readonly type: "done"; readonly id: number; readonly tensors: Readonly<Record<string, Tensor>> }
	| { readonly type: "failed"; readonly id: number; readonly message: string };
