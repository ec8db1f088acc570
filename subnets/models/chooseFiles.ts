import { ModelChoiceError } from "./errors.js";
import type { Wanted } from "./modelSource.js";

/** The suffix of an ONNX file by transformers.js' names of element types. */
const DTYPES: Readonly<Record<string, string>> = {
	fp32: "",
	fp16: "_fp16",
	int8: "_int8",
	uint8: "_uint8",
	q8: "_quantized",
	q4: "_q4",
	q4f16: "_q4f16",
	bnb4: "_bnb4",
};

/** Names of ONNX variants. */
export const modelDtypes: readonly string[] = Object.keys(DTYPES);

/**
 * Beside its ONNX file, what tokenisers, configurations and licences are kept in; at the top of a repository, but for
 * how a sentence encoder's token states become one vector.
 */
const COMPANIONS =
	/^([^/]+\.(json|jinja|model|txt)|1_Pooling\/config\.json|LICEN[CS]E[^/]*|NOTICE[^/]*|README\.md)$/i;

/**
 * Of a repository, what a miner needs: one ONNX file, and its small companions. Weights of other frameworks and
 * the other variants are left out.
 *
 * @throws ModelChoiceError where none or several ONNX files fit
 */
export function chooseFiles<F extends { readonly path: string }>(
	files: readonly F[],
	wanted: Wanted,
	what: string,
): readonly F[] {
	if (wanted.files !== undefined && wanted.files.length > 0) {
		const patterns = wanted.files.map(asPattern);
		for (const [i, pattern] of patterns.entries())
			if (!files.some(({ path }) => pattern.test(path)))
				throw new ModelChoiceError(
					`${what} (${wanted.files[i]})`,
					files.map(({ path }) => path),
				);
		return files.filter(({ path }) => patterns.some((pattern) => pattern.test(path)));
	}
	const models = files.filter(({ path }) => path.endsWith(".onnx"));
	const model = chooseModel(models, wanted.dtype);
	if (model === undefined)
		throw new ModelChoiceError(
			what,
			models.map(({ path }) => path),
		);
	return files.filter((file) => file === model || COMPANIONS.test(file.path));
}

function chooseModel<F extends { readonly path: string }>(
	models: readonly F[],
	dtype: string | undefined,
): F | undefined {
	if (dtype === undefined && models.length === 1) return models[0];
	const suffix = DTYPES[dtype ?? "fp32"] ?? "";
	for (const folder of ["onnx/", ""]) {
		const found = models.find(({ path }) => path === `${folder}model${suffix}.onnx`);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** A pattern in which `*` stands for any characters, `/` included. */
function asPattern(text: string): RegExp {
	const parts = text.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
	return new RegExp(`^${parts.join(".*")}$`);
}
