import { characterErrorRate, errorNorm } from "../../scoring/index.js";
import { InputRefusedError } from "../errors.js";
import type { TaskManifest } from "../manifest/manifest.js";
import { accepted, refusal } from "../protocol/refusal.js";
import { sha256Hex } from "../protocol/sha256.js";
import { findTensor, tensorBytes, tensorFromBytes, textsOf, textTensor } from "../protocol/tensor.js";
import { createRandom } from "./random.js";
import { auditRows, commitRows, describeDistance } from "./withheldRows.js";

/** What a task's code gets. A bundle's file cannot import Ganglion, so the parts it needs are handed to it. */
export interface TaskContext {
	readonly manifest: TaskManifest;
	/** A file of the manifest's `files`, by name; its hash is checked at each read. */
	readFile(name: string): Promise<Uint8Array>;
	readonly toolkit: Toolkit;
}

/** Functions for a task's code, the same that the shipped tasks use. */
export type Toolkit = ReturnType<typeof createToolkit>;

export function createToolkit() {
	return {
		accepted,
		refusal,
		InputRefusedError,
		sha256Hex,
		createRandom,
		errorNorm,
		characterErrorRate,
		auditRows,
		commitRows,
		describeDistance,
		findTensor,
		textsOf,
		textTensor,
		tensorBytes,
		tensorFromBytes,
	};
}
