import { readFileSync } from "node:fs";
import { faultText } from "../chain/wallet/index.js";
import { ConfigFileError } from "./errors.js";

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The content of a config file; `{}` where none is named.
 *
 * The file is a JSON object: an option's name gives its value for every command that has it, and an object
 * under a command's path ("miner start") gives values for that command alone.
 *
 * @throws {ConfigFileError} where it cannot be read or is no JSON object
 */
export function readConfigFile(file: string | undefined): Fields {
	if (file === undefined) return {};
	let parsed: unknown;
	try {
		parsed = JSON.parse(readFileSync(file, "utf8"));
	} catch (cause) {
		throw new ConfigFileError(file, faultText(cause), { cause });
	}
	if (!isFields(parsed)) throw new ConfigFileError(file, "expected a JSON object");
	return parsed;
}

/** What a config file says for one command: its own section over the file's top level. */
export function sectionFor(config: Fields, path: string): Fields {
	const section = config[path];
	return isFields(section) ? { ...config, ...section } : config;
}
