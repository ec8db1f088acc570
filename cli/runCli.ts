import { CommanderError } from "commander";
import { askSecret } from "./askSecret.js";
import type { CommandContext } from "./command.js";
import { commandTable } from "./commandTable.js";
import { createLogger } from "./createLogger.js";
import { UsageError } from "./errors.js";
import { exitCodes } from "./exitCodes.js";
import { groupLines } from "./groupLines.js";
import { listenToSignals } from "./listenToSignals.js";
import { packageVersion } from "./packageVersion.js";
import { buildProgram, type GlobalValues, type ProgramModules } from "./program.js";
import { reportError } from "./reportError.js";
import { toJson } from "./toJson.js";

/** Commander's words about a wrong command line as an error of ours; undefined for help and version. */
function asUsageError(error: CommanderError): UsageError | undefined {
	if (error.exitCode === 0) return undefined;
	// A group without a command: its help has been printed, and commander has no words of its own.
	if (error.code === "commander.help")
		return new UsageError("the command is not complete", "add one of the commands that the help lists");
	return new UsageError(
		error.message.replace(/^error: /, ""),
		"see ganglion --help, or --help after the command",
	);
}

/**
 * Runs `ganglion` with these arguments on this process's streams.
 *
 * @returns the exit code: see `exitCodes`
 */
export async function runCli(argv: readonly string[], host: NodeJS.Process): Promise<number> {
	// A reader that has seen enough (`ganglion … | head`) is no failure.
	host.stdout.on("error", (error: NodeJS.ErrnoException) => {
		if (error.code === "EPIPE") host.exit(exitCodes.ok);
	});
	const { signal, onHangUp } = listenToSignals(host);
	const write = (text: string) => void host.stdout.write(text);
	const log = groupLines((text) => void host.stderr.write(text));
	host.once("exit", log.flush);
	const writeError = (text: string) => {
		log.flush();
		host.stderr.write(text);
	};
	const json = argv.includes("--json");

	async function createContext(values: GlobalValues): Promise<CommandContext> {
		const tty = host.stdout.isTTY === true && !values.json;
		const logger = await createLogger({ level: values.logLevel, format: values.logFormat }, log);
		return {
			json: values.json,
			tty,
			color: tty && !values.noColor && host.env.TERM !== "dumb",
			columns: host.stdout.columns ?? 80,
			stdout: write,
			stderr: writeError,
			env: host.env,
			signal,
			onHangUp,
			logger: () => logger,
			config: values.config,
			askSecret: (question) => askSecret(question, host.stdin, writeError, signal),
		};
	}

	const print: ProgramModules["print"] = (command, result, context) => {
		if (context.json || command.render === undefined)
			return write(`${toJson(command.toDocument?.(result as never) ?? result)}\n`);
		const text = command.render(result as never, context);
		write(text.endsWith("\n") || text === "" ? text : `${text}\n`);
	};

	try {
		const modules = {
			table: commandTable,
			version: packageVersion(),
			env: host.env,
			write,
			writeError,
			createContext,
			print,
		};
		const program = await buildProgram(argv, modules);
		if (argv.length === 0) {
			writeError(program.root.helpInformation());
			return exitCodes.usage;
		}
		return await program.run();
	} catch (error) {
		const failure = error instanceof CommanderError ? asUsageError(error) : error;
		if (failure === undefined) return exitCodes.ok;
		const report = reportError(failure, signal.aborted);
		if (json) write(report.json);
		if (!json || report.exitCode === exitCodes.internal) writeError(report.text);
		return report.exitCode;
	}
}
