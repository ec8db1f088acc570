import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../chain/wallet/index.js";
import { modelTaskNames, shippedTaskNames } from "../../subnets/index.js";

describe("the npm package", () => {
	it("holds the sources of every shipped task, whose hashes stand in manifests", () => {
		const args = ["pack", "--dry-run", "--json", "--ignore-scripts"];
		const shell = process.platform === "win32";
		const out = execFileSync("npm", args, {
			cwd: packageRoot(),
			encoding: "utf8",
			maxBuffer: 2 ** 26,
			shell,
		});
		const packed = new Set((JSON.parse(out)[0].files as { path: string }[]).map(({ path }) => path));
		for (const task of [...shippedTaskNames, ...modelTaskNames]) {
			const folder = `subnets/tasks/${task}`;
			const sources = readdirSync(join(packageRoot(), folder)).filter((name) => name.endsWith(".ts"));
			expect(sources.length).toBeGreaterThan(2);
			expect(
				sources.filter((name) => !packed.has(`${folder}/${name}`)),
				task,
			).toEqual([]);
		}
	});
});
