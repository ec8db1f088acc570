/**
 * What subnets/ throws. It carries `code` and `remedy` as every error of Ganglion does, without the import:
 * this room stands below chain/wallet's users and may not know it.
 */
export class SubnetError extends Error {
	/** Stable UPPER_SNAKE name, listed in docs/errors.md. */
	readonly code: string;
	/** What the reader can do about it, one sentence. */
	readonly remedy: string;

	constructor(code: string, message: string, remedy: string, options?: { cause?: unknown }) {
		super(message, options);
		this.name = new.target.name;
		this.code = code;
		this.remedy = remedy;
	}
}

/** A task.json that is not a manifest. `problems` names each field and what is wrong with it. */
export class ManifestInvalidError extends SubnetError {
	readonly problems: readonly string[];

	constructor(problems: readonly string[], options?: { cause?: unknown }) {
		super(
			"MANIFEST_INVALID",
			`expected a task manifest, got one with ${problems.length === 1 ? "a fault" : `${problems.length} faults`}: ${problems.join("; ")}`,
			"Correct task.json; docs/subnet-author.md lists every field.",
			options,
		);
		this.problems = problems;
	}
}

/** A bundle that cannot be used: no such folder, a file missing, code that is no task. */
export class BundleUnusableError extends SubnetError {
	readonly bundle: string;

	constructor(bundle: string, reason: string, remedy: string, options?: { cause?: unknown }) {
		super("BUNDLE_UNUSABLE", `bundle ${bundle} cannot be used: ${reason}`, remedy, options);
		this.bundle = bundle;
	}
}

/** A file of a bundle whose bytes are not those that the manifest pins. */
export class BundleFileHashError extends SubnetError {
	readonly file: string;
	readonly expected: string;
	readonly actual: string;

	constructor(file: string, expected: string, actual: string) {
		super(
			"BUNDLE_FILE_HASH",
			`${file} is not the file that the manifest pins: expected sha256 ${expected}, got ${actual}`,
			"Fetch the bundle again from its author; an author who changed the file runs `ganglion subnet check --write` and publishes anew.",
		);
		this.file = file;
		this.expected = expected;
		this.actual = actual;
	}
}

/** A bundle whose hash is not the one expected, such as the one published on the chain. */
export class BundleHashMismatchError extends SubnetError {
	readonly expected: string;
	readonly actual: string;

	constructor(name: string, expected: string, actual: string) {
		super(
			"BUNDLE_HASH_MISMATCH",
			`bundle ${name} is not the published one: expected manifest hash ${expected}, got ${actual}`,
			"Use the bundle that the subnet's owner published; `ganglion subnet show` prints its hash and address.",
		);
		this.expected = expected;
		this.actual = actual;
	}
}

/** A model file that could harm whoever loads it, found before it is loaded. */
export class ModelRefusedError extends SubnetError {
	readonly reason: string;

	constructor(
		readonly model: string,
		reason: string,
		remedy: string,
	) {
		super("MODEL_REFUSED", `model ${model} is not loaded: ${reason}`, remedy);
		this.reason = reason;
	}
}

/** A file of weights was changed or replaced between the check of its hash and the end of loading. */
export class ModelDataChangedError extends SubnetError {
	constructor(readonly file: string) {
		super(
			"MODEL_DATA_CHANGED",
			`expected ${file} to stay as it was while the model was loaded, got another file or other bytes in its place`,
			"Find out who writes into the model's folder, and pull the model again.",
		);
	}
}

/** A manifest whose signature is missing where one is needed, or is not its author's. */
export class ManifestSignatureError extends SubnetError {
	constructor(name: string, reason: string) {
		super(
			"MANIFEST_SIGNATURE",
			`the manifest of ${name} is not signed by its author: ${reason}`,
			"Take the bundle from its author; authors sign with `ganglion subnet publish`.",
		);
	}
}

/** A bundle that is not published because its check found what others would refuse. */
export class BundleCheckFailedError extends SubnetError {
	readonly problems: readonly { readonly part: string; readonly message: string }[];

	constructor(name: string, problems: readonly { readonly part: string; readonly message: string }[]) {
		super(
			"BUNDLE_CHECK_FAILED",
			`${name} would be refused: ${problems.map(({ part, message }) => `(${part}) ${message}`).join("; ")}`,
			"Correct what `ganglion subnet check` lists.",
		);
		this.problems = problems;
	}
}

/** Thrown by a task for input that it refuses; `refusal` is what a server answers. */
export class InputRefusedError extends SubnetError {
	readonly status: number;

	constructor(refusal: { status: number; code: string; message: string; remedy: string }) {
		super(refusal.code, refusal.message, refusal.remedy);
		this.status = refusal.status;
	}
}
