import { spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("../../../scoring/gpuInstall.sh", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ganglion-gpu-install-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function install(parameters: readonly string[], environment: NodeJS.ProcessEnv = process.env) {
	const bash = find("bash");
	return spawnSync(bash, [script, ...parameters], { encoding: "utf8", env: environment });
}

/** Where a command is, by the PATH of the tests. */
function find(command: string): string {
	for (const place of (process.env.PATH ?? "").split(delimiter)) {
		const path = join(place, command);
		try {
			accessSync(path, constants.X_OK);
			return path;
		} catch {}
	}
	throw new Error(`${command} is not on the PATH`);
}

describe.skipIf(process.platform !== "linux")("gpuInstall.sh", () => {
	it("tells its options, and refuses others", () => {
		expect(install(["--help"])).toMatchObject({ status: 0, stdout: expect.stringContaining("--cuda-libs") });
		expect(install(["--fast"])).toMatchObject({ status: 2, stderr: expect.stringContaining("--cpu") });
		expect(install(["--cpu", "--cuda-libs"])).toMatchObject({
			status: 1,
			stderr: expect.stringContaining("exclude each other"),
		});
	});

	it("names what is missing on the machine, and what to do", ({ skip }) => {
		if (process.arch !== "x64") skip("the script refuses other processors before it looks");
		for (const command of ["uname", "dirname", "readlink", "grep", "ldd", "node", "npm"])
			symlinkSync(find(command), join(folder, command));
		const found = install(["--cpu"], { ...process.env, PATH: folder });
		expect(found.stderr).toContain("not found on this machine: g++ python3");
		expect(found.stderr).toContain("remedy: ");
		expect(found.status).toBe(1);
	});
});
