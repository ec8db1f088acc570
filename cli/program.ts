import { Command as Commander, CommanderError } from "commander";
import { checkConfigKeys } from "./checkConfigKeys.js";
import type { ArgumentsSpec, CommandContext, OptionSpec } from "./command.js";
import type { AnyCommand, CommandEntry } from "./commandTable.js";
import { readConfigFile, sectionFor } from "./configFile.js";
import { exitCodes } from "./exitCodes.js";
import { globalOptions } from "./globalOptions.js";
import { environmentOf, flagOf, placeholderOf, resolveArguments, resolveOptions } from "./optionValues.js";

type Table = Readonly<Record<string, CommandEntry>>;
type Flags = Readonly<Record<string, unknown>>;

/** The global options once resolved. */
export interface GlobalValues {
	readonly json: boolean;
	readonly logLevel: string;
	readonly logFormat: "text" | "json";
	readonly noColor: boolean;
	readonly config: Readonly<Record<string, unknown>>;
	/** Where `config` was read from; undefined without a config file. */
	readonly configFile: string | undefined;
}

/** What the program is built from; tests pass their own table and context. */
export interface ProgramModules {
	readonly table: Table;
	readonly version: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly write: (text: string) => void;
	readonly writeError: (text: string) => void;
	/** Called once the global options are known. */
	createContext(values: GlobalValues): Promise<CommandContext>;
	/** Prints a result; gets the exit code back from the command. */
	print(command: AnyCommand, result: unknown, context: CommandContext): void;
}

/** The words at the head of the arguments that name a command or a group. */
function leadingWords(argv: readonly string[]): readonly string[] {
	const end = argv.findIndex((word) => word.startsWith("-"));
	return end === -1 ? argv : argv.slice(0, end);
}

/** The longest command path that the arguments begin with. */
export function selectPath(table: Table, argv: readonly string[]): string | undefined {
	// Global flags may come first: `ganglion --json wallet list`.
	const words = leadingWords(argv.filter((word) => word !== "--json" && word !== "--no-color"));
	for (let length = words.length; length > 0; length--) {
		const path = words.slice(0, length).join(" ");
		if (Object.hasOwn(table, path)) return path;
	}
	return undefined;
}

function describeOption(name: string, spec: OptionSpec): string {
	const facts: string[] = [];
	if (spec.required) facts.push("required");
	if (spec.choices !== undefined) facts.push(spec.choices.join("|"));
	if (spec.default !== undefined && spec.default !== "") facts.push(`default ${String(spec.default)}`);
	const variable = environmentOf(name, spec);
	if (variable !== undefined) facts.push(variable);
	return facts.length === 0 ? spec.describe : `${spec.describe} (${facts.join(", ")})`;
}

function addOption(target: Commander, name: string, spec: OptionSpec): void {
	const option = target.createOption(
		`${flagOf(name, spec)} ${placeholderOf(spec)}`.trim(),
		describeOption(name, spec),
	);
	if (spec.hidden) option.hideHelp();
	// A flag given twice is a slip, except where a list is built; a switch may be.
	if (spec.type === "boolean") {
		target.addOption(option);
		return;
	}
	option.argParser((value: string, previous: unknown) => {
		if (spec.type === "list") return [...((previous as string[] | undefined) ?? []), value];
		if (previous !== undefined)
			throw new CommanderError(2, "ganglion.twice", `${flagOf(name, spec)} is given twice`);
		return value;
	});
	target.addOption(option);
}

function addArguments(target: Commander, specs: ArgumentsSpec): void {
	for (const [name, spec] of Object.entries(specs)) {
		const dots = spec.type === "list" ? "..." : "";
		target.argument(spec.required ? `<${name}${dots}>` : `[${name}${dots}]`, spec.describe);
	}
}

/** What commander collected, by the names of our specs (commander names an option after its flag). */
function byName(options: Readonly<Record<string, OptionSpec>>, given: Flags): Flags {
	const values: Record<string, unknown> = {};
	for (const [name, spec] of Object.entries(options)) {
		const flag = flagOf(name, spec).replace(/^--/, "");
		// Commander reads `--no-x` as the negation of x.
		const negated = flag.startsWith("no-");
		const key = flag.replace(/^no-/, "").replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
		if (negated) values[name] = given[key] === false ? true : undefined;
		else values[name] = given[key];
	}
	return values;
}

function resolveGlobals(flags: Flags, env: ProgramModules["env"]): GlobalValues {
	const first = resolveOptions(globalOptions, { flags, env, file: {} });
	const configFile = first.config as string | undefined;
	const config = readConfigFile(configFile);
	const values = resolveOptions(globalOptions, { flags, env: { ...env, NO_COLOR: undefined }, file: config });
	return {
		json: values.json === true,
		logLevel: String(values.logLevel),
		logFormat: values.logFormat === "json" ? "json" : "text",
		// By convention any value of NO_COLOR counts, "0" too.
		noColor: values.noColor === true || (env.NO_COLOR ?? "") !== "",
		config,
		configFile,
	};
}

/** Builds the `ganglion` program. Only the selected command is loaded. Resolves to the exit code when run. */
export async function buildProgram(argv: readonly string[], modules: ProgramModules) {
	let exitCode: number = exitCodes.ok;
	const root = new Commander("ganglion");
	root
		.description("An incentivized inference network: chain, miners, validators, and those who ask them.")
		.version(modules.version)
		.helpCommand(false)
		.exitOverride()
		.configureOutput({ writeOut: modules.write, writeErr: modules.writeError, outputError: () => {} })
		.configureHelp({ showGlobalOptions: true, sortSubcommands: false });
	for (const [name, spec] of Object.entries(globalOptions)) addOption(root, name, spec);

	const selected = selectPath(modules.table, argv);
	const nodes = new Map<string, Commander>([["", root]]);
	for (const [path, entry] of Object.entries(modules.table)) {
		const words = path.split(" ");
		let parent = root;
		for (let depth = 1; depth < words.length; depth++) {
			const prefix = words.slice(0, depth).join(" ");
			let group = nodes.get(prefix);
			if (group === undefined) {
				group = parent
					.command(words[depth - 1] ?? "")
					.helpCommand(false)
					.copyInheritedSettings(root);
				nodes.set(prefix, group);
			}
			parent = group;
		}
		const node = parent
			.command(words[words.length - 1] ?? "")
			.summary(entry.summary)
			.copyInheritedSettings(root);
		node.description(entry.summary);
		nodes.set(path, node);
		if (path === selected) exitCode = await prepare(node, await entry.load());
	}
	describeGroups(nodes, modules.table);

	async function prepare(node: Commander, command: AnyCommand): Promise<number> {
		node.description(command.description ?? command.summary);
		if (command.arguments !== undefined) addArguments(node, command.arguments);
		for (const [name, spec] of Object.entries(command.options)) addOption(node, name, spec);
		if (command.examples !== undefined)
			node.addHelpText("after", `\nExamples:\n${command.examples.map((line) => `  ${line}`).join("\n")}`);
		node.action(async (...parts: unknown[]) => {
			const given = parts.slice(0, -2);
			const globals = resolveGlobals(byName(globalOptions, node.optsWithGlobals()), modules.env);
			if (globals.configFile !== undefined)
				await checkConfigKeys(
					{ file: globals.configFile, fields: globals.config },
					{ path: command.path, options: command.options },
					modules.table,
				);
			const context = await modules.createContext(globals);
			const values = {
				...resolveArguments(command.arguments ?? {}, given),
				...resolveOptions(command.options, {
					flags: byName(command.options, node.opts()),
					env: modules.env,
					file: sectionFor(globals.config, command.path),
				}),
			};
			const result = await command.run(values as never, context);
			if (result === undefined) return;
			modules.print(command, result, context);
			exitCode = command.exitCode?.(result) ?? exitCodes.ok;
		});
		return exitCodes.ok;
	}

	return {
		root,
		async run(): Promise<number> {
			await root.parseAsync([...argv], { from: "user" });
			return exitCode;
		},
	};
}

/** A group's line in the help: what can follow it. */
function describeGroups(nodes: ReadonlyMap<string, Commander>, table: Table): void {
	for (const [path, node] of nodes) {
		if (path === "" || Object.hasOwn(table, path)) continue;
		node.summary(node.commands.map((child) => child.name()).join(", "));
		node.description(`Commands of ganglion ${path}`);
	}
}
