import type { Section, TaskResult } from "./results.js";

const INTRODUCTION = `# Compatibility with Bittensor's clients

Bittensor's own Python clients, unmodified from the package index, against \`ganglion chain start --tmp\`. This page is
written by \`npm run compat\`. "Works" means that the effect was read back from the chain through \`chain/client\` or raw
storage, or, for a question, that the answer holds what the chain says; no exit status is believed. Where something is
not supported, the exact message that a user sees is quoted, with the reason and, where there is one, another way.
`;

/** The parts as a page of Markdown, with one table over all lines of clients. */
export function renderMatrix(sections: readonly Section[]): string {
	const lines = sections.filter(({ column }) => column !== undefined);
	const rest = sections.filter(({ column }) => column === undefined);
	return [INTRODUCTION, renderOverview(lines), ...[...lines, ...rest].map(renderSection)].join("\n");
}

function renderOverview(lines: readonly Section[]): string {
	const tasks = [...new Set(lines.flatMap((line) => line.results.map(({ task }) => task)))];
	const cell = (line: Section, task: string) =>
		line.results.find((result) => result.task === task)?.outcome ?? "–";
	return table(
		["task", ...lines.map(({ column, introduction }) => `${column}: ${introduction}`)],
		tasks.map((task) => [task, ...lines.map((line) => cell(line, task))]),
	);
}

function renderSection({ title, introduction, results }: Section): string {
	const row = ({ task, how, outcome, note, why }: TaskResult) => [
		task,
		`\`${how}\``,
		outcome === "works" ? note : [`**${outcome}**: “${note}”`, why ?? []].flat().join(" "),
	];
	const rows = table(["task", "by", "read back, or the message"], results.map(row));
	return `## ${title}\n\n${introduction}\n\n${rows}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
	return `${[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}
