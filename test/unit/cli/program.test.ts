import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandContext, defineCommand } from "../../../cli/command.js";
import { buildProgram, type GlobalValues, selectPath } from "../../../cli/program.js";

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-program-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const command = defineCommand({
	path: "group do",
	summary: "Does it",
	arguments: { what: { type: "string", describe: "what" } },
	options: {
		times: { type: "integer", default: 1, describe: "how often" },
		noNoise: { type: "boolean", describe: "quietly" },
		tag: { type: "list", describe: "tags" },
	},
	examples: ["ganglion group do x"],
	run: async (values) => values,
	exitCode: (values) => (values.what === "fail" ? 1 : 0),
});

interface Ran {
	readonly exitCode: number;
	readonly result: unknown;
	readonly globals: GlobalValues | undefined;
	readonly out: string;
	readonly loaded: readonly string[];
}

async function run(argv: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
	let result: unknown;
	let globals: GlobalValues | undefined;
	let out = "";
	const loaded: string[] = [];
	const entry = (path: string) => ({
		summary: "Does it",
		load: async () => {
			loaded.push(path);
			return path === "particular"
				? { ...command, path, options: { special: { type: "integer", describe: "its own" } } as const }
				: { ...command, path };
		},
	});
	const program = await buildProgram(argv, {
		table: {
			"group do": entry("group do"),
			"group other": entry("group other"),
			particular: entry("particular"),
			alone: entry("alone"),
		},
		version: "1.2.3",
		env,
		write: (text) => {
			out += text;
		},
		writeError: (text) => {
			out += text;
		},
		createContext: async (values) => {
			globals = values;
			return { json: values.json } as CommandContext;
		},
		print: (_, value) => {
			result = value;
		},
	});
	const exitCode = await program.run();
	return { exitCode, result, globals, out, loaded };
}

describe("the program", () => {
	it("loads the chosen command alone, and hands it typed values", async () => {
		const ran = await run(["group", "do", "x", "--times", "3", "--tag", "a,b", "--tag", "c"]);
		expect(ran.loaded).toEqual(["group do"]);
		expect(ran.result).toEqual({ what: "x", times: 3, noNoise: false, tag: ["a", "b", "c"] });
		expect(ran.exitCode).toBe(0);
		expect((await run(["group", "do", "fail"])).exitCode).toBe(1);
	});

	it("takes global options before and after the command", async () => {
		expect((await run(["--json", "group", "do"])).globals?.json).toBe(true);
		expect((await run(["group", "do", "--json", "--log-level", "warn"])).globals).toMatchObject({
			json: true,
			logLevel: "warn",
		});
		expect((await run(["group", "do"])).globals).toMatchObject({
			json: false,
			logFormat: "text",
			noColor: false,
		});
	});

	it("reads switches that begin with no-", async () => {
		expect((await run(["group", "do", "--no-noise"])).result).toMatchObject({ noNoise: true });
		expect((await run(["group", "do", "--no-color"])).globals?.noColor).toBe(true);
		expect((await run(["group", "do"], { NO_COLOR: "0" })).globals?.noColor).toBe(true);
	});

	it("reads the environment and the config file, its section before its top", async () => {
		const file = join(folder, "config.json");
		writeFileSync(
			file,
			JSON.stringify({ times: 5, tag: "top", "group do": { tag: ["own"] }, logLevel: "error" }),
		);
		const ran = await run(["group", "do", "--config", file]);
		expect(ran.result).toMatchObject({ times: 5, tag: ["own"] });
		expect(ran.globals?.logLevel).toBe("error");
		expect((await run(["group", "do"], { GANGLION_CONFIG: file, GANGLION_TIMES: "6" })).result).toMatchObject(
			{
				times: 6,
				tag: ["own"],
			},
		);
		writeFileSync(file, "[]");
		await expect(run(["group", "do", "--config", file])).rejects.toMatchObject({
			code: "CONFIG_FILE_INVALID",
		});
		await expect(run(["group", "do", "--config", join(folder, "absent")])).rejects.toMatchObject({
			code: "CONFIG_FILE_INVALID",
		});
	});

	it("refuses a config file's key that no command reads, naming the nearest that one does", async () => {
		const file = join(folder, "slips.json");
		const runWith = async (fields: object, argv = ["group", "do"]) => {
			writeFileSync(file, JSON.stringify(fields));
			return run([...argv, "--config", file]);
		};
		const refused: readonly [object, string, string | undefined][] = [
			[{ timse: 5 }, "timse", "times"],
			[{ no_noise: true }, "no_noise", "noNoise"],
			[{ "group do": { tags: ["a"] } }, "group do: tags", "tag"],
			[{ "group other": { "log-levle": 1 } }, "group other: log-levle", undefined],
			[{ "log-level": "warn" }, "log-level", "logLevel"],
			[{ "group doo": { times: 1 } }, "group doo", "group do"],
			[{ config: "other.json" }, "config", undefined],
			[{ "something else": 1 }, "something else", undefined],
		];
		for (const [fields, key, nearest] of refused)
			await expect(runWith(fields), key).rejects.toMatchObject({
				code: "CONFIG_KEY_UNKNOWN",
				key,
				nearest,
				message: expect.stringContaining(nearest ?? key),
			});
		await expect(runWith({ "group do": 3 })).rejects.toMatchObject({ code: "CONFIG_FILE_INVALID" });
		// An option of another command alone is no slip; only then are other commands loaded.
		expect((await runWith({ times: 2, json: true, "group do": {} })).loaded).toEqual(["group do"]);
		expect((await runWith({ special: 2 })).loaded).toContain("particular");
	});

	it("refuses what it does not know, and a flag given twice", async () => {
		for (const argv of [
			["nothing"],
			["group", "nothing"],
			["group", "do", "--nothing"],
			["group", "do", "a", "b"],
			["group", "do", "--times", "1", "--times", "2"],
			["group", "do", "--times"],
		])
			await expect(run(argv), argv.join(" ")).rejects.toThrow();
		await expect(run(["group", "do", "--times", "x"])).rejects.toMatchObject({ code: "USAGE" });
	});

	it("explains without running", async () => {
		await expect(run(["--help"])).rejects.toMatchObject({ code: "commander.helpDisplayed" });
		await expect(run(["group", "do", "--help"])).rejects.toMatchObject({ code: "commander.helpDisplayed" });
		await expect(run(["--version"])).rejects.toMatchObject({ code: "commander.version" });
	});
});

describe("the choice of a command", () => {
	it("is the longest path at the head of the arguments", () => {
		const table = { a: entry, "a b": entry, "c d": entry };
		expect(selectPath(table, ["a", "b", "x"])).toBe("a b");
		expect(selectPath(table, ["a", "x"])).toBe("a");
		expect(selectPath(table, ["--json", "c", "d"])).toBe("c d");
		expect(selectPath(table, ["c"])).toBeUndefined();
		expect(selectPath(table, ["toString"])).toBeUndefined();
	});
	const entry = { summary: "", load: async () => command };
});
