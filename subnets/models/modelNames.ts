import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { ModelFileNameError, ModelNameError } from "./errors.js";

/** Beside a model's files: which they are and where they came from. */
export const MODEL_LOCK = "ganglion-model.json";
/** Where Python's huggingface_hub keeps what it knows of files in a plain folder. */
export const HUB_METADATA = ".cache/huggingface/download";
/** Longest path of a file inside a model's folder, in characters. */
const MAX_PATH = 512;

const NAME_PART = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,95}$/;

/** The environment variable that names the models' folder; engine processes inherit it. */
export const MODELS_VARIABLE = "GANGLION_MODELS";

/** Where models lie: what {@link MODELS_VARIABLE} names, else `~/.ganglion/models`. */
export function modelsFolder(): string {
	const named = process.env[MODELS_VARIABLE];
	return resolve(named === undefined || named === "" ? join(homedir(), ".ganglion", "models") : named);
}

/**
 * Checks a model's name: `name` or `owner/name`, as the hub has them.
 * @throws ModelNameError
 */
export function checkModelName(name: string): string {
	const parts = name.split("/");
	if (parts.length > 2 || !parts.every((part) => NAME_PART.test(part) && !part.includes(".."))) {
		throw new ModelNameError(name);
	}
	return name;
}

/**
 * The folder of a model: `<models>/<owner>/<name>`, the layout of plain folders that transformers.js
 * (`env.localModelPath`) and Python's `from_pretrained(folder)` and `hf download --local-dir` read.
 *
 * @throws ModelNameError
 */
export function modelFolder(models: string, name: string): string {
	return join(resolve(models), ...checkModelName(name).split("/"));
}

/**
 * Checks that a file's name stays inside its folder on every system, and is none that Ganglion writes there.
 * @throws ModelFileNameError
 */
export function checkFilePath(path: string): string {
	const parts = path.split("/");
	const stays =
		path.length <= MAX_PATH &&
		// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
		!/[\u0000-\u001f\\:*?"<>|]/.test(path) &&
		parts.every((part) => part !== "" && part !== "." && part !== "..");
	if (!stays || path === MODEL_LOCK || path.endsWith(".part") || parts[0] === ".cache") {
		throw new ModelFileNameError(path);
	}
	return path;
}
