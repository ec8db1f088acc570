import { createReadStream } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join, resolve, sep } from "node:path";
import { chooseFiles } from "./chooseFiles.js";
import { ModelSourceError } from "./errors.js";
import { MODEL_LOCK } from "./modelNames.js";
import type { Offer, OfferedFile, Wanted } from "./modelSource.js";
import { placeFile } from "./placeFile.js";

/**
 * A folder of this disk: a clone, an export, or a snapshot of the hub's cache
 * (`~/.cache/huggingface/hub/models--owner--name/snapshots/<commit>`), whose links are followed.
 */
export async function offerOfFolder(folder: string, wanted: Wanted): Promise<Offer> {
	const root = await realpath(resolve(folder)).catch(() => undefined);
	if (root === undefined || !(await stat(root)).isDirectory())
		throw new ModelSourceError(folder, "there is no such folder");
	const entries = await readdir(root, { recursive: true, encoding: "utf8" });
	const found: { path: string; bytes: number; from: string }[] = [];
	for (const entry of entries) {
		const path = entry.split(sep).join("/");
		if (path === MODEL_LOCK || path.endsWith(".part") || /(^|\/)\.(git|cache)(\/|$)/.test(path)) continue;
		const from = join(root, entry);
		const info = await stat(from).catch(() => undefined);
		if (info?.isFile()) found.push({ path, bytes: info.size, from });
	}
	const all = found.map(
		({ path, bytes, from }): OfferedFile => ({
			path,
			bytes,
			async fetch(target, progress) {
				const placed = await placeFile(createReadStream(from), target, path);
				progress(placed.bytes, bytes);
				return placed;
			},
		}),
	);
	return { ...identityOf(root), source: root, files: chooseFiles(all, wanted, root), all };
}

/** Name and commit from the hub's cache, else the folder's own name. */
function identityOf(root: string): { name: string; revision?: string } {
	const snapshot = /models--([^/\\]+)[/\\]snapshots[/\\]([0-9a-f]{40,64})$/.exec(root);
	if (snapshot?.[1] === undefined || snapshot[2] === undefined) return { name: basename(root) };
	return { name: snapshot[1].replace("--", "/"), revision: snapshot[2] };
}
