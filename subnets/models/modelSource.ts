import type { DownloadOptions } from "./downloadFile.js";
import type { Announced, FileHashes } from "./fileHashes.js";
import type { ModelHttp } from "./modelHttp.js";

/** One file that a source offers. */
export interface OfferedFile extends Announced {
	/** Inside the model's folder, with `/`; not yet checked. */
	readonly path: string;
	/**
	 * Brings it to `target`, whole or not at all.
	 * @returns what came
	 */
	fetch(target: string, progress: DownloadOptions["onProgress"]): Promise<FileHashes>;
}

/** What a source has of a model. */
export interface Offer {
	/** The model's name where no other is given. */
	readonly name: string;
	/** As it is recorded; without credentials. */
	readonly source: string;
	readonly revision?: string;
	/** Those that are wanted. */
	readonly files: readonly OfferedFile[];
	/** All that the source has: which of them hold weights, a graph tells once it is here. */
	readonly all: readonly OfferedFile[];
	/** Ends what the source keeps open. */
	close?(): Promise<void>;
}

/** What is wanted of a source, where it has more than one model needs. */
export interface Wanted {
	/** transformers.js' names of ONNX variants, such as `q4` for `onnx/model_q4.onnx`. */
	readonly dtype?: string | undefined;
	/** Names or patterns with `*`, in place of what a miner needs. */
	readonly files?: readonly string[] | undefined;
}

export interface SourceModules extends ModelHttp {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly pausesMs: readonly number[];
}
