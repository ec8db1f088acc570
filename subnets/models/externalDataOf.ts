import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { DATA_FILE_NAME, MAX_ONNX_BYTES } from "../manifest/bundleFiles.js";
import { externalLocations } from "../manifest/onnxTensors.js";
import { ModelDataAbsentError, ModelFileNameError } from "./errors.js";
import type { Offer, OfferedFile } from "./modelSource.js";

/**
 * The files of weights that ONNX files of a model name and that are not yet among those pulled.
 *
 * @param paths - of what was pulled
 * @throws ModelFileNameError where one is not beside its ONNX file; ModelDataAbsentError where the source has it not
 */
export async function externalDataOf(
	folder: string,
	paths: readonly string[],
	{ all, source }: Offer,
): Promise<OfferedFile[]> {
	const wanted = new Map<string, OfferedFile>();
	for (const path of paths.filter((one) => one.endsWith(".onnx")))
		for (const location of await locationsIn(join(folder, ...path.split("/")))) {
			const file = pathBeside(path, location);
			const offered = all.find((one) => one.path === file);
			if (offered === undefined) throw new ModelDataAbsentError(source, path, file);
			if (!paths.includes(file)) wanted.set(file, offered);
		}
	return [...wanted.values()];
}

/**
 * Path in the model's folder of a file of weights, from the name that a graph has for it.
 * @throws ModelFileNameError where that is more than a plain file name
 */
export function pathBeside(model: string, location: string): string {
	if (!new RegExp(DATA_FILE_NAME).test(location)) throw new ModelFileNameError(location);
	return [...model.split("/").slice(0, -1), location].join("/");
}

/** What names no file is none of a pull's: it takes files that are no ONNX, too, and the task's check refuses them. */
async function locationsIn(file: string): Promise<readonly string[]> {
	// Not read: it is no ONNX file.
	if ((await stat(file)).size >= MAX_ONNX_BYTES) return [];
	try {
		return externalLocations(await readFile(file));
	} catch (error) {
		if (error instanceof RangeError) return [];
		throw error;
	}
}
