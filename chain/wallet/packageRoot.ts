import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

let cached: string | undefined;

/**
 * The folder of Ganglion's own package.json, found upward from this file.
 *
 * Assets that TypeScript does not compile (runtime artifact, models, fonts) are read from here, so that the
 * sources, the compiled tree in dist/ and an installed package find them in one way.
 */
export function packageRoot(): string {
	if (cached !== undefined) return cached;
	let folder = dirname(fileURLToPath(import.meta.url));
	for (;;) {
		const manifest = join(folder, "package.json");
		if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "ganglion") {
			cached = folder;
			return folder;
		}
		const parent = dirname(folder);
		if (parent === folder) throw new Error("ganglion's package.json was not found above its own code");
		folder = parent;
	}
}

/**
 * The compiled file to start as a child process or worker thread.
 *
 * Run from sources (tests), `specifier` points at a .ts sibling that Node 20 cannot start, so its twin in dist/
 * is taken; `npm test` builds before it runs.
 *
 * @param importMetaUrl - `import.meta.url` of the caller
 * @param specifier - relative path with its `.js` ending, such as `./engineWorker.js`
 */
export function entryPoint(importMetaUrl: string, specifier: string): string {
	const caller = fileURLToPath(importMetaUrl);
	const target = join(dirname(caller), specifier);
	if (extname(caller) !== ".ts") return target;
	return join(packageRoot(), "dist", target.slice(packageRoot().length));
}
