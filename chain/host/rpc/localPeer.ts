import type { IncomingMessage } from "node:http";

const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/;
const LOCAL_NAMES = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Whether a peer may make unsafe calls: it is on this machine, nobody forwards for it, and it is no web page
 * (a page of any site can open a WebSocket to this machine; browsers name its origin).
 */
export function isLocalPeer(request: IncomingMessage): boolean {
	if (!LOOPBACK.test(request.socket.remoteAddress ?? "")) return false;
	if (request.headers["x-forwarded-for"] !== undefined || request.headers.forwarded !== undefined)
		return false;
	const { origin } = request.headers;
	return origin === undefined || isLocalOrigin(origin);
}

function isLocalOrigin(origin: string): boolean {
	try {
		return LOCAL_NAMES.has(new URL(origin).hostname);
	} catch {
		return false;
	}
}

/**
 * Whether the name that the peer used for this host is one of its own. Bound to loopback, only loopback names
 * are: another name was bent here by its DNS entry, to get around a browser's origin rules.
 */
export function isAllowedHost(request: IncomingMessage, boundTo: string): boolean {
	if (!LOOPBACK.test(boundTo) && boundTo !== "localhost") return true;
	const name = request.headers.host;
	if (name === undefined) return true;
	try {
		return LOCAL_NAMES.has(new URL(`http://${name}`).hostname);
	} catch {
		return false;
	}
}
