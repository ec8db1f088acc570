import { Ajv, type ErrorObject } from "ajv";
import { ManifestInvalidError } from "../errors.js";
import type { TaskManifest } from "./manifest.js";
import { manifestSchema } from "./schema.js";

const validate = new Ajv({ allErrors: true, strict: false }).compile<TaskManifest>(manifestSchema);

/**
 * Checks a manifest by its schema and by the rules that a schema cannot say.
 *
 * @param json - text of task.json, or a value that was parsed from it
 * @throws ManifestInvalidError naming every field that is wrong
 */
export function parseManifest(json: unknown): TaskManifest {
	const value = typeof json === "string" ? parseText(json) : json;
	if (!validate(value)) throw new ManifestInvalidError(describe(validate.errors ?? []));
	const problems = findContradictions(value);
	if (problems.length > 0) throw new ManifestInvalidError(problems);
	return value;
}

function parseText(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw new ManifestInvalidError([`it is not JSON (${(cause as Error).message})`], { cause });
	}
}

function describe(errors: readonly ErrorObject[]): string[] {
	const lines = errors
		.filter(({ keyword }) => keyword !== "if" && keyword !== "oneOf")
		.map(({ instancePath, message, params }) => {
			const where = instancePath === "" ? "the manifest" : instancePath.slice(1).replaceAll("/", ".");
			const what = "additionalProperty" in params ? ` (${params.additionalProperty})` : "";
			return `${where} ${message}${what}`;
		});
	return lines.length > 0 ? [...new Set(lines)] : ["code is neither a shipped task nor one file"];
}

function findContradictions(manifest: TaskManifest): string[] {
	const problems: string[] = [];
	const { kind, model, verification, files, scorer } = manifest;
	if (kind === "reference" && verification.mode === "none")
		problems.push(
			"verification.mode is none, but kind reference needs an audit: nothing else tells a cheaper model",
		);
	if (kind === "competition" && scorer.description.length === 0)
		problems.push("scorer.description is empty, but kind competition pays by the score alone");
	if (new Set(files.map(({ name }) => name)).size !== files.length)
		problems.push("two entries of files have one name");
	const locations = (model.externalData ?? []).map(({ location }) => location);
	if (new Set(locations).size !== locations.length)
		problems.push("two entries of model.externalData have one location");
	return problems;
}
