import { createServer, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAddressBudget } from "../../../miner/admission/createAddressBudget.js";
import { boundConnections, type Connections } from "../../../miner/server/boundConnections.js";
import { systemClock } from "../../../subnets/index.js";

const limits = { connections: 8, strangerConnections: 3, trustedProxies: ["127.0.0.9"] };
const budgetOptions = {
	forgedPerMinute: 10,
	refusedPerSecond: 10,
	refusedBurst: 100,
	strangersForgedPerSecond: 10,
	capacity: 100,
};
let server: Server;
let connections: Connections;
let budget: ReturnType<typeof createAddressBudget>;
const clients: Socket[] = [];

beforeEach(async () => {
	server = createServer();
	budget = createAddressBudget(budgetOptions, { clock: systemClock });
	connections = boundConnections(server, limits, { budget });
	server.on("connection", (socket) => accepted.push(socket));
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
	for (const client of clients.splice(0)) client.destroy();
	accepted.length = 0;
	server.close();
});
const accepted: Socket[] = [];

/** Opens connections from an address, one after the other, and waits until the server has seen them. */
async function open(from: string, count: number): Promise<Socket[]> {
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	const opened: Socket[] = [];
	for (let index = 0; index < count; index++) {
		const socket = connect({ port, host: "127.0.0.1", localAddress: from });
		socket.on("error", () => undefined).resume();
		const before = accepted.length;
		while (accepted.length === before) await delay(1);
		opened.push(socket);
	}
	await delay(50);
	clients.push(...opened);
	return opened;
}

const alive = (sockets: readonly Socket[]) => sockets.map((socket) => !socket.destroyed);

describe("connections", () => {
	it("from one stranger are few, from known addresses and proxies as many as there are places", async () => {
		expect(alive(await open("127.0.0.2", 4))).toEqual([true, true, true, false]);
		budget.prove("127.0.0.3");
		expect(alive(await open("127.0.0.3", 5))).toEqual(Array(5).fill(true));
		expect(connections.open).toBe(8);
		expect(alive(await open("127.0.0.9", 4))).toEqual(Array(4).fill(true));
		expect(connections.open).toBe(8);
		// one of the stranger's, and the four that made room for the proxy's
		expect(connections.cutOffs).toMatchObject({ too_many: 1, no_place: 4, in_debt: 0 });
	});

	it("that nothing well signed came over give way, the oldest first", async () => {
		const silent = [...(await open("127.0.0.2", 3)), ...(await open("127.0.0.4", 3))];
		for (const socket of accepted.slice(0, 1)) connections.prove(socket);
		await open("127.0.0.5", 3);
		expect(alive(silent)).toEqual([true, false, true, true, true, true]);
		expect(connections.open).toBe(8);
	});

	it("of whoever holds the most give way where all were well signed over, and of nobody with fewer", async () => {
		for (const host of [2, 3, 4]) budget.prove(`127.0.0.${host}`);
		const many = await open("127.0.0.2", 6);
		const few = await open("127.0.0.3", 2);
		for (const socket of accepted) connections.prove(socket);
		const late = await open("127.0.0.4", 1);
		expect([alive(many), alive(few), alive(late)]).toEqual([
			[false, true, true, true, true, true],
			[true, true],
			[true],
		]);
		for (const socket of accepted) connections.prove(socket);
		expect(alive(await open("127.0.0.2", 1))).toEqual([false]);
	});

	it("from an address in debt are dropped at once", async () => {
		for (let time = 0; time < 300; time++) budget.spend("127.0.0.2", "refused");
		expect(alive(await open("127.0.0.2", 1))).toEqual([false]);
		expect(alive(await open("127.0.0.3", 1))).toEqual([true]);
		expect(connections.cutOffs.in_debt).toBe(1);
	});
});
