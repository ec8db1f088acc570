import type { FastifyRequest } from "fastify";
import { isLoopback } from "../isLoopback.js";

/**
 * Whether a request was made on this machine: over loopback, or to another of its own addresses, which the system then
 * writes as the sender too. One that a reverse proxy brings is its sender's.
 */
export function isFromHere(request: {
	readonly ip: FastifyRequest["ip"];
	readonly raw: {
		readonly socket: {
			readonly remoteAddress?: string | undefined;
			readonly localAddress?: string | undefined;
		};
	};
}): boolean {
	const { remoteAddress, localAddress } = request.raw.socket;
	if (isLoopback(request.ip)) return true;
	return request.ip === remoteAddress && remoteAddress === localAddress;
}
