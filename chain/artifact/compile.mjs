import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { stripSections } from "./wasmSections.mjs";

const TARGET = "wasm32v1-none";

/** A path as it was given and, where it leads through links, as it is. */
function spellings(path) {
	return existsSync(path) ? [...new Set([path, realpathSync(path)])] : [path];
}

/**
 * Flags that give every path on this machine a name that is the same on all machines. Without them a
 * panic's location would carry the folder of whoever built it into the bytes.
 */
function pathNames({ place, compiler }) {
	const registry = join(place.cargoHome, "registry", "src");
	const indexes = existsSync(registry) ? readdirSync(registry).sort() : [];
	return [
		[join(compiler.sysroot, "lib", "rustlib", "src", "rust"), `/rustc/${compiler.commit}`],
		...indexes.map((index) => [join(registry, index), "/registry"]),
		[place.target, "/target"],
		[place.chain, "/chain"],
	].flatMap(([from, to]) => spellings(from).map((path) => `--remap-path-prefix=${path}=${to}`));
}

function cargo(args, { cwd, env }) {
	const { status, error } = spawnSync("cargo", args, { cwd, env, stdio: ["ignore", 2, 2] });
	if (error || status !== 0) {
		throw new Error(`cargo ${args[0]} was expected to succeed, but it did not: read what it says above`);
	}
}

function compileCrate({ manifest, file, flags, codegen = [], cwd, place, compiler }) {
	const { target, cargoHome } = place;
	const env = { ...compiler.env, CARGO_TARGET_DIR: target, CARGO_HOME: cargoHome };
	const at = ["--manifest-path", manifest, "--locked"];
	cargo(["fetch", ...at], { cwd, env });
	const names = pathNames({ place, compiler });
	cargo(
		[
			"build",
			...at,
			"--release",
			"--target",
			TARGET,
			...flags,
			"--config",
			`target.${TARGET}.rustflags=${JSON.stringify([...codegen, ...names])}`,
		],
		{ cwd, env },
	);
	return stripSections(readFileSync(join(target, TARGET, "release", file)));
}

/**
 * The runtime, uncompressed and stripped.
 * @param {{place: import("./buildPlace.mjs").BuildPlace, compiler: NonNullable<ReturnType<typeof import("./compiler.mjs").findCompiler>>, features?: string[]}} options
 * @returns {Buffer}
 */
export function compileRuntime({ place, compiler, features = [] }) {
	return compileCrate({
		manifest: join(place.chain, "Cargo.toml"),
		file: "ganglion_runtime.wasm",
		flags: [
			"--package",
			"ganglion-runtime",
			"--no-default-features",
			...features.flatMap((feature) => ["--features", feature]),
		],
		cwd: place.chain, // where .cargo/config.toml has the runtime's linker arguments
		place,
		compiler,
	});
}

/**
 * The signature module, stripped.
 * @param {{place: import("./buildPlace.mjs").BuildPlace, compiler: NonNullable<ReturnType<typeof import("./compiler.mjs").findCompiler>>}} options
 * @returns {Buffer}
 */
export function compileSr25519({ place, compiler }) {
	return compileCrate({
		manifest: join(place.chain, "sr25519", "Cargo.toml"),
		file: "ganglion_sr25519.wasm",
		flags: [],
		// what every Node that we run on has; 5 to 10 % less time a signature
		codegen: ["-Ctarget-feature=+simd128,+bulk-memory"],
		cwd: dirname(place.chain), // outside chain/: the runtime's linker arguments are not for this module
		place,
		compiler,
	});
}
