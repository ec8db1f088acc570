import type { ArgumentSpec, ArgumentsSpec, OptionSpec, OptionsSpec } from "./command.js";
import { UsageError } from "./errors.js";
import { parseTokens } from "./tokenAmount.js";

type Value = string | number | boolean | bigint | readonly string[] | undefined;

/** `walletPath` as a flag: `--wallet-path`. */
export function flagOf(name: string, spec: OptionSpec): string {
	return spec.flag?.split(/[ =]/)[0] ?? `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `walletPath` in the environment: `GANGLION_WALLET_PATH`; undefined where the option has none. */
export function environmentOf(name: string, spec: OptionSpec): string | undefined {
	if (spec.env === false) return undefined;
	return spec.env ?? `GANGLION_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** What stands for the value in the help: `<file>`; empty for a boolean. */
export function placeholderOf(spec: ArgumentSpec & { readonly flag?: string }): string {
	if (spec.type === "boolean") return "";
	if (spec.placeholder !== undefined) return `<${spec.placeholder}>`;
	const inFlag = spec.flag?.match(/<(.+)>/)?.[1];
	if (inFlag !== undefined) return `<${inFlag}>`;
	const byType = { string: "text", number: "number", integer: "n", rao: "tokens", list: "list" } as const;
	return `<${byType[spec.type]}>`;
}

function boundsOf(spec: ArgumentSpec): string {
	if (spec.minimum !== undefined && spec.maximum !== undefined)
		return ` from ${spec.minimum} to ${spec.maximum}`;
	if (spec.minimum !== undefined) return ` of at least ${spec.minimum}`;
	if (spec.maximum !== undefined) return ` of at most ${spec.maximum}`;
	return "";
}

function parseNumber(text: string, name: string, spec: ArgumentSpec): number {
	const value = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
	const whole = spec.type === "integer";
	const fits =
		(whole ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
		value >= (spec.minimum ?? Number.NEGATIVE_INFINITY) &&
		value <= (spec.maximum ?? Number.POSITIVE_INFINITY);
	if (!fits) {
		const kind = whole ? "a whole number" : "a number";
		throw new UsageError(`${name}: expected ${kind}${boundsOf(spec)}, got "${text}"`, "correct the value");
	}
	return value;
}

function parseBoolean(text: string, name: string): boolean {
	if (/^(1|true|yes|on)$/i.test(text)) return true;
	if (/^(0|false|no|off|)$/i.test(text)) return false;
	throw new UsageError(`${name}: expected true or false, got "${text}"`, "write true or false");
}

function checkChoice(value: string, name: string, spec: ArgumentSpec): string {
	if (spec.choices !== undefined && !spec.choices.includes(value)) {
		throw new UsageError(
			`${name}: expected one of ${spec.choices.join(", ")}, got "${value}"`,
			"choose one of them",
		);
	}
	return value;
}

function parseList(given: readonly unknown[], name: string, spec: ArgumentSpec): readonly string[] {
	const items = given.flatMap((item) => String(item).split(",")).map((item) => item.trim());
	return items.filter((item) => item !== "").map((item) => checkChoice(item, name, spec));
}

function parseOne(given: unknown, name: string, spec: ArgumentSpec): Value {
	if (spec.type === "list") return parseList(Array.isArray(given) ? given : [given], name, spec);
	if (spec.type === "boolean") return typeof given === "boolean" ? given : parseBoolean(String(given), name);
	if (typeof given === "object" || given === null) {
		throw new UsageError(`${name}: expected one value, got ${JSON.stringify(given)}`, "give a single value");
	}
	const text = String(given);
	if (spec.type === "rao") return parseTokens(text, name);
	if (spec.type === "string") return checkChoice(text, name, spec);
	return parseNumber(text, name, spec);
}

/** Where values come from, the strongest first. */
export interface OptionSources {
	/** By option name, as the command line gave them; a list may be an array of what was given. */
	readonly flags: Readonly<Record<string, unknown>>;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** The part of the config file that is about this command. */
	readonly file: Readonly<Record<string, unknown>>;
}

/**
 * The values of a command's options: flag, else environment, else config file, else default.
 *
 * @throws {UsageError} naming the option and where the value came from
 */
export function resolveOptions(options: OptionsSpec, sources: OptionSources): Record<string, Value> {
	const values: Record<string, Value> = {};
	for (const [name, spec] of Object.entries(options)) {
		const flag = flagOf(name, spec);
		const variable = environmentOf(name, spec);
		const fromEnvironment = variable === undefined ? undefined : sources.env[variable];
		if (sources.flags[name] !== undefined) values[name] = parseOne(sources.flags[name], flag, spec);
		else if (variable !== undefined && fromEnvironment !== undefined && fromEnvironment !== "")
			values[name] = parseOne(fromEnvironment, variable, spec);
		else if (sources.file[name] !== undefined)
			values[name] = parseOne(sources.file[name], `config file: ${name}`, spec);
		else values[name] = spec.default ?? (spec.type === "boolean" ? false : undefined);
		if (spec.required === true && values[name] === undefined) {
			const elsewhere = variable === undefined ? "" : ` or ${variable} in the environment`;
			throw new UsageError(`${flag} is missing`, `give ${flag} ${placeholderOf(spec)}${elsewhere}`);
		}
	}
	return values;
}

/** The values of positional arguments, in the order of `specs`. */
export function resolveArguments(specs: ArgumentsSpec, given: readonly unknown[]): Record<string, Value> {
	const values: Record<string, Value> = {};
	Object.entries(specs).forEach(([name, spec], index) => {
		const value = given[index];
		const absent = value === undefined || (Array.isArray(value) && value.length === 0);
		if (absent && spec.required === true) throw new UsageError(`<${name}> is missing`, "see --help");
		values[name] = absent ? (spec.default ?? undefined) : parseOne(value, `<${name}>`, spec);
	});
	return values;
}
