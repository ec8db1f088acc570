import { describe, expect, it } from "vitest";
import { environmentOf, flagOf, resolveArguments, resolveOptions } from "../../../cli/optionValues.js";

const nothing = { flags: {}, env: {}, file: {} };

describe("option names", () => {
	it("are derived for flag and environment, unless they are given", () => {
		expect(flagOf("walletPath", { type: "string", describe: "" })).toBe("--wallet-path");
		expect(environmentOf("walletPath", { type: "string", describe: "" })).toBe("GANGLION_WALLET_PATH");
		expect(flagOf("x", { type: "string", flag: "--other <file>", describe: "" })).toBe("--other");
		expect(environmentOf("x", { type: "string", env: "OTHER", describe: "" })).toBe("OTHER");
		expect(environmentOf("x", { type: "string", env: false, describe: "" })).toBeUndefined();
	});
});

describe("a value", () => {
	const options = { blockMs: { type: "integer", default: 4, minimum: 1, describe: "" } } as const;

	it("comes from the flag, else the environment, else the file, else the default", () => {
		const env = { GANGLION_BLOCK_MS: "2" };
		const file = { blockMs: 3 };
		expect(resolveOptions(options, { flags: { blockMs: "1" }, env, file }).blockMs).toBe(1);
		expect(resolveOptions(options, { flags: {}, env, file }).blockMs).toBe(2);
		expect(resolveOptions(options, { flags: {}, env: { GANGLION_BLOCK_MS: "" }, file }).blockMs).toBe(3);
		expect(resolveOptions(options, nothing).blockMs).toBe(4);
	});

	it("that does not fit is refused, naming where it came from", () => {
		const cases: readonly [object, RegExp][] = [
			[{ flags: { blockMs: "0" } }, /--block-ms: expected a whole number of at least 1, got "0"/],
			[{ env: { GANGLION_BLOCK_MS: "1.5" } }, /GANGLION_BLOCK_MS/],
			[{ file: { blockMs: "x" } }, /config file: blockMs/],
			[{ file: { blockMs: [1] } }, /config file: blockMs/],
			[{ flags: { blockMs: "0x10" } }, /--block-ms/],
			[{ flags: { blockMs: "99999999999999999999" } }, /--block-ms/],
			[{ flags: { blockMs: "" } }, /--block-ms/],
		];
		for (const [sources, message] of cases)
			expect(() => resolveOptions(options, { ...nothing, ...sources }), String(message)).toThrow(message);
	});

	it("of each type is read as that type", () => {
		const spec = (type: "boolean" | "rao" | "list" | "number") => ({ x: { type, describe: "" } }) as const;
		const read = (type: "boolean" | "rao" | "list" | "number", given: unknown) =>
			resolveOptions(spec(type), { ...nothing, flags: { x: given } }).x;
		expect(read("boolean", true)).toBe(true);
		expect(resolveOptions(spec("boolean"), nothing).x).toBe(false);
		expect(resolveOptions(spec("boolean"), { ...nothing, env: { GANGLION_X: "yes" } }).x).toBe(true);
		expect(() => resolveOptions(spec("boolean"), { ...nothing, env: { GANGLION_X: "maybe" } })).toThrow(
			/true or false/,
		);
		expect(read("list", ["a,b", " c "])).toEqual(["a", "b", "c"]);
		expect(read("number", "-1.5e3")).toBe(-1500);
		expect(read("rao", "1.000000001")).toBe(1_000_000_001n);
		for (const amount of ["1.0000000001", "-1", "1e3", "", ".5", "1,5", "9".repeat(13)])
			expect(() => read("rao", amount), amount).toThrow(/amount/);
	});

	it("that must be there is asked for by every name it has", () => {
		expect(() =>
			resolveOptions({ netuid: { type: "integer", required: true, describe: "" } }, nothing),
		).toThrow(
			expect.objectContaining({
				code: "USAGE",
				remedy: expect.stringMatching(/--netuid <n>.*GANGLION_NETUID/),
			}),
		);
	});

	it("outside its choices is refused with them", () => {
		const choice = { seal: { type: "string", choices: ["instant", "manual"], describe: "" } } as const;
		expect(() => resolveOptions(choice, { ...nothing, flags: { seal: "x" } })).toThrow(/instant, manual/);
	});
});

describe("arguments", () => {
	it("are taken in order, the last list takes the rest", () => {
		const specs = {
			file: { type: "string", required: true, describe: "" },
			rest: { type: "list", describe: "" },
		} as const;
		expect(resolveArguments(specs, ["a", ["b", "c"]])).toEqual({ file: "a", rest: ["b", "c"] });
		expect(resolveArguments(specs, ["a", []])).toEqual({ file: "a", rest: undefined });
		expect(() => resolveArguments(specs, [undefined])).toThrow(/<file> is missing/);
	});
});
