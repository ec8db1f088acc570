import { mkdir, rm, statfs, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ModelDiskFullError, ModelPinError, ModelSourceError } from "./errors.js";
import { externalDataOf } from "./externalDataOf.js";
import { type Announced, findDifference, hashFile } from "./fileHashes.js";
import { offerOfFolder } from "./folderSource.js";
import { holdFolder } from "./holdFolder.js";
import { offerOfHub } from "./hubSource.js";
import { type LockedFile, type ModelLock, readModelLock, writeModelLock } from "./modelLock.js";
import { checkFilePath, HUB_METADATA, modelFolder } from "./modelNames.js";
import type { Offer, OfferedFile, SourceModules, Wanted } from "./modelSource.js";
import { offerOfPackage } from "./npmSource.js";
import { offerOfUrl } from "./urlSource.js";

export interface PullOptions extends Wanted {
	/** `hf:owner/name[@revision]`, `npm:package[@version]`, `https://…`, or a folder. */
	readonly source: string;
	/** Folder of all models. */
	readonly models: string;
	/** The model's name here; the source's if absent. */
	readonly name?: string | undefined;
	/** Pins: `<sha256>` where one file is pulled, `<path>=<sha256>` else. */
	readonly sha256?: readonly string[] | undefined;
	/** Address of the hub's API; HF_ENDPOINT, else huggingface.co, if absent. */
	readonly endpoint?: string | undefined;
}

/** What a pull tells while it goes on. */
export type PullEvent =
	| {
			readonly type: "found";
			readonly name: string;
			readonly files: number;
			readonly bytes: number | undefined;
	  }
	| { readonly type: "kept"; readonly path: string; readonly bytes: number }
	| {
			readonly type: "progress";
			readonly path: string;
			readonly bytes: number;
			readonly total: number | undefined;
	  }
	| { readonly type: "fetched"; readonly path: string; readonly bytes: number; readonly sha256: string };

export interface PullModules extends Omit<SourceModules, "idleMs" | "pausesMs"> {
	readonly now: () => Date;
	readonly onEvent?: (event: PullEvent) => void;
	/** Default: 60 s. */
	readonly idleMs?: number;
	/** Default: 0.5 to 8 s, five times. */
	readonly pausesMs?: readonly number[];
}

export interface PulledModel {
	readonly folder: string;
	readonly lock: ModelLock;
	/** Files that were fetched now; the others were there. */
	readonly fetched: number;
}

/**
 * Brings a model into `<models>/<owner>/<name>` and pins its files by sha256 in `ganglion-model.json`.
 *
 * The first pull records the hashes; from then on the same name never gets other bytes: a source that has changed is
 * refused. A file that was damaged here is fetched again.
 *
 * @throws the errors of ./errors.ts
 */
export async function pullModel(options: PullOptions, modules: PullModules): Promise<PulledModel> {
	const {
		idleMs = 60_000,
		pausesMs = [500, 1_000, 2_000, 4_000, 8_000],
		onEvent = () => undefined,
	} = modules;
	const offer = await findOffer(options, { ...modules, idleMs, pausesMs });
	try {
		const name = options.name ?? offer.name;
		const folder = modelFolder(options.models, name);
		for (const { path } of offer.files) checkFilePath(path);
		const given = readPins(options, offer);
		await mkdir(folder, { recursive: true });
		const release = await holdFolder(folder, name);
		try {
			const lock = await readModelLock(folder);
			const pins = new Map([
				...(lock?.files ?? []).map(({ path, sha256 }) => [path, sha256] as const),
				...given,
			]);
			for (const [path, sha256] of given) refuseOther(path, sha256, lock);
			onEvent({ type: "found", name, files: offer.files.length, bytes: sizeOf(offer.files) });
			const chosen = await pullFiles({ folder, files: offer.files, pins }, onEvent);
			const weights = await externalDataOf(
				folder,
				chosen.files.map(({ path }) => path),
				offer,
			);
			for (const { path } of weights) checkFilePath(path);
			if (weights.length > 0) onEvent({ type: "found", name, files: weights.length, bytes: sizeOf(weights) });
			const beside = await pullFiles({ folder, files: weights, pins }, onEvent);
			const pulled = [...chosen.files, ...beside.files];
			refuseUnused(options, given, pulled);
			const fetched = chosen.fetched + beside.fetched;
			const files = new Map((lock?.files ?? []).map((file) => [file.path, file]));
			for (const file of pulled) files.set(file.path, file);
			const written: ModelLock = {
				format: "ganglion-model/1",
				name,
				source: offer.source,
				...(offer.revision === undefined ? {} : { revision: offer.revision }),
				pulledAt: lock !== undefined && fetched === 0 ? lock.pulledAt : modules.now().toISOString(),
				files: [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
			};
			await writeModelLock(folder, written);
			if (offer.source.startsWith("hf:")) {
				const here = { ...offer, files: [...offer.files, ...weights] };
				await tellHubLibraries(folder, here, modules.now());
			}
			return { folder, lock: written, fetched };
		} finally {
			await release();
		}
	} finally {
		await offer.close?.();
	}
}

async function findOffer(options: PullOptions, modules: SourceModules): Promise<Offer> {
	const { source, sha256 } = options;
	if (source.startsWith("hf:")) return offerOfHub(source.slice(3), options, modules);
	if (source.startsWith("npm:")) return offerOfPackage(source.slice(4), options, modules);
	if (/^https?:\/\//.test(source)) return offerOfUrl(source, sha256?.[0], modules);
	if (/^[a-z][a-z0-9+.-]+:(?!\\)/i.test(source)) throw new ModelSourceError(source, "that kind is not known");
	return offerOfFolder(source, options);
}

/** The pins of --sha256 by file. */
function readPins({ source, sha256 = [] }: PullOptions, offer: Offer): Map<string, string> {
	const pins = new Map<string, string>();
	for (const text of sha256) {
		const [, path, hash] = /^(?:(.+)=)?([0-9a-f]{64})$/.exec(text) ?? [];
		const only = offer.files.length === 1 ? offer.files[0]?.path : undefined;
		const file = path ?? only;
		if (hash === undefined || file === undefined || !offer.all.some((offered) => offered.path === file))
			throw new ModelSourceError(
				source,
				`--sha256 ${text.slice(0, 80)} names no file of it with 64 hex digits`,
			);
		pins.set(file, hash);
	}
	return pins;
}

/** A pin that held nothing, because its file is none that was taken, would be trusted for nothing. */
function refuseUnused(
	{ source }: PullOptions,
	given: ReadonlyMap<string, string>,
	pulled: readonly LockedFile[],
): void {
	for (const path of given.keys())
		if (!pulled.some((file) => file.path === path))
			throw new ModelSourceError(source, `--sha256 names ${path}, which is not among the files to pull`);
}

function refuseOther(path: string, sha256: string, lock: ModelLock | undefined): void {
	const recorded = lock?.files.find((file) => file.path === path)?.sha256;
	if (recorded !== undefined && recorded !== sha256) throw new ModelPinError(path, recorded, sha256);
}

async function pullFiles(
	work: {
		readonly folder: string;
		readonly files: readonly OfferedFile[];
		readonly pins: ReadonlyMap<string, string>;
	},
	onEvent: (event: PullEvent) => void,
): Promise<{ files: LockedFile[]; fetched: number }> {
	const { folder, pins } = work;
	const files: LockedFile[] = [];
	const missing: OfferedFile[] = [];
	for (const offered of work.files) {
		const here = await checkHere(join(folder, offered.path), offered, pins.get(offered.path));
		if (here === undefined) missing.push(offered);
		else {
			files.push({ path: offered.path, ...here });
			onEvent({ type: "kept", path: offered.path, bytes: here.bytes });
		}
	}
	await checkRoom(folder, missing);
	for (const offered of missing) {
		const { path } = offered;
		const target = join(folder, path);
		const { bytes, sha256 } = await offered.fetch(target, (come, total) =>
			onEvent({ type: "progress", path, bytes: come, total }),
		);
		const pinned = pins.get(path);
		if (pinned !== undefined && pinned !== sha256) {
			await rm(target, { force: true });
			throw new ModelPinError(path, pinned, sha256);
		}
		files.push({ path, bytes, sha256 });
		onEvent({ type: "fetched", path, bytes, sha256 });
	}
	return { files, fetched: missing.length };
}

/**
 * What is there of a file already, where it is what the source has and what is pinned; undefined where it must be
 * fetched: it is not there, or is damaged while the source still has what was pinned.
 *
 * @throws ModelPinError where the source has other bytes than those here
 */
async function checkHere(
	target: string,
	offered: Announced & { readonly path: string },
	pinned: string | undefined,
): Promise<{ bytes: number; sha256: string } | undefined> {
	if (pinned !== undefined && offered.sha256 !== undefined && offered.sha256 !== pinned)
		throw new ModelPinError(offered.path, pinned, offered.sha256);
	const found = await hashFile(target);
	if (found === undefined || (pinned !== undefined && found.sha256 !== pinned)) return undefined;
	const differs = findDifference(offered, found);
	if (differs !== undefined) throw new ModelPinError(offered.path, found.sha256, differs[0]);
	return { bytes: found.bytes, sha256: found.sha256 };
}

/** Refuses a pull that cannot end well before it begins. */
async function checkRoom(folder: string, missing: readonly OfferedFile[]): Promise<void> {
	const needed = missing.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
	const disk = await statfs(folder).catch(() => undefined);
	if (disk !== undefined && needed > disk.bavail * disk.bsize)
		throw new ModelDiskFullError(folder, `${missing.length} files of ${needed} bytes`);
}

function sizeOf(files: readonly OfferedFile[]): number | undefined {
	return files.some(({ bytes }) => bytes === undefined)
		? undefined
		: files.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
}

/**
 * Leaves beside the files what Python's huggingface_hub keeps of each in a plain folder (commit, ETag, time), so that
 * `hf download --local-dir` and `hf_hub_download(local_dir=…)` know them and do not fetch them again.
 */
async function tellHubLibraries(folder: string, offer: Offer, now: Date): Promise<void> {
	for (const { path, sha256, gitBlob } of offer.files) {
		const etag = sha256 ?? gitBlob;
		if (etag === undefined) continue;
		const file = join(folder, HUB_METADATA, `${path}.metadata`);
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, `${offer.revision}\n${etag}\n${now.getTime() / 1000}\n`);
	}
}
