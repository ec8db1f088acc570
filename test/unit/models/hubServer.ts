import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { serveHttp } from "../serveHttp.js";

/** How the server treats one request for a file, in place of the honest way. */
export type Fault = (request: IncomingMessage, response: ServerResponse, content: Buffer) => boolean;

export interface HubFile {
	readonly content: Buffer;
	/** Announced with a sha256 and answered by a redirect to the other host, as large files of the hub are. */
	readonly isLarge?: boolean;
	/** Announced in place of the content's own hash. */
	readonly announcedSha256?: string;
}

export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

export const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
export const gitBlob = (bytes: Uint8Array) =>
	createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");

/**
 * A hub on this machine: its listing and its files over real sockets, with a second server in the place of the network
 * that large files are redirected to. `requests` is what both were asked.
 */
export async function startHub(files: Readonly<Record<string, HubFile>>, token?: string) {
	const state = { files: { ...files }, fault: undefined as Fault | undefined, commit: COMMIT };
	const requests: { host: "hub" | "cdn"; url: string; range?: string; authorization?: string }[] = [];
	const note = (host: "hub" | "cdn", { url = "", headers }: IncomingMessage) =>
		requests.push({
			host,
			url,
			...(headers.range === undefined ? {} : { range: headers.range }),
			...(headers.authorization === undefined ? {} : { authorization: headers.authorization }),
		});

	const cdn = await serveHttp((request, response) => {
		note("cdn", request);
		const file = state.files[decodeURIComponent((request.url ?? "").slice(1))];
		if (file === undefined) return void response.writeHead(404).end();
		if (state.fault?.(request, response, file.content)) return;
		sendFile(request, response, file.content);
	});

	const hub = await serveHttp((request, response) => {
		note("hub", request);
		const path = decodeURIComponent((request.url ?? "").split("?")[0] ?? "");
		if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
			return void response.writeHead(401).end();
		if (path.startsWith("/api/models/acme/tiny/revision/")) {
			if (path.endsWith("/absent")) return void response.writeHead(404).end();
			const siblings = Object.entries(state.files).map(([rfilename, file]) => ({
				rfilename,
				size: file.content.length,
				blobId: gitBlob(file.content),
				...(file.isLarge || file.announcedSha256 !== undefined
					? { lfs: { sha256: file.announcedSha256 ?? sha256(file.content), size: file.content.length } }
					: {}),
			}));
			return void response
				.writeHead(200, { "Content-Type": "application/json" })
				.end(JSON.stringify({ sha: state.commit, siblings }));
		}
		const prefix = `/acme/tiny/resolve/${state.commit}/`;
		const file = path.startsWith(prefix) ? state.files[path.slice(prefix.length)] : undefined;
		if (file === undefined) return void response.writeHead(404).end();
		if (file.isLarge)
			return void response
				.writeHead(302, {
					Location: `http://localhost:${cdn.port}/${encodeURIComponent(path.slice(prefix.length))}`,
				})
				.end();
		if (state.fault?.(request, response, file.content)) return;
		sendFile(request, response, file.content);
	});
	return {
		endpoint: hub.origin,
		state,
		requests,
		async stop() {
			await hub.close();
			await cdn.close();
		},
	};
}

function sendFile(request: IncomingMessage, response: ServerResponse, content: Buffer): void {
	const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? Number.NaN);
	if (Number.isNaN(from)) {
		response.writeHead(200, { "Content-Length": content.length, ETag: `"${sha256(content)}"` });
		return void response.end(content);
	}
	if (from >= content.length) return void response.writeHead(416).end();
	response.writeHead(206, {
		"Content-Length": content.length - from,
		"Content-Range": `bytes ${from}-${content.length - 1}/${content.length}`,
	});
	response.end(content.subarray(from));
}
