import { UsageError } from "./errors.js";
import { readJsonFile } from "./readInputFile.js";

/** A JSON object that is merged over a genesis preset. @throws UsageError, InputFileError */
export function readGenesisPatch(file: string): object {
	const patch = readJsonFile(file, "the genesis patch");
	if (typeof patch !== "object" || patch === null || Array.isArray(patch))
		throw new UsageError(
			`the genesis patch in ${file} is no JSON object`,
			"write the fields that differ from the preset",
		);
	return patch;
}
