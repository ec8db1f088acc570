import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What the artifact's bytes follow from, relative to chain/: each a file, or a folder of a crate. */
export const SOURCE_ROOTS = [
	".cargo/config.toml",
	"Cargo.lock",
	"Cargo.toml",
	"consensus",
	"pallets",
	"runtime",
	"rust-toolchain.toml",
	"sr25519",
	"timelock",
	"weights",
];

/** Tests, their mocks and benches, and what cargo writes, are not compiled into the artifact. */
const LEFT_OUT = new Set(["target", "tests", "benches", "proptest-regressions", "mock.rs", "tests.rs"]);

const isSource = (name) => /\.rs$|^Cargo\.(toml|lock)$|^config\.toml$/.test(name);

/**
 * The artifact's sources, relative to chain/, with `/` as separator, sorted by code unit.
 * @param {string} chain absolute path of chain/
 * @returns {string[]}
 */
export function artifactSources(chain) {
	const found = [];
	const walk = (folder) => {
		for (const entry of readdirSync(join(chain, folder), { withFileTypes: true })) {
			const path = `${folder}/${entry.name}`;
			if (LEFT_OUT.has(entry.name)) continue;
			if (entry.isDirectory()) walk(path);
			else if (isSource(entry.name)) found.push(path);
		}
	};
	const top = new Map(readdirSync(chain, { withFileTypes: true }).map((entry) => [entry.name, entry]));
	for (const root of SOURCE_ROOTS) {
		const entry = top.get(root);
		if (entry?.isDirectory()) walk(root);
		else if (entry || root.includes("/")) found.push(root);
	}
	return found.sort();
}

/**
 * sha256 over all sources: for each, its path, a zero byte, its text with line ends as LF, a zero byte.
 * @param {string} chain absolute path of chain/
 * @returns {string} hex
 */
export function sourceHash(chain) {
	const hash = createHash("sha256");
	for (const path of artifactSources(chain)) {
		const text = readFileSync(join(chain, path), "utf8").replaceAll("\r\n", "\n");
		hash.update(`${path}\0${text}\0`);
	}
	return hash.digest("hex");
}
