import { execFile } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeFolder } from "../../chain/wallet/index.js";
import type { Packages } from "./lines.js";
import type { Unavailable } from "./taskBook.js";

const run = promisify(execFile);

/** Where an environment's programs lie, or why they cannot be had on this machine. */
export type PythonEnvironment = { readonly bin: string } | Unavailable;

/**
 * A virtual environment that holds one set of packages exactly as the package index serves them. It is kept in
 * `~/.cache/ganglion/compat` (GANGLION_COMPAT_CACHE says another folder), one for each set of versions.
 */
export async function pythonEnvironment({ packages }: Packages): Promise<PythonEnvironment> {
	const cache = process.env.GANGLION_COMPAT_CACHE ?? join(homedir(), ".cache", "ganglion", "compat");
	const folder = join(cache, packages.join("+").replaceAll("==", "-"));
	const bin = join(folder, "bin");
	const complete = join(folder, "complete");
	if (existsSync(complete)) return { bin };
	try {
		rmSync(folder, { recursive: true, force: true });
		makeFolder(cache);
		await run("python3", ["-m", "venv", folder], { timeout: 60_000 });
		const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"];
		await run(join(bin, "python"), [...pip, ...packages], { timeout: 480_000, maxBuffer: 1 << 24 });
		writeFileSync(complete, "");
		return { bin };
	} catch (error) {
		const lines = String((error as { stderr?: string }).stderr ?? error)
			.trim()
			.split("\n");
		return { unavailable: `${packages.join(" and ")} cannot be installed here: ${lines.at(-1)}` };
	}
}
