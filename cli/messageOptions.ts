import type { ArgumentsSpec, OptionsSpec } from "./command.js";
import { UsageError } from "./errors.js";
import { readInputFile } from "./readInputFile.js";

/** The message on the command line. */
export const messageArgument = {
	message: { type: "string", describe: "the message, as UTF-8" },
} as const satisfies ArgumentsSpec;

/** The message in a file, in place of the argument. */
export const messageOptions = {
	file: { type: "string", placeholder: "file", env: false, describe: "file whose bytes are the message" },
} as const satisfies OptionsSpec;

/**
 * The bytes that are signed or verified.
 *
 * @throws {UsageError} where there is not exactly one message
 */
export function messageBytes(values: {
	readonly message: string | undefined;
	readonly file: string | undefined;
}): Uint8Array {
	const { message, file } = values;
	if ((message === undefined) === (file === undefined))
		throw new UsageError("expected either a message or --file", "give one of them");
	if (message !== undefined) return new TextEncoder().encode(message);
	return new Uint8Array(readInputFile(file ?? "", "the message"));
}
