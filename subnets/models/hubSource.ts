import { chooseFiles } from "./chooseFiles.js";
import { downloadFile } from "./downloadFile.js";
import { ModelHostAnswerError, ModelSourceError } from "./errors.js";
import type { Announced } from "./fileHashes.js";
import { asUrl, getJson } from "./modelHttp.js";
import type { Offer, OfferedFile, SourceModules, Wanted } from "./modelSource.js";

/** Where the hub's API is unless told otherwise. */
const HUB = "https://huggingface.co";

/** One entry of a repository's listing. */
interface Sibling {
	readonly rfilename: string;
	readonly size?: number;
	readonly blobId?: string;
	readonly lfs?: { readonly sha256?: string; readonly size?: number };
}

/**
 * A repository of the hub or of a mirror: `owner/name[@revision]`.
 *
 * The revision is resolved to a commit first, and files are asked for by that commit, so that a branch that moves in
 * the middle cannot mix two versions. Large files are announced with their sha256, small ones with git's SHA-1.
 * HF_TOKEN goes to the hub alone, never to the hosts it redirects to.
 *
 * API: `GET /api/models/{repo}/revision/{revision}?blobs=true`, `GET /{repo}/resolve/{commit}/{path}`.
 */
export async function offerOfHub(
	reference: string,
	wanted: Wanted & { readonly endpoint?: string | undefined },
	modules: SourceModules,
): Promise<Offer> {
	const [, repository, revision = "main"] = /^([^@]+)(?:@(.+))?$/.exec(reference) ?? [];
	if (repository === undefined || !/^[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)?$/.test(repository))
		throw new ModelSourceError(`hf:${reference}`, "a repository is owner/name");
	const base = hubAddress(wanted.endpoint ?? modules.env.HF_ENDPOINT ?? HUB);
	const token = modules.env.HF_TOKEN?.trim();
	const authorization = token ? `Bearer ${token}` : undefined;
	const what = `the repository ${repository} at revision ${revision}`;
	const listing = await getJson(
		{
			url: new URL(`${base}/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`),
			what,
			authorization,
		},
		modules,
	);
	const { sha, siblings } = readListing(listing, what);
	const all = siblings.map((sibling): OfferedFile => {
		const file = announced(sibling);
		return {
			...file,
			fetch: (target, onProgress) =>
				downloadFile(
					{
						...file,
						target,
						name: file.path,
						request: {
							url: new URL(`${base}/${repository}/resolve/${sha}/${encodePath(file.path)}`),
							what: `${file.path} of ${repository}`,
							authorization,
						},
						onProgress,
						pausesMs: modules.pausesMs,
					},
					modules,
				),
		};
	});
	return {
		name: repository,
		source: `hf:${repository}`,
		revision: sha,
		files: chooseFiles(all, wanted, what),
		all,
	};
}

/** What a listing says of a file's content. */
function announced({ rfilename: path, size, blobId, lfs }: Sibling): Announced & { readonly path: string } {
	const bytes = lfs?.size ?? size;
	return {
		path,
		...(lfs?.sha256 === undefined
			? blobId === undefined
				? {}
				: { gitBlob: blobId }
			: { sha256: lfs.sha256 }),
		...(bytes === undefined ? {} : { bytes }),
	};
}

function hubAddress(text: string): string {
	const url = asUrl(text);
	if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "")
		throw new ModelSourceError(
			url === undefined ? text : `${url.protocol}//${url.host}`,
			"the hub's address is https://host, without a name or password in it",
		);
	return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

function readListing(value: unknown, what: string): { sha: string; siblings: readonly Sibling[] } {
	const { sha, siblings } = (value ?? {}) as { sha?: unknown; siblings?: unknown };
	const isWhole =
		typeof sha === "string" &&
		/^[0-9a-f]{40,64}$/.test(sha) &&
		Array.isArray(siblings) &&
		siblings.every(isSibling);
	if (!isWhole) throw new ModelHostAnswerError(`the listing of ${what}`, "other JSON than sha and siblings");
	return { sha, siblings };
}

function isSibling(value: unknown): value is Sibling {
	const { rfilename, size, blobId, lfs } = (value ?? {}) as Partial<Sibling>;
	const isSize = (bytes: unknown) =>
		bytes === undefined || (Number.isSafeInteger(bytes) && (bytes as number) >= 0);
	return (
		typeof rfilename === "string" &&
		isSize(size) &&
		(blobId === undefined || /^[0-9a-f]{40}$/.test(blobId)) &&
		(lfs === undefined || lfs === null || (isSize(lfs.size) && /^[0-9a-f]{64}$/.test(lfs.sha256 ?? "")))
	);
}

const encodePath = (path: string) => path.split("/").map(encodeURIComponent).join("/");
