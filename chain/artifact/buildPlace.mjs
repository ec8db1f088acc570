import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { SOURCE_ROOTS } from "./sourceHash.mjs";

/**
 * Where a build happens: the folder of the sources, the one that cargo builds in, and cargo's home.
 * @typedef {{chain: string, target: string, cargoHome: string}} BuildPlace
 */

function cargoHome() {
	return process.env.CARGO_HOME ?? join(homedir(), ".cargo");
}

/** Where cargo builds: never inside the repository unless somebody says so. */
function targetFolder() {
	if (process.env.CARGO_TARGET_DIR) return process.env.CARGO_TARGET_DIR;
	if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "ganglion", "target");
	if (process.platform === "win32") {
		return join(process.env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "ganglion", "target");
	}
	return join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "ganglion", "target");
}

/**
 * The place of ordinary builds.
 * @param {string} chain absolute path of chain/
 * @returns {BuildPlace}
 */
export function usualPlace(chain) {
	return { chain, target: targetFolder(), cargoHome: cargoHome() };
}

/**
 * Runs `build` in a place that shares no path with the usual one: sources copied to a temporary folder, an
 * empty target folder, a new home for cargo (given the crates that the usual one downloaded, so that they
 * need not be fetched twice). Everything is removed afterwards.
 * @template Result
 * @param {string} chain absolute path of chain/
 * @param {(place: BuildPlace) => Result} build
 * @returns {Result}
 */
export function inAnotherPlace(chain, build) {
	const root = mkdtempSync(join(realpathSync(tmpdir()), "ganglion artifact "));
	const place = { chain: join(root, "sources"), target: join(root, "build"), cargoHome: join(root, "cargo") };
	try {
		mkdirSync(place.chain);
		for (const entry of new Set(SOURCE_ROOTS.map((path) => path.split("/", 1)[0] ?? path))) {
			cpSync(join(chain, entry), join(place.chain, entry), {
				recursive: true,
				filter: (path) => !/[/\\]target$/.test(path),
			});
		}
		for (const known of ["config.toml", join("registry", "cache"), join("registry", "index")]) {
			const from = join(cargoHome(), known);
			if (existsSync(from)) cpSync(from, join(place.cargoHome, known), { recursive: true });
		}
		return build(place);
	} finally {
		rmSync(root, { recursive: true, force: true });
	}
}
