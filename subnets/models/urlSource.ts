import { basename } from "node:path";
import { downloadFile } from "./downloadFile.js";
import { ModelInsecureError, ModelSourceError } from "./errors.js";
import { asUrl, get, isConfidential } from "./modelHttp.js";
import type { Offer, OfferedFile, SourceModules } from "./modelSource.js";

/**
 * One file at an address. Its content is what `sha256` says, where given; else what the first pull brings is pinned,
 * over https alone. Credentials and the query of an address are not recorded.
 */
export async function offerOfUrl(
	text: string,
	sha256: string | undefined,
	modules: SourceModules,
): Promise<Offer> {
	const url = asUrl(text);
	const path = url === undefined ? "" : fileNameOf(url);
	if (url === undefined || path === "")
		throw new ModelSourceError(url === undefined ? text : url.origin, "the address names no file");
	if (sha256 === undefined && !isConfidential(url))
		throw new ModelInsecureError(url.host, "the bytes could be changed on the way, and there is no sha256");
	const request = { url: withoutCredentials(url), what: path, authorization: authorizationOf(url) };
	let etag: string | undefined;
	if (sha256 === undefined) {
		const { response, close } = await get({ ...request, method: "HEAD", accept: [405, 501] }, modules);
		close();
		const given = response.headers.get("etag") ?? "";
		etag = given.startsWith('"') ? given : undefined;
	}
	const file: OfferedFile = {
		path,
		...(sha256 === undefined ? {} : { sha256 }),
		fetch: (target, onProgress) =>
			downloadFile(
				{
					target,
					name: path,
					...(sha256 === undefined ? {} : { sha256 }),
					etag,
					request,
					onProgress,
					pausesMs: modules.pausesMs,
				},
				modules,
			),
	};
	return {
		name: `${url.hostname.replace(/[^A-Za-z0-9.-]/g, "")}/${path.replace(/\.[^.]+$/, "")}`,
		source: `${url.origin}${url.pathname}`,
		files: [file],
		all: [file],
	};
}

function fileNameOf(url: URL): string {
	try {
		return decodeURIComponent(basename(url.pathname));
	} catch {
		return "";
	}
}

function authorizationOf({ username, password }: URL): string | undefined {
	if (username === "" && password === "") return undefined;
	const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
	return `Basic ${Buffer.from(text, "utf8").toString("base64")}`;
}

function withoutCredentials(url: URL): URL {
	const clean = new URL(url);
	clean.username = "";
	clean.password = "";
	return clean;
}
