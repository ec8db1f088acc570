import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { givenApiKeys } from "../../../cli/apiKeyOptions.js";
import { readConfigFile } from "../../../cli/configFile.js";
import { readInputFile, readJsonFile } from "../../../cli/readInputFile.js";

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-files-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (name: string, content: string): string => {
	writeFileSync(join(folder, name), content);
	return join(folder, name);
};

function messageOf(act: () => unknown): string {
	try {
		act();
	} catch (error) {
		return (error as Error).message;
	}
	throw new Error("expected a refusal");
}

describe("a file that a command is given", () => {
	it("that cannot be read is named once, with the reason", () => {
		const absent = join(folder, "absent");
		for (const act of [
			() => readInputFile(absent, "the password"),
			() => readInputFile(folder, "the input"),
			() => readJsonFile(absent, "the evidence"),
			() => readConfigFile(absent),
			() => givenApiKeys({ apiKey: undefined, apiKeyFile: absent }),
		]) {
			const message = messageOf(act);
			expect(message.split(folder), message).toHaveLength(2);
			expect(message).toMatch(/no such file or directory|illegal operation on a directory/);
			expect(message).not.toMatch(/ENOENT|EISDIR/);
		}
		expect(messageOf(() => readInputFile(999, "the password"))).toBe(
			"the password cannot be read from file descriptor 999: bad file descriptor",
		);
	});

	it("that is no JSON is refused with what is wrong in it", () => {
		expect(messageOf(() => readJsonFile(fileOf("half.json", '{"a":'), "the evidence"))).toMatch(
			/^the evidence in .*half\.json is no JSON: /,
		);
	});
});

describe("API keys", () => {
	it("are read one a line from a file, without comments", () => {
		const apiKeyFile = fileOf("keys", "# the team's\nfirst-key\n\n  second-key  # ours\r\n");
		expect(givenApiKeys({ apiKey: undefined, apiKeyFile })).toEqual(["first-key", "second-key"]);
		expect(givenApiKeys({ apiKey: ["given"], apiKeyFile: undefined })).toEqual(["given"]);
		expect(givenApiKeys({ apiKey: undefined, apiKeyFile: undefined })).toEqual([]);
	});

	it("that are given twice, or a file without any, are refused", () => {
		const apiKeyFile = fileOf("empty", "# none yet\n");
		for (const values of [
			{ apiKey: ["given"], apiKeyFile },
			{ apiKey: [], apiKeyFile },
		])
			expect(() => givenApiKeys(values)).toThrow(expect.objectContaining({ code: "USAGE" }));
	});
});
