import type { Logger } from "pino";

/** How one option (or positional argument) is typed, named and explained. */
export interface OptionSpec {
	/**
	 * - `integer`: a whole number; `number`: any finite number
	 * - `rao`: an amount typed in tokens ("1.5"), handed over in rao as a bigint, exactly
	 * - `list`: comma-separated or given several times, handed over as an array of strings
	 */
	readonly type: "string" | "number" | "integer" | "boolean" | "rao" | "list";
	/** The flag, such as `--wallet-path`; derived from the name where absent. */
	readonly flag?: string;
	/** What stands for the value in the help, such as `file`; derived from the type where absent. */
	readonly placeholder?: string;
	/** The environment variable; `GANGLION_` and the name in capitals where absent; `false` for none. */
	readonly env?: string | false;
	readonly default?: string | number | boolean | bigint | readonly string[];
	readonly describe: string;
	readonly required?: boolean;
	readonly choices?: readonly string[];
	readonly minimum?: number;
	readonly maximum?: number;
	/** Left out of the help and the documentation. */
	readonly hidden?: boolean;
}

/** A positional argument: filled in order; `list` takes all that remain. It has no environment variable. */
export type ArgumentSpec = Omit<OptionSpec, "flag" | "env" | "hidden">;

export type OptionsSpec = Readonly<Record<string, OptionSpec>>;
export type ArgumentsSpec = Readonly<Record<string, ArgumentSpec>>;

type RawValue<T extends OptionSpec | ArgumentSpec> = T["type"] extends "number" | "integer"
	? number
	: T["type"] extends "boolean"
		? boolean
		: T["type"] extends "rao"
			? bigint
			: T["type"] extends "list"
				? readonly string[]
				: T extends { readonly choices: readonly (infer C)[] }
					? C
					: string;

type Present<T> = T extends { readonly required: true }
	? true
	: T extends { readonly default: string | number | boolean | bigint | readonly string[] }
		? true
		: T extends { readonly type: "boolean" }
			? true
			: false;

/** The values a command is run with: a key for each option and argument, undefined where nothing was given. */
export type OptionValues<S extends OptionsSpec | ArgumentsSpec> = {
	readonly [K in keyof S]: Present<S[K]> extends true ? RawValue<S[K]> : RawValue<S[K]> | undefined;
};

/** What a command may use of the world around it. */
export interface CommandContext {
	/** `--json`: one document on stdout, nothing else there. */
	readonly json: boolean;
	/** Stdout is a terminal (and `--json` is off). */
	readonly tty: boolean;
	/** Colours are wanted: a terminal, and neither NO_COLOR nor `--no-color`. */
	readonly color: boolean;
	/** Columns of the terminal, or 80. */
	readonly columns: number;
	readonly stdout: (text: string) => void;
	readonly stderr: (text: string) => void;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Aborted by Ctrl-C and SIGTERM. */
	readonly signal: AbortSignal;
	/**
	 * Calls the listener at each SIGHUP, which ends a command that does not listen. A closed terminal ends it all the
	 * same.
	 */
	onHangUp(listener: () => void): void;
	/** A logger that writes to stderr. */
	logger(): Logger;
	/** The content of the config file, `{}` without one. */
	readonly config: Readonly<Record<string, unknown>>;
	/**
	 * Asks for a secret on the terminal without echoing it.
	 *
	 * @throws {NoTerminalError} where stdin is no terminal
	 */
	askSecret(question: string): Promise<string>;
}

/** One command of `ganglion`: its options, what it does, and the shape of what it prints. */
export interface Command<Values = Readonly<Record<string, unknown>>, Result = unknown> {
	/** The words after `ganglion`, such as `miner start`. */
	readonly path: string;
	/** One line without a full stop. */
	readonly summary: string;
	readonly description?: string;
	readonly arguments?: ArgumentsSpec;
	readonly options: OptionsSpec;
	/** Whole command lines, such as `ganglion wallet create --wallet alice`. */
	readonly examples?: readonly string[];
	/** JSON Schema of the document printed under `--json`. */
	readonly resultSchema?: object;
	/** Does the work. A result of undefined prints nothing. */
	run(values: Values, context: CommandContext): Promise<Result>;
	/** The document that is printed under `--json`; the result itself where absent. */
	toDocument?(result: Result): unknown;
	/** The result for a reader; the JSON document where absent. */
	render?(result: Result, context: CommandContext): string;
	/** The exit code of a result that was printed; 0 where absent. */
	exitCode?(result: Result): number;
}

/**
 * Ties a command's options to the values its `run` receives. Returns the command as it is.
 *
 * `arguments` and `options` share one set of names: `run` gets both in one object.
 */
export function defineCommand<
	const S extends OptionsSpec,
	Result,
	const A extends ArgumentsSpec = Readonly<Record<never, never>>,
>(
	command: Omit<Command<OptionValues<A> & OptionValues<S>, Result>, "arguments" | "options"> & {
		readonly arguments?: A;
		readonly options: S;
	},
): Command<OptionValues<A> & OptionValues<S>, Result> {
	return command;
}
