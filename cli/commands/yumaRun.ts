import { writeFileSync } from "node:fs";
import { defineCommand } from "../command.js";
import { UsageError } from "../errors.js";
import { exitCodes } from "../exitCodes.js";
import { readInputFile } from "../readInputFile.js";
import { openEngine } from "../yuma/openEngine.js";
import { parseYumaFile } from "../yuma/parseYumaFile.js";
import { plotYuma } from "../yuma/plotYuma.js";
import { renderYuma } from "../yuma/renderYuma.js";
import { runYuma } from "../yuma/runYuma.js";
import { toCsv } from "../yuma/toCsv.js";
import { yumaDocumentSchema } from "../yuma/yumaDocument.js";

function readText(file: string): string {
	return readInputFile(file, "vectors", "name a file of the format yuma-vectors/1").toString("utf8");
}

export const yumaRun = defineCommand({
	path: "yuma run",
	summary: "Run epochs of Yuma consensus from a file",
	description:
		"Runs each vector of a file of the format yuma-vectors/1 (one vector, an array of them, or {vectors}) by the chain's own consensus, prints what every epoch leaves behind as the chain stores it, and compares with what the file expects. Exit code 1 where something differs. Floats (--engine scoring) may be 8 stored units, of emission 5e-5, farther off than the file says.",
	arguments: {
		file: { type: "string", required: true, describe: "file of the format yuma-vectors/1" },
	},
	options: {
		engine: {
			type: "string",
			choices: ["chain", "scoring"],
			default: "chain",
			env: false,
			describe:
				"chain: exact, from the runtime artifact; scoring: floats, with their distance from the exact result",
		},
		backend: {
			type: "string",
			choices: ["js", "tfjs", "auto"],
			default: "js",
			env: false,
			describe: "what floats are computed on; auto measures which is faster",
		},
		artifact: {
			type: "string",
			placeholder: "file",
			env: false,
			describe: "another runtime than the one that comes with Ganglion",
		},
		vector: { type: "list", env: false, describe: "only vectors of these names" },
		csv: { type: "boolean", env: false, describe: "print CSV, a line for each uid of each epoch" },
		plot: { type: "string", placeholder: "file.svg", env: false, describe: "draw a picture too" },
	},
	examples: [
		"ganglion yuma run scenario.json",
		"ganglion yuma run test/vectors/yuma.json --json",
		"ganglion yuma run scenario.json --csv --plot scenario.svg",
	],
	resultSchema: yumaDocumentSchema,
	async run(values, context) {
		const { file: name, vector: chosen } = values;
		if (values.csv && context.json)
			throw new UsageError("--csv and --json are two forms", "choose one of them");
		const file = parseYumaFile(name, readText(name));
		const vectors = file.vectors.filter((vector) => chosen === undefined || chosen.includes(vector.name));
		if (vectors.length === 0 && chosen !== undefined)
			throw new UsageError(
				`${name} has no vector named ${chosen.join(", ")}`,
				`its vectors: ${file.vectors.map((vector) => vector.name).join(", ")}`,
			);
		const { engine: kind, artifact, backend } = values;
		const engine = await openEngine({ engine: kind, artifact, backend, signal: context.signal });
		const document = await runYuma({ name, file: { ...file, vectors }, signal: context.signal }, engine);
		if (values.plot !== undefined) writeFileSync(values.plot, plotYuma(document));
		return { document, csv: values.csv };
	},
	toDocument: ({ document }) => document,
	render: ({ document, csv }, context) => (csv ? toCsv(document) : renderYuma(document, context)),
	exitCode: ({ document }) => (document.passed ? exitCodes.ok : exitCodes.failed),
});
