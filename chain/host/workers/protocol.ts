import type { Authorship } from "../blocks/authorship.js";
import type { Applied, BuildJob } from "../blocks/buildBlock.js";
import type { CompiledRuntime } from "../runtime/compileRuntime.js";

/** What a worker is started with. */
export interface WorkerSetup {
	readonly folder: string;
	readonly clock: SharedArrayBuffer;
	/** Pages (64 KiB) of memory that one runtime call may use. */
	readonly pages: number;
	/** 0 off … 5 trace. */
	readonly logLevel: number;
	readonly stateVersion: 0 | 1;
	/** A runtime that another thread has compiled; used where it is the one that is needed. */
	readonly known: KnownRuntime | undefined;
}

/** A compiled runtime and the block that wrote its code. */
export interface KnownRuntime {
	readonly codeBlock: number;
	readonly compiled: CompiledRuntime;
}

/** Where a transaction comes from (sp-runtime, `TransactionSource`). */
export const SOURCE = { inBlock: 0, local: 1, external: 2 } as const;

export type AuthorRequest =
	| { readonly kind: "build"; readonly job: BuildJob }
	| { readonly kind: "validate"; readonly transactions: readonly Uint8Array[] }
	| { readonly kind: "facts" };

/** A block ready to be written. */
export interface AuthoredBlock {
	readonly number: number;
	readonly hash: Uint8Array;
	readonly header: Uint8Array;
	/** They stand before the transactions that have an outcome. */
	readonly inherents: readonly Uint8Array[];
	readonly applied: readonly Applied[];
	readonly changes: readonly (readonly [string, Uint8Array | undefined])[];
	/** Who may make the block after this one. */
	readonly authorship: Authorship;
	/** Changed records of the stored trie, packed. */
	readonly nodes: Uint8Array;
}

export interface AuthorFacts {
	readonly number: number;
	readonly hash: Uint8Array;
	/** Slot of the best block, from its digest; 0 at genesis. */
	readonly slot: number;
	/** Who may make the block after the best one. */
	readonly authorship: Authorship;
	/** Of the best block's runtime; `unknown` where it cannot say. */
	readonly specName: string;
	readonly specVersion: number;
}

export type CallRequest =
	| {
			readonly kind: "call";
			readonly number: number;
			readonly method: string;
			readonly argument: Uint8Array;
	  }
	| {
			readonly kind: "merkleValue";
			readonly number: number;
			readonly key: string;
			readonly child: string | undefined;
	  }
	| { readonly kind: "proof"; readonly number: number; readonly keys: readonly string[] }
	| {
			/** Tries `code` as the runtime of the block after the best one, which is `number`. */
			readonly kind: "tryRuntime";
			readonly number: number;
			readonly parentHash: Uint8Array;
			readonly slot: number;
			readonly slotDurationMs: number;
			readonly code: Uint8Array;
	  };

/** What a worker sends. */
export type WorkerMessage =
	| { readonly kind: "ready" }
	/** A runtime was compiled; other threads may use it. */
	| { readonly kind: "runtime"; readonly runtime: KnownRuntime }
	| { readonly kind: "log"; readonly level: string; readonly target: string; readonly message: string }
	| { readonly kind: "result"; readonly value: unknown }
	| { readonly kind: "failure"; readonly method: string; readonly reason: string };
