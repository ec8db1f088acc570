import { execFile } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../chain/wallet/index.js";

/** Runs a script of test/compat/python on a JSON document, and gives the one that it prints. */
export function runPython(
	script: string,
	given: Record<string, unknown>,
	{ python, home }: { readonly python: string; readonly home: string },
): Promise<Record<string, unknown>> {
	const path = join(packageRoot(), "test", "compat", "python", script);
	return new Promise((resolve, reject) => {
		const env = { PATH: process.env.PATH, HOME: home };
		const child = execFile(python, [path], { env, timeout: 60_000 }, (error, stdout, stderr) => {
			if (error === null) resolve(JSON.parse(stdout) as Record<string, unknown>);
			else reject(new Error(stderr));
		});
		child.stdin?.end(JSON.stringify(given));
	});
}
