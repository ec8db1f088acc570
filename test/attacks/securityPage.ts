import type { AttackRow } from "./rows.js";

/** A row of a full run, with what it was measured on. */
export interface Figures extends AttackRow {
	readonly date: string;
	readonly machine: string;
}

const INTRODUCTION = `# What was tried against a miner

Attacks on a running miner, each an automated test with its figures: \`npm run test:attacks\`. CI runs the short form of
each, with fewer inputs and the same bounds but those of time, which hold on a machine with nothing else to do; a full run
of an attack that is withstood writes its row here. The miner is
attacked over sockets, as a process of its own wherever it is the process that is attacked, from addresses of
127.0.0.0/8; the metagraph that it goes by is given. ME1 to ME11 are the cases of a list drawn up from what networks of
this kind have met, the rest are ours. How to report a weakness: SECURITY.md.

What is asked of a row: ME1 to ME3 nothing reaches the model. ME4 memory +50 MiB at most. ME5 a validator's p99 under
twice its idle value, event loop lag under 100 ms. ME6 connections closed within 10 s, descriptors given back. ME7 no
crash, memory +100 MiB at most. ME8 refused before it is loaded, or stopped at its caps with the server up. ME9 goodput
at least 90 % of capacity, validators served at least 99 %. ME10 serving again within 5 s after each kill, or within half as long again as a start takes where nothing was killed, on a
machine with other work. ME11 never served. S1 no run of the model begins for a caller that has left. S2 no
receipt holds. S3 what is late is dropped unanswered.

The load that a row names is that of the machine, by its other work too (load average). A row is remade by \`GANGLION_ATTACKS=full npm run test:attacks --\` and the name in its last column.
`;

/** Rows as a table of Markdown. */
export function renderRows(rows: readonly Figures[]): string {
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
	const head = ["", "attack", "load held", "fault injected", "inputs tried", "outcome", "measured", "by"];
	const body = rows.map(({ id, attack, load, fault, inputs, outcome, date, machine, file }) =>
		line([id, attack, load, fault, inputs, outcome, `${date}; ${machine}`, `\`${file}\``]),
	);
	return `${[line(head), line(head.map(() => "---")), ...body].join("\n")}\n`;
}

/** docs/security.md: what was asked, and what full runs found. */
export function securityPage(rows: readonly Figures[]): string {
	const inOrder = [...rows].sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
	return `${INTRODUCTION}\n${renderRows(inOrder)}`;
}
