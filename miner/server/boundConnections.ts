import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { AddressBudget } from "../admission/createAddressBudget.js";
import { networkOf } from "../admission/networkOf.js";

export interface ConnectionLimits {
	/** Sockets open at the same time. */
	readonly connections: number;
	/** Of them from one network from which no good signature came lately. */
	readonly strangerConnections: number;
	/** Addresses of reverse proxies: theirs are many people's connections. */
	readonly trustedProxies: readonly string[];
}

/** Marks connections that a well-signed request came over. */
export interface Connections {
	prove(socket: Socket): void;
	readonly open: number;
}

/**
 * Bounds open connections so that whoever holds many of them open, saying nothing or saying it slowly, shuts nobody
 * out: one network may hold few before it has signed well, and where all places are taken the oldest connection gives
 * way that nothing well signed has come over.
 */
export function boundConnections(
	server: Server,
	limits: ConnectionLimits,
	modules: { budget: AddressBudget },
): Connections {
	const { budget } = modules;
	const proxies = new Set(limits.trustedProxies.map(networkOf));
	/** In the order in which they came. */
	const unproven = new Set<Socket>();
	const byNetwork = new Map<string, number>();
	let open = 0;

	server.on("connection", (socket: Socket) => {
		const address = socket.remoteAddress;
		// Gone before it was accepted.
		if (address === undefined) return void socket.destroy();
		const network = networkOf(address);
		const isProxy = proxies.has(network);
		const isKnown = isProxy || budget.isKnown(address);
		if (!isKnown) budget.spend(address, "connection");
		const held = byNetwork.get(network) ?? 0;
		const isRefused = !isKnown && (held >= limits.strangerConnections || budget.isShunned(address));
		if (isRefused) return void socket.resetAndDestroy();
		if (open >= limits.connections) {
			const [oldest] = unproven;
			if (oldest === undefined) return void socket.resetAndDestroy();
			unproven.delete(oldest);
			oldest.resetAndDestroy();
		}
		open += 1;
		byNetwork.set(network, held + 1);
		if (!isProxy) unproven.add(socket);
		socket.once("close", () => {
			open -= 1;
			unproven.delete(socket);
			const left = (byNetwork.get(network) ?? 1) - 1;
			if (left === 0) byNetwork.delete(network);
			else byNetwork.set(network, left);
		});
	});

	return {
		prove: (socket) => void unproven.delete(socket),
		get open() {
			return open;
		},
	};
}
