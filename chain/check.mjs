// The Rust half of `npm run check`: formatting and clippy without a warning. Where cargo is absent it says so
// and passes, as npm users need no Rust; CI always has it.
import { spawnSync } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const chain = fileURLToPath(new URL(".", import.meta.url));
if (spawnSync("cargo", ["--version"]).status !== 0) {
	console.log("cargo fmt and clippy not run: cargo is not on this machine");
	process.exit(0);
}
const env = { ...process.env };
env.CARGO_TARGET_DIR ??= join(homedir(), ".cache", "ganglion", "target");
for (const args of [
	["fmt", "--all", "--check"],
	["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"],
]) {
	const { status } = spawnSync("cargo", args, { cwd: chain, env, stdio: "inherit" });
	if (status !== 0) process.exit(status ?? 1);
}
