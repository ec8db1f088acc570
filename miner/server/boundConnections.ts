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
 * way that nothing well signed has come over, or, where something came over all of them, the oldest of the network
 * that holds the most.
 */
export function boundConnections(
	server: Server,
	limits: ConnectionLimits,
	modules: { budget: AddressBudget },
): Connections {
	const { budget } = modules;
	const proxies = new Set(limits.trustedProxies.map(networkOf));
	/** Both in the order in which they came. */
	const unproven = new Set<Socket>();
	const byNetwork = new Map<string, Set<Socket>>();
	let open = 0;

	/** Undefined where the newcomer's own network holds no fewer than any other. */
	const whoGivesWay = (newcomer: string): Socket | undefined => {
		const [oldest] = unproven;
		if (oldest !== undefined) return oldest;
		let largest: ReadonlySet<Socket> = byNetwork.get(newcomer) ?? new Set();
		const own = largest;
		for (const [network, sockets] of byNetwork)
			if (sockets.size > largest.size && !proxies.has(network)) largest = sockets;
		return largest === own ? undefined : [...largest][0];
	};

	server.on("connection", (socket: Socket) => {
		const address = socket.remoteAddress;
		// Gone before it was accepted.
		if (address === undefined) return void socket.destroy();
		const network = networkOf(address);
		const isProxy = proxies.has(network);
		const isKnown = isProxy || budget.isKnown(address);
		if (!isKnown) budget.spend(address, "connection");
		const own = byNetwork.get(network) ?? new Set();
		const isRefused = !isKnown && (own.size >= limits.strangerConnections || budget.isShunned(address));
		if (isRefused) return void socket.resetAndDestroy();
		if (open >= limits.connections) {
			const ousted = whoGivesWay(network);
			if (ousted === undefined) return void socket.resetAndDestroy();
			unproven.delete(ousted);
			ousted.resetAndDestroy();
		}
		open += 1;
		byNetwork.set(network, own.add(socket));
		if (!isProxy) unproven.add(socket);
		socket.once("close", () => {
			open -= 1;
			unproven.delete(socket);
			own.delete(socket);
			if (own.size === 0) byNetwork.delete(network);
		});
	});

	return {
		prove: (socket) => void unproven.delete(socket),
		get open() {
			return open;
		},
	};
}
