// Builds what npm users get without Rust: the runtime and the sr25519 module, with a json that says what
// they are and what they were made of.
//   node chain/artifact/build.mjs                     builds with the pinned compiler and writes the files
//   node chain/artifact/build.mjs --check             compares the committed files with the sources; with the
//                                                     pinned compiler at hand also with what it builds
//   node chain/artifact/build.mjs --check --elsewhere builds for the comparison from a copy of the sources, with
//                                                     another home for cargo: paths must not reach the bytes
//   node chain/artifact/build.mjs --check --no-build  the part of the check that needs no compiler
//   node chain/artifact/build.mjs --any-compiler      builds with what there is (other bytes: not for commit)
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inAnotherPlace, usualPlace } from "./buildPlace.mjs";
import { compileRuntime, compileSr25519 } from "./compile.mjs";
import { findCompiler, pinnedToolchain } from "./compiler.mjs";
import { compressRuntime, decompressRuntime } from "./compression.mjs";
import { runtimeFacts } from "./runtimeFacts.mjs";
import { sourceHash } from "./sourceHash.mjs";

const RUNTIME_FILE = "ganglion.compact.compressed.wasm";
const SR25519_FILE = "sr25519.wasm";

const folder = dirname(fileURLToPath(import.meta.url));
const chain = dirname(folder);
const jsonFile = join(folder, "artifact.json");
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

function build({ orAnother }) {
	const compiler = findCompiler({ chain, orAnother });
	if (!compiler) {
		throw new Error(
			`the compiler ${pinnedToolchain(chain)} was expected, but rustc has another version or is absent: run bash chain/setup-toolchain.sh`,
		);
	}
	const sources = sourceHash(chain);
	const place = usualPlace(chain);
	const wasm = compileRuntime({ place, compiler });
	const compressed = compressRuntime(wasm);
	const sr25519 = compileSr25519({ place, compiler });
	if (sourceHash(chain) !== sources) {
		throw new Error(
			"the sources were expected to stay as they were during the build, but they changed: run it again",
		);
	}
	const artifact = {
		runtime: {
			file: RUNTIME_FILE,
			...runtimeFacts(wasm),
			sha256: sha256(compressed),
			uncompressedSha256: sha256(wasm),
			uncompressedBytes: wasm.length,
			compiler: { release: compiler.release, commit: compiler.commit, llvm: compiler.llvm },
		},
		sr25519: { file: SR25519_FILE, sha256: sha256(sr25519), bytes: sr25519.length },
		sources: { sha256: sources },
	};
	writeFileSync(join(folder, RUNTIME_FILE), compressed);
	writeFileSync(join(folder, SR25519_FILE), sr25519);
	writeFileSync(jsonFile, `${JSON.stringify(artifact, null, "\t")}\n`);
	console.log(
		`${RUNTIME_FILE}: spec ${artifact.runtime.specVersion}, ${wasm.length} bytes, ${compressed.length} compressed; ${SR25519_FILE}: ${sr25519.length} bytes`,
	);
}

function expectEqual(what, expected, actual, remedy) {
	if (expected !== actual) throw new Error(`${what}: expected ${expected}, got ${actual}: ${remedy}`);
}

function check({ compare, elsewhere }) {
	if (!existsSync(jsonFile))
		throw new Error("chain/artifact/artifact.json was expected, but it is absent: run npm run artifact");
	const artifact = JSON.parse(readFileSync(jsonFile, "utf8"));
	const remedy = "run npm run artifact and commit what it writes";
	expectEqual("hash of the sources", artifact.sources.sha256, sourceHash(chain), remedy);

	const compressed = readFileSync(join(folder, artifact.runtime.file));
	expectEqual(`sha256 of ${artifact.runtime.file}`, artifact.runtime.sha256, sha256(compressed), remedy);
	const wasm = decompressRuntime(compressed);
	expectEqual(
		"sha256 of the uncompressed runtime",
		artifact.runtime.uncompressedSha256,
		sha256(wasm),
		remedy,
	);
	const facts = runtimeFacts(wasm);
	for (const name of Object.keys(facts)) expectEqual(name, artifact.runtime[name], facts[name], remedy);
	const sr25519 = readFileSync(join(folder, artifact.sr25519.file));
	expectEqual(`sha256 of ${artifact.sr25519.file}`, artifact.sr25519.sha256, sha256(sr25519), remedy);
	console.log(
		`artifact of spec ${facts.specVersion}: sources, files and metadata are what artifact.json says`,
	);

	if (!compare) return;
	const compiler = findCompiler({ chain, orAnother: false });
	if (!compiler || compiler.commit !== artifact.runtime.compiler.commit) {
		console.log(
			`bytes not compared with a build: the compiler ${artifact.runtime.compiler.release} is not on this machine`,
		);
		return;
	}
	const rebuild = (place) => ({
		runtime: sha256(compileRuntime({ place, compiler })),
		sr25519: sha256(compileSr25519({ place, compiler })),
	});
	const built = elsewhere ? inAnotherPlace(chain, rebuild) : rebuild(usualPlace(chain));
	expectEqual("sha256 of the rebuilt runtime", artifact.runtime.uncompressedSha256, built.runtime, remedy);
	expectEqual("sha256 of the rebuilt sr25519 module", artifact.sr25519.sha256, built.sr25519, remedy);
	console.log(`a build ${elsewhere ? "in another place" : "from these sources"} gives the same bytes`);
}

const flags = new Set(process.argv.slice(2));
try {
	if (flags.has("--check")) check({ compare: !flags.has("--no-build"), elsewhere: flags.has("--elsewhere") });
	else build({ orAnother: flags.has("--any-compiler") });
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}
