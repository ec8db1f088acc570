import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * A virtual environment with one set of packages as the package index serves them, in the cache and under the name that
 * test/compat/pythonEnvironment.ts uses, so that either finds what the other installed.
 *
 * @returns {{bin: string} | {unavailable: string}} where its programs lie, or why it cannot be had here
 */
export function pythonEnvironment(packages) {
	const cache = process.env.GANGLION_COMPAT_CACHE ?? join(homedir(), ".cache", "ganglion", "compat");
	const folder = join(cache, packages.join("+").replaceAll("==", "-"));
	const bin = join(folder, "bin");
	if (existsSync(join(folder, "complete"))) return { bin };
	const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"];
	try {
		rmSync(folder, { recursive: true, force: true });
		mkdirSync(cache, { recursive: true });
		execFileSync("python3", ["-m", "venv", folder], { timeout: 60_000, stdio: "pipe" });
		execFileSync(join(bin, "python"), [...pip, ...packages], { timeout: 900_000, stdio: "pipe" });
		writeFileSync(join(folder, "complete"), "");
		return { bin };
	} catch (error) {
		const said = String(error.stderr ?? error)
			.trim()
			.split("\n")
			.at(-1);
		return { unavailable: `${packages.join(" and ")} cannot be installed here: ${said}` };
	}
}
