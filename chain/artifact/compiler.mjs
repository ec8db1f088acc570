import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The toolchain that rust-toolchain.toml pins.
 * @param {string} chain absolute path of chain/
 * @returns {string} such as `1.95.0`
 */
export function pinnedToolchain(chain) {
	const channel = /^channel = "([^"]+)"$/m.exec(
		readFileSync(join(chain, "rust-toolchain.toml"), "utf8"),
	)?.[1];
	if (channel === undefined) throw new Error("chain/rust-toolchain.toml should name a channel: put it back");
	return channel;
}

/**
 * Which compiler builds here: the pinned one, where rustup has it; else, with `orAnother`, the one that
 * `rustc` means. Nothing where there is no compiler.
 * @param {{chain: string, orAnother: boolean}} options
 * @returns {{release: string, commit: string, llvm: string, sysroot: string, env: NodeJS.ProcessEnv} | undefined}
 */
export function findCompiler({ chain, orAnother }) {
	const pinned = pinnedToolchain(chain);
	const { RUSTFLAGS: _, CARGO_ENCODED_RUSTFLAGS: __, ...base } = process.env;
	const candidates = [{ ...base, RUSTUP_TOOLCHAIN: pinned, RUSTUP_AUTO_INSTALL: "0" }];
	// Debian's compiler as chain/setup-toolchain.sh names it, then whichever answers
	if (orAnother) candidates.push({ ...base, RUSTUP_TOOLCHAIN: "debian" }, base);
	for (const env of candidates) {
		const version = spawnSync("rustc", ["-vV"], { cwd: chain, env, encoding: "utf8" });
		if (version.status !== 0) continue;
		const field = (name) => new RegExp(`^${name}: (.*)$`, "m").exec(version.stdout)?.[1] ?? "unknown";
		const release = field("release");
		if (release !== pinned && !orAnother) continue;
		const sysroot = spawnSync("rustc", ["--print", "sysroot"], {
			cwd: chain,
			env,
			encoding: "utf8",
		}).stdout.trim();
		return { release, commit: field("commit-hash"), llvm: field("LLVM version"), sysroot, env };
	}
	return undefined;
}
