import type { OptionsSpec } from "./command.js";
import { UsageError } from "./errors.js";
import { readInputFile } from "./readInputFile.js";

/** Where the keys of a validator's gateway come from; the flag is the one way that other users can see. */
export const apiKeyFileOption = {
	apiKeyFile: {
		type: "string",
		placeholder: "file",
		describe: "file of keys, one a line; # begins a comment",
	},
} as const satisfies OptionsSpec;

/** What every help says of a key on the command line. */
export const apiKeyWarning =
	"whoever lists this computer's processes sees it: prefer --api-key-file or GANGLION_API_KEY";

/**
 * The keys that the options name; empty where none is given.
 *
 * @throws {UsageError} where keys and a file are both given, the file cannot be read, or it holds no key
 */
export function givenApiKeys(values: {
	readonly apiKey: readonly string[] | undefined;
	readonly apiKeyFile: string | undefined;
}): readonly string[] {
	const { apiKey = [], apiKeyFile } = values;
	if (apiKeyFile === undefined) return apiKey;
	if (apiKey.length > 0)
		throw new UsageError(
			"API keys are given twice: as keys and by --api-key-file",
			"drop one of them (GANGLION_API_KEY and GANGLION_API_KEY_FILE in the environment count)",
		);
	const lines = readInputFile(apiKeyFile, "the API key").toString("utf8").split(/\r?\n/);
	const keys = lines.map((line) => line.replace(/#.*$/, "").trim()).filter((line) => line !== "");
	if (keys.length === 0)
		throw new UsageError(
			`${apiKeyFile} holds no API key`,
			"write one key a line, such as openssl rand -hex 24 gives",
		);
	return keys;
}
