import { SubnetError } from "../errors.js";

/** As the CLI counts it: the command line is wrong. */
const USAGE = 2;
/** As the CLI counts it: a peer refused. */
const REFUSED = 3;

/** A text names no source that models can be pulled from. */
export class ModelSourceError extends SubnetError {
	readonly exitCode = USAGE;

	constructor(source: string, reason: string) {
		super(
			"MODEL_SOURCE_INVALID",
			`"${source.slice(0, 200)}" is no source of a model: ${reason}`,
			"Write hf:owner/name[@revision], npm:package[@version], an https address, or a folder.",
		);
	}
}

/** A model's name cannot be a folder below the models' folder. */
export class ModelNameError extends SubnetError {
	readonly exitCode = USAGE;

	constructor(name: string) {
		super(
			"MODEL_NAME_INVALID",
			`"${name.slice(0, 200)}" cannot be the name of a model`,
			"Use one or two parts of letters, digits, dots, dashes and underscores, such as owner/name (--name).",
		);
	}
}

/** A file name in a repository, package or folder would leave the model's folder, or is one that Ganglion writes. */
export class ModelFileNameError extends SubnetError {
	constructor(file: string) {
		super(
			"MODEL_FILE_NAME",
			`expected file names inside the model's folder, got ${JSON.stringify(file.slice(0, 200))}`,
			"Do not use this source: a file of that name would be written outside its folder or over Ganglion's own.",
		);
	}
}

/** There is no such model below the models' folder. */
export class ModelNotFoundError extends SubnetError {
	constructor(
		readonly model: string,
		readonly folder: string,
	) {
		super(
			"MODEL_NOT_FOUND",
			`model ${model} is not in ${folder}`,
			`Pull it: ganglion model pull hf:${model}; \`ganglion model list\` shows what is there, --models names another folder.`,
		);
	}
}

/** What a model's folder says of itself cannot be read. */
export class ModelLockError extends SubnetError {
	constructor(file: string, reason: string, options?: { cause?: unknown }) {
		super(
			"MODEL_LOCK_INVALID",
			`${file} does not say which files the model has: ${reason}`,
			"Remove the model and pull it again.",
			options,
		);
	}
}

/** The source has other bytes than those that were pinned, by --sha256 or by the first pull. */
export class ModelPinError extends SubnetError {
	constructor(
		readonly file: string,
		readonly expected: string,
		readonly actual: string,
	) {
		super(
			"MODEL_PIN_MISMATCH",
			`${file} is not the file that is pinned: expected ${expected}, got ${actual}`,
			"Keep what you have, or `ganglion model remove` it and pull anew, or pull the other version under another --name.",
		);
	}
}

/** Bytes arrived whole but are not those that the source announced. */
export class ModelHashError extends SubnetError {
	constructor(
		readonly file: string,
		readonly expected: string,
		readonly actual: string,
	) {
		super(
			"MODEL_HASH_MISMATCH",
			`${file} arrived with other bytes than announced: expected ${expected}, got ${actual}`,
			"Pull again; if it stays so, do not use this source or mirror.",
		);
	}
}

/** The connection ended, or ended again and again, before a file was whole. What came is kept for the next pull. */
export class ModelTruncatedError extends SubnetError {
	constructor(
		readonly file: string,
		expected: number | undefined,
		readonly received: number,
		options?: { cause?: unknown },
	) {
		super(
			"MODEL_DOWNLOAD_TIMED_OUT",
			`${file} did not arrive whole: expected ${expected ?? "all"} bytes, got ${received}`,
			"Pull again: it goes on where it stopped.",
			options,
		);
	}
}

/** More bytes came than the file has. */
export class ModelTooLongError extends SubnetError {
	constructor(file: string, expected: number) {
		super(
			"MODEL_DOWNLOAD_TOO_LONG",
			`${file} is longer than announced: expected ${expected} bytes, got more`,
			"Do not use this source or mirror.",
		);
	}
}

/** No answer from the host of a model. */
export class ModelHostUnreachableError extends SubnetError {
	constructor(host: string, reason: string, options?: { cause?: unknown }) {
		super(
			"MODEL_HOST_UNREACHABLE",
			`${host} cannot be reached: ${reason}`,
			"Check the address and the network; HF_ENDPOINT or --endpoint names a mirror of the hub.",
			options,
		);
	}
}

/** The host does not give the model to whoever asks. */
export class ModelGatedError extends SubnetError {
	readonly exitCode = REFUSED;

	constructor(what: string, status: number, hasToken: boolean) {
		super(
			"MODEL_ACCESS_REFUSED",
			`${what} is not given to ${hasToken ? "the owner of this HF_TOKEN" : "anybody without a token"} (status ${status})`,
			"Check the name; accept the model's conditions on its page, and set HF_TOKEN to a token that may read it.",
		);
	}
}

/** The host has no such model, revision or file. */
export class ModelAbsentError extends SubnetError {
	readonly exitCode = REFUSED;

	constructor(what: string) {
		super(
			"MODEL_ABSENT",
			`expected ${what} at the source, which does not have it`,
			"Check name, revision and file.",
		);
	}
}

/** The host answered with something that is no answer of its API. */
export class ModelHostAnswerError extends SubnetError {
	constructor(what: string, answer: string, options?: { cause?: unknown }) {
		super(
			"MODEL_HOST_ANSWER",
			`expected ${what}, got ${answer}`,
			"Check that the address is a hub, registry or file server, and try again later.",
			options,
		);
	}
}

/** An address that others on the way can change, with nothing to check the bytes by. */
export class ModelInsecureError extends SubnetError {
	readonly exitCode = USAGE;

	constructor(host: string, reason: string) {
		super(
			"MODEL_SOURCE_INSECURE",
			`${host} is asked over plain http: ${reason}`,
			"Use https, or for a file give its --sha256.",
		);
	}
}

/** The disk has no room for a file. What came is kept for the next pull. */
export class ModelDiskFullError extends SubnetError {
	constructor(folder: string, file: string, options?: { cause?: unknown }) {
		super(
			"MODEL_DISK_FULL",
			`${folder} has no room for ${file}`,
			"Make room, or name a folder on another disk by --models, and pull again: it goes on where it stopped.",
			options,
		);
	}
}

/** A repository has several ONNX files and none was chosen. */
export class ModelChoiceError extends SubnetError {
	readonly exitCode = USAGE;

	constructor(what: string, choices: readonly string[]) {
		super(
			"MODEL_CHOICE",
			choices.length === 0
				? `${what} has no ONNX file, which is what a miner can serve`
				: `${what} has no such file; it has ${choices.slice(0, 20).join(", ")}`,
			choices.length === 0
				? "Pull a repository with ONNX files (those of onnx-community have them), or --files to take others."
				: "Choose one by --dtype (fp32, fp16, q8, int8, uint8, q4, q4f16, bnb4) or by --files.",
		);
	}
}

/** A graph names a file of weights that its source does not have. */
export class ModelDataAbsentError extends SubnetError {
	readonly exitCode = REFUSED;

	constructor(source: string, model: string, file: string) {
		super(
			"MODEL_DATA_ABSENT",
			`expected ${file} in ${source}, because ${model} keeps weights in it, got none`,
			"Pull the whole repository (hf:owner/name) or folder, not the one file; if it is missing there, tell its author.",
		);
	}
}

/** Another process pulls the same model now. */
export class ModelBusyError extends SubnetError {
	constructor(model: string, pid: number) {
		super(
			"MODEL_BUSY",
			`model ${model} is being pulled by process ${pid}`,
			"Wait for it, or stop it and pull again.",
		);
	}
}

/** npm could not fetch a package. */
export class ModelPackageError extends SubnetError {
	constructor(name: string, reason: string, options?: { cause?: unknown }) {
		super(
			"MODEL_PACKAGE",
			`npm did not give the package ${name}: ${reason}`,
			"Check name and version, and npm's own configuration (`npm view` asks the same registry).",
			options,
		);
	}
}
