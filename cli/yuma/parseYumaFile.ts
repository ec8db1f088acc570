import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { YumaFileError } from "./errors.js";
import { yumaFileSchema } from "./yumaSchema.js";
import type { YumaFile, YumaVector } from "./yumaVector.js";

/** What an epoch pays where the file says nothing, in rao. */
const USUAL_EMISSION = 1_000_000_000;

/** Compiled when first needed: it takes a while. */
let validator: ValidateFunction | undefined;

/** One vector, an array or `{vectors}`, as `{vectors}`. */
function toFile(parsed: unknown): unknown {
	if (Array.isArray(parsed)) return { vectors: parsed };
	if (typeof parsed === "object" && parsed !== null && "epochs" in parsed && !("vectors" in parsed))
		return { vectors: [parsed] };
	return parsed;
}

function describe(error: ErrorObject | undefined): string {
	if (error === undefined) return "it is not of the format";
	const { additionalProperty, allowedValues } = error.params as {
		readonly additionalProperty?: string;
		readonly allowedValues?: readonly unknown[];
	};
	const detail = additionalProperty ?? allowedValues?.join(", ");
	return `${error.instancePath || "the file"} ${error.message}${detail === undefined ? "" : `: ${detail}`}`;
}

/** What a schema cannot say: one entry for each uid, and no uid beyond them. */
function checkUids(file: string, vector: YumaVector): void {
	const { n, name, initial } = vector;
	const refuse = (what: string) => {
		throw new YumaFileError(file, `vector ${name}: ${what}`);
	};
	const columns = { stakes: vector.stakes, ...initial, bonds: undefined };
	for (const [column, values] of Object.entries(columns))
		if (Array.isArray(values) && values.length !== n)
			refuse(`${column} has ${values.length} entries, expected ${n}`);
	const check = (uid: number, where: string) => {
		if (uid >= n) refuse(`${where} names uid ${uid}, there are ${n}`);
	};
	vector.epochs.forEach((entry, index) => {
		for (const row of entry.setWeights ?? []) {
			for (const uid of [row.uid, ...row.uids]) check(uid, `setWeights of epoch entry ${index}`);
			if (row.uids.length !== row.values.length)
				refuse(`a row of epoch entry ${index} has not one value for each uid`);
			if (new Set(row.uids).size !== row.uids.length)
				refuse(`a row of epoch entry ${index} names a uid twice`);
		}
		for (const { uid } of [entry.reregister ?? []].flat()) check(uid, `reregister of epoch entry ${index}`);
		for (const { values, quantity } of entry.expected ?? [])
			for (const [uid, value] of Object.entries(values)) {
				check(Number(uid), `expected of epoch entry ${index}`);
				// A row where a number belongs, or the reverse, would be compared with nothing.
				if ((typeof value === "object") !== (quantity === "bonds"))
					refuse(`expected ${quantity} of uid ${uid} in epoch entry ${index} has the wrong form`);
			}
	});
	for (const [uid, row] of Object.entries(initial?.bonds ?? {}))
		for (const one of [uid, ...Object.keys(row)]) check(Number(one), "initial bonds");
}

/**
 * Reads a text of the format `yuma-vectors/1`: one vector, an array of them, or `{vectors}`.
 *
 * @param file - its name, for messages
 * @throws {YumaFileError}
 */
export function parseYumaFile(file: string, text: string): YumaFile {
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch (cause) {
		throw new YumaFileError(
			file,
			`it is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
			{ cause },
		);
	}
	const content = toFile(parsed);
	validator ??= new Ajv({ allowUnionTypes: true }).compile(yumaFileSchema);
	if (!validator(content)) throw new YumaFileError(file, describe(validator.errors?.[0]));
	const { vectors, totalEmissionPerEpoch } = content as {
		readonly vectors: readonly YumaVector[];
		readonly totalEmissionPerEpoch?: number;
	};
	for (const vector of vectors) checkUids(file, vector);
	return { vectors, emission: totalEmissionPerEpoch ?? USUAL_EMISSION };
}
