import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { packageRoot } from "../../chain/wallet/index.js";
import { renderMatrix } from "./renderMatrix.js";
import type { LineResults } from "./results.js";

declare module "vitest" {
	export interface ProvidedContext {
		/** The folder that each line leaves its results in. */
		results: string;
	}
}

/** Gathers what the lines found, prints it as a matrix, and writes `docs/compatibility.md` after a full run. */
export function setup(project: TestProject): () => void {
	const folder = mkdtempSync(join(tmpdir(), "ganglion-compat-results-"));
	project.provide("results", folder);
	return () => {
		const lines = readdirSync(folder)
			.sort()
			.map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as LineResults);
		rmSync(folder, { recursive: true, force: true });
		const page = renderMatrix(lines);
		console.log(`\n${page}`);
		const results = lines.flatMap((line) => line.results);
		const complete = lines.length === 2 && lines.every((line) => line.complete);
		if (complete && results.every(({ outcome }) => outcome !== "failed"))
			writeFileSync(join(packageRoot(), "docs", "compatibility.md"), page);
		else console.log("docs/compatibility.md is left as it is: only a full run that passes writes it");
	};
}
