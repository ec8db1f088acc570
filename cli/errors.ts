import { GanglionError } from "../chain/wallet/index.js";

/** The command line, environment or config file does not say what a command needs. */
export class UsageError extends GanglionError {
	constructor(message: string, remedy: string) {
		super("USAGE", message, remedy);
	}
}

/** The config file cannot be used. */
export class ConfigFileError extends GanglionError {
	readonly file: string;

	constructor(file: string, message: string, options?: { cause?: unknown }) {
		super(
			"CONFIG_FILE_INVALID",
			`config file ${file}: ${message}`,
			"correct the file, or name another by --config",
			options,
		);
		this.file = file;
	}
}

/** A runtime did not pass its trial on the chain's present state. */
export class UpgradeRefusedError extends GanglionError {
	readonly problems: readonly string[];

	constructor(problems: readonly string[]) {
		super(
			"UPGRADE_REFUSED",
			`the chain keeps its runtime, since the new one did not pass its trial: ${problems.join("; ")}`,
			"give another runtime; --force enacts this one all the same and may stop the chain",
		);
		this.problems = problems;
	}
}

/** A config file holds a key that no command reads. */
export class UnknownConfigKeyError extends GanglionError {
	readonly file: string;
	readonly key: string;
	/** The known key that is nearest to it; undefined where none is near. */
	readonly nearest: string | undefined;

	constructor(file: string, key: string, nearest: string | undefined) {
		super(
			"CONFIG_KEY_UNKNOWN",
			`config file ${file}: "${key}" is no option of a command${nearest === undefined ? "" : `; did you mean "${nearest}"?`}`,
			'correct or remove the key; docs/cli.md lists each command\'s under "config file"',
		);
		this.file = file;
		this.key = key;
		this.nearest = nearest;
	}
}

/** A secret was needed and there is no terminal to ask on. */
export class NoTerminalError extends GanglionError {
	constructor(question: string) {
		super(
			"NO_TERMINAL",
			`"${question}" cannot be asked: standard input is not a terminal`,
			"give the password by --password-file FILE or --password-fd N",
		);
	}
}
