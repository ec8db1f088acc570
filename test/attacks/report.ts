import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { packageRoot } from "../../chain/wallet/index.js";
import type { AttackRow } from "./rows.js";
import { type Figures, renderRows, securityPage } from "./securityPage.js";

declare module "vitest" {
	export interface ProvidedContext {
		/** The folder that each attack leaves its row in. */
		rows: string;
	}
}

/** Rows of the full runs so far, from which docs/security.md is rendered. */
const FIGURES = join(packageRoot(), "test", "attacks", "figures.json");

/** Gathers what the attacks found and prints it; after a full run, writes the rows into `docs/security.md` too. */
export function setup(project: TestProject): () => void {
	const folder = mkdtempSync(join(tmpdir(), "ganglion-attacks-"));
	project.provide("rows", folder);
	return () => {
		const rows = readdirSync(folder).map(
			(file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as AttackRow,
		);
		rmSync(folder, { recursive: true, force: true });
		const date = new Date().toISOString().slice(0, 10);
		const machine = `${cpus().length} cores, ${cpus()[0]?.model.trim() ?? "unknown"}, load ${(loadavg()[0] ?? 0).toFixed(1)}, Node.js ${process.version}`;
		const found = rows.map((row): Figures => ({ ...row, date, machine }));
		console.log(`\n${renderRows(found)}`);
		if (process.env.GANGLION_ATTACKS !== "full") return;
		const before = JSON.parse(readFileSync(FIGURES, "utf8")) as Figures[];
		const others = before.filter(({ id }) => !found.some((row) => row.id === id));
		const all = [...others, ...found].sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
		writeFileSync(FIGURES, `${JSON.stringify(all, undefined, "\t")}\n`);
		writeFileSync(join(packageRoot(), "docs", "security.md"), securityPage(all));
	};
}
