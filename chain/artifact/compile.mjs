import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { stripSections } from "./wasmSections.mjs";

const TARGET = "wasm32v1-none";

/** Where cargo builds: never inside the repository unless somebody says so. */
function targetFolder() {
	if (process.env.CARGO_TARGET_DIR) return process.env.CARGO_TARGET_DIR;
	if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "ganglion", "target");
	if (process.platform === "win32") {
		return join(process.env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "ganglion", "target");
	}
	return join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "ganglion", "target");
}

/** A path as it was given and, where it leads through links, as it is. */
function spellings(path) {
	return existsSync(path) ? [...new Set([path, realpathSync(path)])] : [path];
}

/**
 * Flags that give every path on this machine a name that is the same on all machines. Without them a
 * panic's location would carry the folder of whoever built it into the bytes.
 */
function pathNames({ chain, compiler, target }) {
	const registry = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "registry", "src");
	let indexes = [];
	try {
		indexes = readdirSync(registry).sort();
	} catch {
		// a fresh CARGO_HOME: `cargo fetch` ran before, so this is one whose crates come from elsewhere
	}
	return [
		[join(compiler.sysroot, "lib", "rustlib", "src", "rust"), `/rustc/${compiler.commit}`],
		...indexes.map((index) => [join(registry, index), "/registry"]),
		[target, "/target"],
		[chain, "/chain"],
	].flatMap(([from, to]) => spellings(from).map((path) => `--remap-path-prefix=${path}=${to}`));
}

function cargo(args, { cwd, env }) {
	const { status, error } = spawnSync("cargo", args, { cwd, env, stdio: ["ignore", 2, 2] });
	if (error || status !== 0) {
		throw new Error(`cargo ${args[0]} was expected to succeed, but it did not: read what it says above`);
	}
}

function compileCrate({ manifest, file, flags, cwd, chain, compiler }) {
	const target = targetFolder();
	const env = { ...compiler.env, CARGO_TARGET_DIR: target };
	const at = ["--manifest-path", manifest, "--locked"];
	cargo(["fetch", ...at], { cwd, env });
	const names = pathNames({ chain, compiler, target });
	cargo(
		[
			"build",
			...at,
			"--release",
			"--target",
			TARGET,
			...flags,
			"--config",
			`target.${TARGET}.rustflags=${JSON.stringify(names)}`,
		],
		{ cwd, env },
	);
	return stripSections(readFileSync(join(target, TARGET, "release", file)));
}

/**
 * The runtime, uncompressed and stripped.
 * @param {{chain: string, compiler: NonNullable<ReturnType<typeof import("./compiler.mjs").findCompiler>>}} options
 * @returns {Buffer}
 */
export function compileRuntime({ chain, compiler }) {
	return compileCrate({
		manifest: join(chain, "Cargo.toml"),
		file: "ganglion_runtime.wasm",
		flags: ["--package", "ganglion-runtime", "--no-default-features"],
		cwd: chain, // where .cargo/config.toml has the runtime's linker arguments
		chain,
		compiler,
	});
}

/**
 * The signature module, stripped.
 * @param {{chain: string, compiler: NonNullable<ReturnType<typeof import("./compiler.mjs").findCompiler>>}} options
 * @returns {Buffer}
 */
export function compileSr25519({ chain, compiler }) {
	return compileCrate({
		manifest: join(chain, "sr25519", "Cargo.toml"),
		file: "ganglion_sr25519.wasm",
		flags: [],
		cwd: dirname(chain), // outside chain/: the runtime's linker arguments are not for this module
		chain,
		compiler,
	});
}
