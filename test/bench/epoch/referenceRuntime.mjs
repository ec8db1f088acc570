// Gets the reference chain's runtime, spec 293 of July 2025, for `npm run bench -- epoch`. It is not ours to pass on,
// so it is never committed: it lies in a chain specification in the public history of opentensor/subtensor.
//   node test/bench/epoch/referenceRuntime.mjs FILE              fetches the one object from GitHub (1.4 MB)
//   node test/bench/epoch/referenceRuntime.mjs FILE --git FOLDER takes it from a clone that has it
// Then: GANGLION_REFERENCE_RUNTIME=FILE npm run bench -- epoch
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const REPOSITORY = "https://github.com/opentensor/subtensor";
/** The chain specification, as git names it. */
const OBJECT = "dd53a75be37ed9029356a03d9ef68aff88007195";
/** Of the runtime in it. */
const SHA256 = "8d168cc0eaff4ad325e67bb86b4c4868a9a83fa122224429959ec768177088fb";

const { values, positionals } = parseArgs({
	options: { git: { type: "string" } },
	allowPositionals: true,
});
const [file] = positionals;
if (file === undefined) {
	console.error("usage: node test/bench/epoch/referenceRuntime.mjs FILE [--git FOLDER]");
	process.exit(2);
}
const git = (folder, ...args) =>
	execFileSync("git", ["-C", folder, ...args], {
		encoding: "utf8",
		maxBuffer: 1 << 26,
		stdio: ["ignore", "pipe", "inherit"],
	});

const folder = mkdtempSync(join(tmpdir(), "ganglion-reference-"));
try {
	if (values.git === undefined) {
		git(folder, "init", "--bare", "--quiet");
		git(folder, "fetch", "--quiet", "--depth", "1", REPOSITORY, OBJECT);
	}
	const specification = JSON.parse(git(values.git ?? folder, "cat-file", "blob", OBJECT));
	const code = Buffer.from(specification.genesis.runtimeGenesis.code.slice(2), "hex");
	const found = createHash("sha256").update(code).digest("hex");
	if (found !== SHA256)
		throw new Error(`the runtime was expected to have the sha256 ${SHA256}, but it has ${found}`);
	writeFileSync(file, code);
	console.log(`${file}: ${code.length} bytes, spec 293`);
} finally {
	rmSync(folder, { recursive: true, force: true });
}
