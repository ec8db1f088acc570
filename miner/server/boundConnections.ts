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

/**
 * Why a connection was cut off, or what came over it never became a request: its address is in debt, has too many
 * connections for a stranger, found or left no place, spoke no HTTP, or was too slow.
 */
export const cutOffReasons = ["in_debt", "too_many", "no_place", "no_http", "too_slow"] as const;
export type CutOffReason = (typeof cutOffReasons)[number];

/** The connections at present, and what became of others. */
export interface Connections {
	/** Marks one that a well-signed request came over. */
	prove(socket: Socket): void;
	countCutOff(reason: CutOffReason): void;
	readonly open: number;
	/** How many were cut off so far. */
	readonly cutOffs: Readonly<Record<CutOffReason, number>>;
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
	const cutOffs = { in_debt: 0, too_many: 0, no_place: 0, no_http: 0, too_slow: 0 };
	const cutOff = (socket: Socket, reason: CutOffReason): void => {
		cutOffs[reason] += 1;
		socket.resetAndDestroy();
	};

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
		if (!isKnown && budget.isShunned(address)) return cutOff(socket, "in_debt");
		if (!isKnown && own.size >= limits.strangerConnections) return cutOff(socket, "too_many");
		if (open >= limits.connections) {
			const ousted = whoGivesWay(network);
			if (ousted === undefined) return cutOff(socket, "no_place");
			unproven.delete(ousted);
			cutOff(ousted, "no_place");
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
		countCutOff(reason) {
			cutOffs[reason] += 1;
		},
		cutOffs,
		get open() {
			return open;
		},
	};
}
