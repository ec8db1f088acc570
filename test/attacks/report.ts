import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, release, tmpdir } from "node:os";
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

/** Rows of a whole run; a page with fewer would hide an attack that failed. */
const ROWS = 20;

const INTRODUCTION = `# What was tried against a miner

Attacks on a running miner, each an automated test with its figures. The page is written by a full run of
\`GANGLION_ATTACKS=full npm run test:attacks\`; CI runs the short form of each (\`npm run test:attacks\`), with the same
bounds and fewer inputs. The miner is a process of its own, as people run it, attacked over sockets from addresses of
127.0.0.0/8; the metagraph that it goes by is given. ME1 to ME11 are the cases of a list drawn up from what networks of
this kind have met; the rest are ours. How to report a weakness: SECURITY.md.
`;

/** Gathers what the attacks found, prints it, and writes `docs/security.md` after a full run. */
export function setup(project: TestProject): () => void {
	const folder = mkdtempSync(join(tmpdir(), "ganglion-attacks-"));
	project.provide("rows", folder);
	return () => {
		const rows = readdirSync(folder).map(
			(file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as AttackRow,
		);
		rmSync(folder, { recursive: true, force: true });
		rows.sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
		const page = render(rows);
		console.log(`\n${page}`);
		const isFull = process.env.GANGLION_ATTACKS === "full";
		if (isFull && rows.length === ROWS) writeFileSync(join(packageRoot(), "docs", "security.md"), page);
		else console.log("docs/security.md is left as it is: only a full run of all attacks writes it");
	};
}

function render(rows: readonly AttackRow[]): string {
	const machine = `Measured on ${cpus().length} cores (${cpus()[0]?.model.trim() ?? "unknown"}), ${process.platform} ${release()}, Node.js ${process.version}, ${new Date().toISOString().slice(0, 10)}.`;
	const head = ["", "attack", "load held", "fault injected", "inputs tried", "outcome", "remade by"];
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
	const command = (file: string) => `\`GANGLION_ATTACKS=full npm run test:attacks -- ${file}\``;
	const body = rows.map(({ id, attack, load, fault, inputs, outcome, file }) =>
		line([id, attack, load, fault, inputs, outcome, command(file)]),
	);
	return `${[INTRODUCTION, machine, "", line(head), line(head.map(() => "---")), ...body].join("\n")}\n`;
}
