import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decompress } from "fzstd";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packageRoot } from "../../../chain/wallet/index.js";

/** The part of the engine's interface that this test uses; the project compiles without the DOM's types. */
declare const WebAssembly: {
	readonly Module: {
		new (bytes: Uint8Array): object;
		customSections(module: object, name: string): readonly ArrayBuffer[];
	};
};

interface Artifact {
	readonly runtime: {
		readonly file: string;
		readonly specName: string;
		readonly sha256: string;
		readonly uncompressedSha256: string;
		readonly uncompressedBytes: number;
	};
	readonly sr25519: { readonly file: string; readonly sha256: string; readonly bytes: number };
}

const chain = join(packageRoot(), "chain");
const folder = join(chain, "artifact");
const artifact = JSON.parse(readFileSync(join(folder, "artifact.json"), "utf8")) as Artifact;
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** What `node chain/artifact/build.mjs --check --no-build` says in a copy of the repository. */
function check(root: string) {
	const run = spawnSync(process.execPath, [join(root, "chain/artifact/build.mjs"), "--check", "--no-build"], {
		encoding: "utf8",
	});
	return { status: run.status, output: run.stdout + run.stderr };
}

describe("the committed artifact", () => {
	it("is the files that artifact.json hashes", () => {
		const compressed = readFileSync(join(folder, artifact.runtime.file));
		expect(sha256(compressed)).toBe(artifact.runtime.sha256);
		expect(compressed.subarray(0, 8).toString("hex")).toBe("52bc537646db8e05");
		const wasm = decompress(compressed.subarray(8));
		expect(wasm.length).toBe(artifact.runtime.uncompressedBytes);
		expect(sha256(wasm)).toBe(artifact.runtime.uncompressedSha256);

		const sr25519 = readFileSync(join(folder, artifact.sr25519.file));
		expect(sr25519.length).toBe(artifact.sr25519.bytes);
		expect(sha256(sr25519)).toBe(artifact.sr25519.sha256);
	});

	it("carries no path of the machine that built it", () => {
		const wasm = Buffer.from(decompress(readFileSync(join(folder, artifact.runtime.file)).subarray(8)));
		const sr25519 = readFileSync(join(folder, artifact.sr25519.file));
		for (const bytes of [wasm, sr25519]) {
			for (const path of ["/root/", "/home/", "/Users/", "/tmp/", ".cargo/registry", ".rustup/"]) {
				expect(bytes.includes(path), path).toBe(false);
			}
		}
	});

	it("has the sections that nodes read, and none for debuggers", () => {
		const module = new WebAssembly.Module(
			decompress(readFileSync(join(folder, artifact.runtime.file)).subarray(8)).slice(),
		);
		expect(WebAssembly.Module.customSections(module, "runtime_version")).toHaveLength(1);
		expect(WebAssembly.Module.customSections(module, "runtime_apis").length).toBeGreaterThan(0);
		expect(WebAssembly.Module.customSections(module, "name")).toHaveLength(0);
	});
});

describe("the check of the artifact", () => {
	let root = "";

	beforeEach(async () => {
		root = await mkdtemp(join(tmpdir(), "artifact-"));
		await cp(chain, join(root, "chain"), {
			recursive: true,
			filter: (path) => !/[/\\](target|node_modules|host|client)$/.test(path),
		});
		await symlink(join(packageRoot(), "node_modules"), join(root, "node_modules"), "junction");
	});

	afterEach(async () => {
		await rm(root, { recursive: true, force: true });
	});

	it("passes on what is committed, wherever it lies and however its lines end", async () => {
		expect(check(root)).toMatchObject({ status: 0 });
		const source = join(root, "chain/runtime/src/lib.rs");
		await writeFile(source, readFileSync(source, "utf8").replaceAll("\n", "\r\n"));
		expect(check(root)).toMatchObject({ status: 0 });
	});

	it("fails when a source or the lockfile differs", async () => {
		for (const name of ["chain/runtime/src/lib.rs", "chain/Cargo.lock", "chain/sr25519/Cargo.lock"]) {
			const source = join(root, name);
			const before = readFileSync(source, "utf8");
			await writeFile(source, `${before}\n`);
			const { status, output } = check(root);
			expect(status, name).toBe(1);
			expect(output).toMatch(
				/hash of the sources: expected [0-9a-f]{64}, got [0-9a-f]{64}: run npm run artifact/,
			);
			await writeFile(source, before);
		}
	});

	it("fails when a source is added", async () => {
		await writeFile(join(root, "chain/pallets/tasks/src/more.rs"), "");
		expect(check(root).status).toBe(1);
	});

	it("fails when a file differs", async () => {
		const file = join(root, "chain/artifact", artifact.sr25519.file);
		const bytes = readFileSync(file);
		await writeFile(file, Buffer.concat([bytes, Buffer.of(0)]));
		const { status, output } = check(root);
		expect(status).toBe(1);
		expect(output).toContain(`sha256 of ${artifact.sr25519.file}`);
	});
});
