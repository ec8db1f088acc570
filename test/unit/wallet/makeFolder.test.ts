import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { makeFolder } from "../../../chain/wallet/index.js";

const folder = mkdtempSync(join(tmpdir(), "ganglion-folder-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("makeFolder", () => {
	it("makes what is missing, with the mode, and leaves what is there", () => {
		const deep = join(folder, "a", "b");
		makeFolder(deep, 0o700);
		makeFolder(deep);
		expect(existsSync(deep)).toBe(true);
		if (process.platform !== "win32") expect(statSync(deep).mode & 0o777).toBe(0o700);
	});

	it("refuses where a file is in the way", () => {
		const file = join(folder, "file");
		writeFileSync(file, "");
		for (const path of [file, join(file, "below")])
			expect(() => makeFolder(path)).toThrowError(
				expect.objectContaining({
					code: "FOLDER_UNUSABLE",
					message: expect.stringContaining("not a folder"),
				}),
			);
	});

	it.runIf(process.platform === "linux")("refuses where the system takes no folder, and returns", () => {
		expect(() => makeFolder("/proc/x/y")).toThrowError(expect.objectContaining({ code: "FOLDER_UNUSABLE" }));
	});
});
