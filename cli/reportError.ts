import { exitCodeOf, exitCodes } from "./exitCodes.js";
import { toJson } from "./toJson.js";

/** What `--json` prints where a command failed. */
export const errorSchema = {
	type: "object",
	required: ["error"],
	additionalProperties: false,
	properties: {
		error: {
			type: "object",
			required: ["code", "message", "remedy"],
			additionalProperties: false,
			properties: {
				code: { type: "string", pattern: "^[A-Z][A-Z0-9_]*$" },
				message: { type: "string" },
				remedy: { type: "string" },
			},
		},
	},
} as const;

interface ExpectedError extends Error {
	readonly code: string;
	readonly remedy: string;
}

/** Our own errors have a code and a remedy; anything else is a fault of ours or of Node's. */
function isExpected(error: unknown): error is ExpectedError {
	return error instanceof Error && "code" in error && "remedy" in error && typeof error.code === "string";
}

function isAbort(error: unknown): boolean {
	return (
		error instanceof Error && (error.name === "AbortError" || ("code" in error && error.code === "ABORT_ERR"))
	);
}

/** How a failure is printed, and the exit code it gives. */
export interface ErrorReport {
	readonly exitCode: number;
	/** For stderr. */
	readonly text: string;
	/** For stdout under `--json`. */
	readonly json: string;
}

function report(
	exitCode: number,
	code: string,
	message: string,
	remedy: string,
	stack?: string,
): ErrorReport {
	const oneLine = message.replace(/\s*\n\s*/g, " ");
	const lines = [`error ${code}: ${oneLine}`, `remedy: ${remedy}`];
	if (stack !== undefined) lines.push(stack);
	return {
		exitCode,
		text: `${lines.join("\n")}\n`,
		json: `${toJson({ error: { code, message: oneLine, remedy } })}\n`,
	};
}

/** Words and exit code of any failure: expected ones in one line with their remedy, others with their stack. */
export function reportError(error: unknown, interrupted: boolean): ErrorReport {
	if (isAbort(error) || (interrupted && !isExpected(error)))
		return report(
			exitCodes.interrupted,
			"INTERRUPTED",
			"interrupted before the work was done",
			"run it again",
		);
	if (isExpected(error)) return report(exitCodeOf(error), error.code, error.message, error.remedy);
	const fault = error instanceof Error ? error : new Error(String(error));
	return report(
		exitCodes.internal,
		"INTERNAL",
		fault.message,
		"this is a fault in Ganglion; please report it with the lines below",
		fault.stack,
	);
}
