import type { ArgumentSpec, OptionSpec } from "./command.js";
import type { AnyCommand, CommandEntry } from "./commandTable.js";
import { exitCodes } from "./exitCodes.js";
import { globalOptions } from "./globalOptions.js";
import { environmentOf, flagOf, placeholderOf } from "./optionValues.js";
import { errorSchema } from "./reportError.js";
import { formatTokens } from "./tokenAmount.js";

const EXIT_MEANINGS: Readonly<Record<keyof typeof exitCodes, string>> = {
	ok: "done",
	failed: "the thing asked failed: results differ, a signature is not valid, a file is damaged",
	usage: "the command line, the environment or the config file is wrong",
	refused: "the chain or a peer refused",
	unreachable: "the chain or a peer cannot be reached, or did not answer in time",
	taken: "a data folder or port is taken",
	internal: "a fault in Ganglion itself; it comes with its stack",
	interrupted: "Ctrl-C or SIGTERM before the work was done",
};

function cell(text: string): string {
	return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const lines = [head, head.map(() => "---"), ...rows.map((row) => row.map(cell))];
	return lines.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function defaultOf(spec: ArgumentSpec): string {
	if (spec.required === true) return "required";
	if (spec.default === undefined || spec.default === "") return "";
	if (typeof spec.default === "bigint") return `\`${formatTokens(spec.default)}\``;
	return `\`${Array.isArray(spec.default) ? spec.default.join(",") : String(spec.default)}\``;
}

function describe(spec: ArgumentSpec): string {
	const choices =
		spec.choices === undefined ? "" : `: ${spec.choices.map((choice) => `\`${choice}\``).join(", ")}`;
	return `${spec.describe}${choices}`;
}

function optionRow(name: string, spec: OptionSpec): string[] {
	const variable = environmentOf(name, spec);
	return [
		`\`${`${flagOf(name, spec)} ${placeholderOf(spec)}`.trim()}\``,
		describe(spec),
		defaultOf(spec),
		variable === undefined ? "" : `\`${variable}\``,
		`\`${name}\``,
	];
}

function optionTable(options: Readonly<Record<string, OptionSpec>>): string {
	const shown = Object.entries(options).filter(([, spec]) => spec.hidden !== true);
	return table(
		["flag", "what it is", "default", "environment", "config file"],
		shown.map(([name, spec]) => optionRow(name, spec)),
	);
}

function usageOf(command: AnyCommand): string {
	const args = Object.entries(command.arguments ?? {}).map(([name, spec]) => {
		const dots = spec.type === "list" ? "..." : "";
		return spec.required ? `<${name}${dots}>` : `[${name}${dots}]`;
	});
	return ["ganglion", command.path, ...args, "[options]"].join(" ");
}

function section(command: AnyCommand): string {
	const parts = [
		`## ${command.path}`,
		`${command.description ?? `${command.summary}.`}`,
		`\`\`\`\n${usageOf(command)}\n\`\`\``,
	];
	if (command.arguments !== undefined)
		parts.push(
			table(
				["argument", "what it is", "default"],
				Object.entries(command.arguments).map(([name, spec]) => [
					`\`${name}\``,
					describe(spec),
					defaultOf(spec),
				]),
			),
		);
	if (Object.keys(command.options).length > 0) parts.push(optionTable(command.options));
	if (command.examples !== undefined) parts.push(`\`\`\`sh\n${command.examples.join("\n")}\n\`\`\``);
	if (command.resultSchema !== undefined)
		parts.push(
			`<details><summary>JSON Schema of the document printed under <code>--json</code></summary>\n\n\`\`\`json\n${JSON.stringify(command.resultSchema, undefined, 2)}\n\`\`\`\n\n</details>`,
		);
	return parts.join("\n\n");
}

/** The text of docs/cli.md: every command with its options, examples and result, from the table itself. */
export async function cliReference(entries: Readonly<Record<string, CommandEntry>>): Promise<string> {
	const commands = await Promise.all(Object.values(entries).map((entry) => entry.load()));
	const anchor = (path: string) => path.replaceAll(" ", "-");
	return `# ganglion on the command line

This page is generated from the commands themselves: \`UPDATE_DOCS=1 npx vitest run test/unit/cli/docs.test.ts\` writes it anew.

${table(
	["command", "what it does"],
	commands.map(({ path, summary }) => [`[${path}](#${anchor(path)})`, summary]),
)}

## How commands are read

A value comes from its flag, else from the environment, else from the config file, else it is the default.
The config file (\`--config\`, \`GANGLION_CONFIG\`) is a JSON object: an option's name gives its value for every command that has it, and an object under a command's name (\`"miner start": {…}\`) for that command alone.
A key that no command knows is refused, with the nearest one that is known.
Amounts on the command line are tokens with up to 9 decimals; in JSON they are whole rao (1 token = 1,000,000,000 rao).
A secret is never an option's value: a password comes from the terminal, \`--password-file\` or \`--password-fd\`, and without a terminal nothing is asked.

Every command has these options:

${optionTable(globalOptions)}

Where a command fails it writes one line, \`error CODE: message\`, and \`remedy: …\` on stderr; under \`--json\` this document is on stdout:

\`\`\`json
${JSON.stringify(errorSchema, undefined, 2)}
\`\`\`

The codes are in [errors.md](errors.md). Exit codes:

${table(
	["exit code", "meaning"],
	Object.entries(exitCodes).map(([name, code]) => [
		String(code),
		EXIT_MEANINGS[name as keyof typeof exitCodes],
	]),
)}

${commands.map(section).join("\n\n")}
`;
}
