import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { packageRoot } from "../../chain/wallet/index.js";
import type { AttackRow } from "./rows.js";

declare module "vitest" {
	export interface ProvidedContext {
		/** The folder that each attack leaves its row in. */
		rows: string;
	}
}

/** A row of a full run, with what it was measured on. */
interface Figures extends AttackRow {
	readonly date: string;
	readonly machine: string;
}

const INTRODUCTION = `# What was tried against a miner

Attacks on a running miner, each an automated test with its figures: \`npm run test:attacks\`. CI runs the short form of
each, with the same bounds and fewer inputs; a full run of an attack that is withstood writes its row here. The miner is
attacked over sockets, as a process of its own wherever it is the process that is attacked, from addresses of
127.0.0.0/8; the metagraph that it goes by is given. ME1 to ME11 are the cases of a list drawn up from what networks of
this kind have met, the rest are ours. How to report a weakness: SECURITY.md.

What is asked of a row: ME1 to ME3 nothing reaches the model. ME4 memory +50 MiB at most. ME5 a validator's p99 under
twice its idle value, event loop lag under 100 ms. ME6 connections closed within 10 s, descriptors given back. ME7 no
crash, memory +100 MiB at most. ME8 refused before it is loaded, or stopped at its caps with the server up. ME9 goodput
at least 90 % of capacity, validators served at least 99 %. ME10 serving again within 5 s. ME11 never served.

A row is remade by \`GANGLION_ATTACKS=full npm run test:attacks --\` and the name in its last column.
`;

/** Rows of the full runs so far. */
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
		console.log(`\n${render(found)}`);
		if (process.env.GANGLION_ATTACKS !== "full") return;
		const before = JSON.parse(readFileSync(FIGURES, "utf8")) as Figures[];
		const others = before.filter(({ id }) => !found.some((row) => row.id === id));
		const all = [...others, ...found].sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
		writeFileSync(FIGURES, `${JSON.stringify(all, undefined, "\t")}\n`);
		writeFileSync(join(packageRoot(), "docs", "security.md"), `${INTRODUCTION}\n${render(all)}`);
	};
}

function render(rows: readonly Figures[]): string {
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
	const head = ["", "attack", "load held", "fault injected", "inputs tried", "outcome", "measured", "by"];
	const body = rows.map(({ id, attack, load, fault, inputs, outcome, date, machine, file }) =>
		line([id, attack, load, fault, inputs, outcome, `${date}; ${machine}`, `\`${file}\``]),
	);
	return `${[line(head), line(head.map(() => "---")), ...body].join("\n")}\n`;
}
