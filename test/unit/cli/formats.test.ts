import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GanglionError } from "../../../chain/wallet/index.js";
import { formatLogLine } from "../../../cli/createLogger.js";
import { exitCodeOf } from "../../../cli/exitCodes.js";
import { renderFacts, renderTable } from "../../../cli/renderTable.js";
import { reportError } from "../../../cli/reportError.js";
import { toJson } from "../../../cli/toJson.js";
import { formatTokens, parseTokens } from "../../../cli/tokenAmount.js";
import { parseWeights } from "../../../cli/weights/parseWeights.js";

describe("amounts", () => {
	it("come back exactly from what is printed", () => {
		fc.assert(
			fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (rao) => {
				expect(parseTokens(formatTokens(rao), "amount")).toBe(rao);
			}),
			{ examples: [[0n], [1n], [1_000_000_000n], [(1n << 64n) - 1n]] },
		);
		expect(formatTokens(-1_500_000_000n)).toBe("-1.5");
	});
});

describe("toJson", () => {
	it("is JSON.stringify's value for what JSON knows, and exact for bigints", () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				expect(JSON.parse(toJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
			}),
			{ numRuns: 200 },
		);
		expect(toJson({ a: 2n ** 64n, b: undefined, c: new Uint8Array([1, 255]), d: [1n] })).toBe(
			'{\n  "a": 18446744073709551616,\n  "c": "0x01ff",\n  "d": [1]\n}',
		);
	});
});

describe("tables", () => {
	it("are as wide as their cells, numbers to the right, without trailing spaces", () => {
		const text = renderTable(
			[
				{ title: "n", align: "right", cell: (row: { n: number; s: string }) => String(row.n) },
				{ title: "word", cell: (row) => row.s },
			],
			[
				{ n: 1, s: "a" },
				{ n: 100, s: "" },
			],
			{ color: false },
		);
		expect(text).toBe("  n  word\n  1  a\n100");
		expect(renderTable([{ title: "n", cell: () => "" }], [], { color: true })).toBe("\u001b[1mn\u001b[0m");
		expect(
			renderFacts([
				["a", "1"],
				["longer", "2"],
			]),
		).toBe("a       1\nlonger  2");
	});
});

describe("log lines", () => {
	it("are one line of text with the fields behind", () => {
		const line = JSON.stringify({
			level: 40,
			time: 0,
			msg: "slow",
			ms: 3,
			who: "a b",
			err: { message: "x y" },
		});
		expect(formatLogLine(line)).toBe('00:00:00.000 warn  slow ms=3 who="a b" error="x y"\n');
		expect(formatLogLine("no json")).toBe("no json");
	});
});

describe("a failure", () => {
	it("that is expected is one line and a remedy", () => {
		const error = new GanglionError("PORT_TAKEN", "port 1 is\n taken", "choose another");
		const report = reportError(error, false);
		expect(report.exitCode).toBe(5);
		expect(report.text).toBe("error PORT_TAKEN: port 1 is taken\nremedy: choose another\n");
		expect(JSON.parse(report.json)).toEqual({
			error: { code: "PORT_TAKEN", message: "port 1 is taken", remedy: "choose another" },
		});
	});

	it("of ours comes with its stack, and an abort is no fault", () => {
		expect(reportError(new TypeError("oops"), false)).toMatchObject({
			exitCode: 70,
			text: expect.stringContaining("at "),
		});
		expect(reportError("a string", false).exitCode).toBe(70);
		expect(reportError(new DOMException("x", "AbortError"), true).exitCode).toBe(130);
		expect(reportError(new TypeError("oops"), true).exitCode).toBe(130);
	});

	it("has the exit code that its code names, or its own", () => {
		const cases: readonly [string, number][] = [
			["USAGE", 2],
			["ADDRESS_INVALID", 2],
			["CHAIN_REFUSED", 3],
			["CHAIN_DISPATCH_FAILED", 3],
			["CHAIN_UNREACHABLE", 4],
			["CHAIN_TIMEOUT", 4],
			["DATA_LOCKED", 5],
			["SOMETHING_ELSE", 1],
		];
		for (const [code, exitCode] of cases) expect(exitCodeOf({ code }), code).toBe(exitCode);
		expect(exitCodeOf({ code: "USAGE", exitCode: 9 })).toBe(9);
	});
});

describe("weights on the command line", () => {
	it("are scaled to a largest of 65535", () => {
		expect(parseWeights(["3=0.5", "1=0.25", "2=0"])).toEqual({ uids: [3, 1, 2], values: [65535, 32768, 0] });
	});

	it("are never made up", () => {
		for (const [items, message] of [
			[["1=0"], /all are 0/],
			[[], /all are 0/],
			[["1=1", "1=2"], /twice/],
			[["1"], /uid=weight/],
			[["70000=1"], /uid=weight/],
			[["1=-1"], /uid=weight/],
		] as const)
			expect(() => parseWeights(items)).toThrow(message);
	});
});
