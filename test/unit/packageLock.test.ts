import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/**
 * A lockfile that lacks one platform's package installs on the machine that wrote it and fails elsewhere, so
 * each package that ships one binary per platform must have all its siblings locked.
 */

interface Locked {
	optionalDependencies?: Record<string, string>;
	resolved?: string;
}

const lock = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8")) as {
	packages: Record<string, Locked>;
};
const platform = /(darwin|win32|linux|musl|freebsd|android)/;

describe("package-lock.json", () => {
	it("locks every platform sibling that a package names", () => {
		const missing: string[] = [];
		let siblings = 0;
		for (const [path, entry] of Object.entries(lock.packages)) {
			for (const name of Object.keys(entry.optionalDependencies ?? {})) {
				if (!platform.test(name)) continue;
				siblings++;
				const nested = `${path}/node_modules/${name}`;
				if (!(nested in lock.packages) && !(`node_modules/${name}` in lock.packages))
					missing.push(`${path}: ${name}`);
			}
		}
		expect(siblings).toBeGreaterThan(20);
		expect(missing).toEqual([]);
	});

	it.each(["darwin", "win32", "musl"])("holds packages for %s", (name) => {
		const names = Object.keys(lock.packages);
		for (const owner of ["@napi-rs/canvas", "@libsql/", "@biomejs/cli"])
			expect(
				names.some((path) => path.includes(owner) && path.includes(name)),
				`${owner} for ${name}`,
			).toBe(true);
	});

	it("holds no registry address", () => {
		const addresses = Object.values(lock.packages).filter((entry) => entry.resolved !== undefined);
		expect(addresses).toEqual([]);
	});
});
