import { InputRefusedError } from "../errors.js";

/**
 * The part of a caller's input without which a task has no challenge.
 *
 * @param kind - what is expected, with its article, such as `a text`
 * @param remedy - what to send, with an example of `ganglion query`
 * @throws InputRefusedError (400 `INPUT_MISSING`) where the part is not there
 */
export function requiredInput<T>(part: T | undefined, kind: string, remedy: string): T {
	if (part !== undefined) return part;
	throw new InputRefusedError({
		status: 400,
		code: "INPUT_MISSING",
		message: `expected ${kind}, got none`,
		remedy,
	});
}
