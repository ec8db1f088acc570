/**
 * What scoring/ throws. It carries `code` and `remedy` as every error of Ganglion does, without the import:
 * this room knows no other.
 */
export class ScoringError extends Error {
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

/** Arrays whose shapes do not fit each other, or data that do not fit their shape. */
export class ShapeMismatchError extends ScoringError {
	readonly expected: string;
	readonly actual: string;

	constructor(what: string, expected: string, actual: string) {
		super(
			"SHAPE_MISMATCH",
			`${what}: expected ${expected}, got ${actual}`,
			"Pass arrays of matching shapes, rows first.",
		);
		this.expected = expected;
		this.actual = actual;
	}
}

/** A NaN or an infinity where only numbers make sense: it would spread into every score. */
export class NotFiniteError extends ScoringError {
	readonly input: string;
	readonly place: number;

	constructor(input: string, place: number, value: number) {
		super(
			"NOT_FINITE",
			`${input}: expected finite numbers, got ${value} at place ${place}`,
			"Treat the answer that it came from as failed instead of scoring it.",
		);
		this.input = input;
		this.place = place;
	}
}

/** A number that a back end of 32-bit floats cannot sum without running over. */
export class Float32RangeError extends ScoringError {
	readonly input: string;
	readonly place: number;

	constructor(input: string, place: number, value: number, limit: number) {
		super(
			"FLOAT32_RANGE",
			`${input}: expected magnitudes up to ${limit}, got ${value} at place ${place}`,
			"Scale the values, or compute with the js back end, which holds 64-bit floats.",
		);
		this.input = input;
		this.place = place;
	}
}

/** A back end that was asked for by name and does not load here. */
export class BackendUnavailableError extends ScoringError {
	/** Why each candidate did not load, in the order they were tried. */
	readonly reasons: readonly string[];

	constructor(reasons: readonly string[]) {
		super(
			"BACKEND_UNAVAILABLE",
			`the tfjs back end does not load: ${reasons.join("; ")}`,
			"Run `npm run gpu:install` (with `-- --cpu` on a machine without a GPU), or use the js back end.",
		);
		this.reasons = reasons;
	}
}

/** An epoch's input whose parts do not describe one subnet. */
export class EpochInputError extends ScoringError {
	readonly part: string;

	constructor(part: string, expected: string, actual: string) {
		super(
			"EPOCH_INPUT",
			`epoch input, ${part}: expected ${expected}, got ${actual}`,
			"Pass one entry per uid in every vector, and rows that name only those uids, in ascending order.",
		);
		this.part = part;
	}
}

/** A saved crossover that cannot be used here. */
export class CrossoverInvalidError extends ScoringError {
	constructor(problem: string) {
		super("CROSSOVER_INVALID", `saved crossover: ${problem}`, "Measure it again on this machine.");
	}
}
