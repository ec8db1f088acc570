import { describe, expect, it } from "vitest";
import { mentions, numbersIn } from "./answers.js";
import { renderMatrix } from "./renderMatrix.js";
import { documentOf, messageOf, type Ran } from "./runClient.js";

/** The harness's own reading of what clients print, by outputs that they were seen to give. */

function ran(stdout: string, stderr = ""): Ran {
	const output = `${stdout}\n${stderr}`.trim();
	return { argv: ["btcli"], exitCode: 0, timedOut: false, stdout, output };
}

describe("what a client printed", () => {
	it("is a document, also behind and before other lines", () => {
		expect(documentOf(ran('{\n  "a": 1\n}\n'))).toEqual({ a: 1 });
		expect(documentOf(ran('Connecting\n{"a": 1}\n'))).toEqual({ a: 1 });
		expect(documentOf(ran('2026-11-28 14:59:35.107 | INFO | x\n{"message": "m"}'))).toEqual({ message: "m" });
		expect(documentOf(ran('{"message": "m"}2026-11-28 14:59:35.107 | ERROR | x'))).toEqual({ message: "m" });
		expect(documentOf(ran("", '{"error": "e"}'))).toEqual({ error: "e" });
		expect(documentOf(ran("no document {"))).toBeUndefined();
	});

	it("has one line that tells the user what went wrong", () => {
		expect(messageOf(ran('{"error": "storage function X not found"}'))).toBe("storage function X not found");
		expect(messageOf(ran("Initiating transfer\n❌ Invalid params\n\nbye"))).toBe("Invalid params");
		expect(messageOf(ran("│ Invalid value: no │\n╰──╯"))).toBe("Invalid value: no");
		expect(messageOf(ran("2026-11-28 14:59:35.107 |       ERROR       | it failed"))).toBe("it failed");
		expect(messageOf(ran(""))).toMatch(/^no message: it ended with status 0/);
		expect(messageOf({ ...ran("x"), timedOut: true })).toMatch(/^no message: it did not end/);
	});

	it("holds numbers however they are written, and texts as keys and in values", () => {
		const document = { "7": { price: "τ 1,234.5", list: [3, { deep: "4" }] }, text: "5 of 6" };
		expect([...numbersIn(document)].sort((a, b) => a - b)).toEqual([3, 4, 7, 1234.5]);
		expect(mentions(document, "of 6")).toBe(true);
		expect(mentions(document, "of 7")).toBe(false);
		expect(mentions(undefined, "undefined")).toBe(false);
	});
});

describe("the matrix", () => {
	it("shows each task under each line, and the message where it is not supported", () => {
		const page = renderMatrix([
			{
				title: "Other",
				introduction: "by others",
				expected: 1,
				results: [{ task: "w", how: "do w", outcome: "works", note: "w" }],
			},
			{
				title: "Line A",
				introduction: "`one 1`",
				column: "line A",
				expected: 2,
				results: [
					{ task: "t", how: "do t", outcome: "works", note: "7 | 8" },
					{ task: "u", how: "do u", outcome: "not supported", note: "no u", why: "For want of u." },
				],
			},
			{ title: "Line B", introduction: "`two 2`", column: "line B", expected: 0, results: [] },
		]);
		expect(page).toContain("| task | line A: `one 1` | line B: `two 2` |");
		expect(page).toContain("| t | works | – |");
		expect(page).toContain("| t | `do t` | 7 \\| 8 |");
		expect(page).toContain("| u | `do u` | **not supported**: “no u” For want of u. |");
		expect(page.indexOf("## Other")).toBeGreaterThan(page.indexOf("## Line B"));
		expect(page).not.toContain("| w | works |");
	});
});
