import util from "node:util";
import type { Backend } from "../backend.js";
import { BackendUnavailableError } from "../errors.js";
import { isTensorFlow, type TensorFlow } from "./tensorFlow.js";
import { tfjsBackend } from "./tfjsBackend.js";

/** The packages that may bring TensorFlow, the one that can use a GPU first. Never tfjs on wasm: see docs/scoring.md. */
const PACKAGES = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"] as const;

/**
 * Set before TensorFlow is loaded, unless the user has said otherwise: no start-up notes on stderr, and on NVIDIA
 * GPUs whole float32 products instead of the 10-bit fractions that TensorFlow takes by default.
 */
const ENVIRONMENT = { TF_CPP_MIN_LOG_LEVEL: "2", NVIDIA_TF32_OVERRIDE: "0" } as const;

/**
 * Loads TensorFlow, which takes about a second and 340 MB of memory; a process that never asks never pays.
 *
 * @throws {BackendUnavailableError} where no package loads and computes, with the reason of each
 */
export async function loadTfjs(): Promise<Backend> {
	for (const [name, value] of Object.entries(ENVIRONMENT)) process.env[name] ??= value;
	restoreRemovedHelpers();
	const reasons: string[] = [];
	for (const name of PACKAGES) {
		try {
			const tf = await importTensorFlow(name);
			return tfjsBackend(tf, describe(tf));
		} catch (error) {
			reasons.push(`${name}: ${firstLine(error)}`);
		}
	}
	throw new BackendUnavailableError(reasons);
}

async function importTensorFlow(name: string): Promise<TensorFlow> {
	// a CommonJS package: all of it is the default export
	const { default: module }: { default?: unknown } = await import(name);
	if (!isTensorFlow(module)) throw new Error("is not TensorFlow.js");
	// a library that loads but does not compute is found here, not in the middle of an epoch
	const product = module.tidy(
		() => module.matMul(module.fill([8, 8], 1), module.fill([8, 8], 1)).dataSync()[0],
	);
	if (product !== 8) throw new Error(`a product of ones gave ${product}, not 8`);
	return module;
}

/**
 * tfjs-node 4.22 calls two helpers of node:util, looked up at each call: one that Node 23 removed, and one that is
 * deprecated and would print a warning.
 */
function restoreRemovedHelpers(): void {
	Object.assign(util, {
		isNullOrUndefined: (value: unknown) => value === null || value === undefined,
		isArray: Array.isArray,
	});
}

/** "TensorFlow 2.21.0 on the GPU". */
function describe(tf: TensorFlow): string {
	const backend = tf.backend();
	const facts = typeof backend === "object" && backend !== null ? Object.entries(backend) : [];
	const fact = (name: string): unknown => facts.find(([key]) => key === name)?.[1];
	const binding = fact("binding");
	const version =
		typeof binding === "object" && binding !== null && "TF_Version" in binding ? `${binding.TF_Version}` : "";
	return `TensorFlow ${version} on the ${fact("isUsingGpuDevice") === true ? "GPU" : "CPU"}`.replace(
		"  ",
		" ",
	);
}

function firstLine(error: unknown): string {
	const text = error instanceof Error ? error.message : String(error);
	return text.split("\n", 1)[0]?.trim() ?? "";
}
