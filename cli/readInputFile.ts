import { readFileSync } from "node:fs";
import { faultText } from "../chain/wallet/index.js";
import { UsageError } from "./errors.js";

/**
 * The bytes of a file that the command line names.
 *
 * @param source - a path, or an open file descriptor
 * @param what - what it holds, at the head of the message: "the password"
 * @throws {UsageError} where it cannot be read
 */
export function readInputFile(
	source: string | number,
	what: string,
	remedy = "name a file that this user can read",
): Buffer {
	try {
		return readFileSync(source);
	} catch (cause) {
		const name = typeof source === "number" ? `file descriptor ${source}` : source;
		throw new UsageError(`${what} cannot be read from ${name}: ${faultText(cause)}`, remedy);
	}
}

/** The JSON document in a file that the command line names. @throws {UsageError} where it is none */
export function readJsonFile(source: string | number, what: string, remedy?: string): unknown {
	const text = readInputFile(source, what, remedy).toString("utf8");
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw new UsageError(
			`${what} in ${source} is no JSON: ${faultText(cause)}`,
			remedy ?? "name a file that holds a JSON document",
		);
	}
}
