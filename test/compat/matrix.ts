import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { packageRoot } from "../../chain/wallet/index.js";
import { renderMatrix } from "./renderMatrix.js";
import type { Section } from "./results.js";

declare module "vitest" {
	export interface ProvidedContext {
		/** The folder that each line leaves its results in. */
		results: string;
	}
}

/** Two lines of clients, signed requests, axon headers, Triton's client and server, and Bittensor's own runtime. */
const SECTIONS = 7;

/** Gathers what the lines found, prints it as a matrix, and writes `docs/compatibility.md` after a full run. */
export function setup(project: TestProject): () => void {
	const folder = mkdtempSync(join(tmpdir(), "ganglion-compat-results-"));
	project.provide("results", folder);
	return () => {
		const sections = readdirSync(folder)
			.sort()
			.map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Section);
		rmSync(folder, { recursive: true, force: true });
		const page = renderMatrix(sections);
		console.log(`\n${page}`);
		const whole = sections.every(({ expected, results }) => results.length === expected);
		const clean = sections.every(({ results }) => results.every(({ outcome }) => outcome !== "failed"));
		if (sections.length === SECTIONS && whole && clean)
			writeFileSync(join(packageRoot(), "docs", "compatibility.md"), page);
		else console.log("docs/compatibility.md is left as it is: only a full run that passes writes it");
	};
}
