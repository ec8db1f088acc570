import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../../chain/wallet/index.js";
import { cliReference } from "../../../cli/cliReference.js";
import { commandTable } from "../../../cli/commandTable.js";
import { collectErrors, errorReference, OWN_CODES } from "./errorReference.js";

const docs = join(packageRoot(), "docs");

/** The page as it is in the repository; written first where UPDATE_DOCS asks for it. */
function page(name: string, text: string): string {
	const file = join(docs, name);
	if (process.env.UPDATE_DOCS !== undefined) writeFileSync(file, text);
	return existsSync(file) ? readFileSync(file, "utf8") : "";
}

describe("docs/cli.md", () => {
	it("is what the commands say of themselves", async () => {
		const text = await cliReference(commandTable);
		expect(
			page("cli.md", text) === text,
			"run: UPDATE_DOCS=1 npx vitest run test/unit/cli/docs.test.ts",
		).toBe(true);
	});
});

describe("docs/errors.md", () => {
	it("is what the sources say", () => {
		const text = errorReference();
		expect(
			page("errors.md", text) === text,
			"run: UPDATE_DOCS=1 npx vitest run test/unit/cli/docs.test.ts",
		).toBe(true);
	});

	it("has every code of every room, and no other", () => {
		const defined = new Set([...collectErrors().map(({ code }) => code), ...OWN_CODES]);
		const written = readFileSync(join(docs, "errors.md"), "utf8").match(/^## [A-Z0-9_]+$/gm) ?? [];
		expect(new Set(written.map((line) => line.slice(3)))).toEqual(defined);
		expect(defined.size).toBeGreaterThan(50);
	});

	it("tells of each error what it is", () => {
		for (const { className, file, about } of collectErrors())
			expect(about, `${className} in ${file}`).not.toBe("");
	});
});

describe("the command table", () => {
	for (const [path, entry] of Object.entries(commandTable))
		it(`describes ${path} as the command itself does`, async () => {
			const command = await entry.load();
			expect(command.path).toBe(path);
			expect(command.summary).toBe(entry.summary);
			for (const example of command.examples ?? []) expect(example).toMatch(/^(ganglion|npm|npx) /);
			const names = [...Object.keys(command.arguments ?? {}), ...Object.keys(command.options)];
			expect(new Set(names).size).toBe(names.length);
			expect(() => new Ajv({ allowUnionTypes: true }).compile(command.resultSchema ?? false)).not.toThrow();
			expect(command.resultSchema, "a --json document has a schema").toBeDefined();
		});
});
