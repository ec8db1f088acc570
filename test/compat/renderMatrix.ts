import type { LineResults, TaskResult } from "./results.js";

const INTRODUCTION = `# Compatibility with Bittensor's clients

Bittensor's own Python clients, unmodified from the package index, against \`ganglion chain start --tmp\`. This page is
written by \`npm run compat\`. "Works" means that the effect was read back from the chain through \`chain/client\` or raw
storage, or, for a question, that the answer holds what the chain says; no exit status is believed. Where something is
not supported, the exact message that a user sees is quoted.
`;

/** The matrix as a page of Markdown. */
export function renderMatrix(lines: readonly LineResults[]): string {
	const sections = lines.map(renderLine);
	const legend = lines.map(
		(line) => `- **line ${line.id}**: ${line.packages.map((name) => `\`${name}\``).join(" with ")}`,
	);
	return [INTRODUCTION, `${legend.join("\n")}\n`, renderOverview(lines), ...sections].join("\n");
}

function renderOverview(lines: readonly LineResults[]): string {
	const tasks = [...new Set(lines.flatMap((line) => line.results.map(({ task }) => task)))];
	const cell = (line: LineResults, task: string) =>
		line.results.find((result) => result.task === task)?.outcome ?? "–";
	return table(
		["task", ...lines.map((line) => `line ${line.id}`)],
		tasks.map((task) => [task, ...lines.map((line) => cell(line, task))]),
	);
}

function renderLine(line: LineResults): string {
	const row = ({ task, how, outcome, note }: TaskResult) => [
		task,
		`\`${how}\``,
		outcome === "works" ? note : `**${outcome}**: ${note === "" ? "" : `“${note}”`}`,
	];
	return `## Line ${line.id}\n\n${table(["task", "by", "read back, or the message"], line.results.map(row))}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
	return `${[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}
