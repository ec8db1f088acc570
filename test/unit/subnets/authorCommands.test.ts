import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { subnetCheck } from "../../../cli/commands/subnetCheck.js";
import { subnetInit } from "../../../cli/commands/subnetInit.js";
import { testContext as context } from "./testContext.js";

let parent: string;
beforeAll(async () => {
	parent = await mkdtemp(join(tmpdir(), "ganglion-author-"));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

/** Whether a result is what the command's own schema says, as `--json` would print it. */
function fits(schema: object | undefined, result: unknown): true | string {
	const ajv = new Ajv({ strict: false });
	return ajv.validate(schema ?? false, JSON.parse(JSON.stringify(result))) || ajv.errorsText();
}

const models = "~/.ganglion/models";
const initOptions = { name: undefined, task: undefined, model: undefined, models };

describe("subnet init, subnet check", () => {
	it("makes a task that nothing would be refused of, and says so", async () => {
		const folder = join(parent, "my-task");
		const made = await subnetInit.run({ ...initOptions, folder }, context);
		expect(fits(subnetInit.resultSchema, made)).toBe(true);
		expect(subnetInit.render?.(made, context)).toContain(`ganglion subnet check ${folder}`);

		const report = await subnetCheck.run({ task: folder, challenges: 4, write: false, models }, context);
		expect(fits(subnetCheck.resultSchema, report)).toBe(true);
		expect(subnetCheck.exitCode?.(report)).toBe(0);
		expect(subnetCheck.render?.(report, context)).toMatch(
			/my-task in .*\n {2}hash .*[\s\S]*Nothing would be refused\.$/,
		);
	});

	it("says what would be refused and why, and mends hashes when told to", async () => {
		const folder = join(parent, "changed");
		await subnetInit.run({ ...initOptions, folder, name: "changed" }, context);
		await appendFile(join(folder, "task.js"), "\n// changed\n");
		const refused = await subnetCheck.run({ task: folder, challenges: 4, write: false, models }, context);
		expect(fits(subnetCheck.resultSchema, refused)).toBe(true);
		expect(subnetCheck.exitCode?.(refused)).toBe(1);
		expect(subnetCheck.render?.(refused, context)).toMatch(
			/refused \(code\): task\.js is not the file .*\n {2}remedy: /,
		);
		const mended = await subnetCheck.run({ task: folder, challenges: 4, write: true, models }, context);
		expect(subnetCheck.exitCode?.(mended)).toBe(0);
	});

	it("reports a folder that holds no task", async () => {
		const report = await subnetCheck.run({ task: parent, challenges: 4, write: false, models }, context);
		expect(fits(subnetCheck.resultSchema, report)).toBe(true);
		expect(report.problems).toEqual([expect.objectContaining({ part: "manifest" })]);
	});
});
