import { connect, createServer, type Socket } from "node:net";

/** A TCP proxy in front of a node, to break connections the way networks do. */
export interface CuttableProxy {
	readonly endpoint: string;
	/** Ends all connections at once, without a goodbye. */
	cut(): void;
	/** Refuses new connections until told otherwise. */
	refuse(refused: boolean): void;
	/** Passes nothing from the node to the client any more; questions still arrive there. */
	mute(muted: boolean): void;
	/** Another node from now on. */
	retarget(port: number): void;
	close(): Promise<void>;
}

export async function startProxy(port: number): Promise<CuttableProxy> {
	const sockets = new Set<Socket>();
	let target = port;
	let refused = false;
	let muted = false;
	const server = createServer((client) => {
		if (refused) {
			client.destroy();
			return;
		}
		const node = connect(target, "127.0.0.1");
		for (const socket of [client, node]) {
			sockets.add(socket);
			socket.on("close", () => {
				sockets.delete(socket);
				client.destroy();
				node.destroy();
			});
			socket.on("error", () => {});
		}
		client.on("data", (data) => node.write(data));
		node.on("data", (data) => {
			if (!muted) client.write(data);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("the proxy has no port");
	const cut = () => {
		for (const socket of sockets) socket.destroy();
	};
	return {
		endpoint: `ws://127.0.0.1:${address.port}`,
		cut,
		refuse: (value) => {
			refused = value;
		},
		mute: (value) => {
			muted = value;
		},
		retarget: (value) => {
			target = value;
		},
		close: () =>
			new Promise((resolve) => {
				cut();
				server.close(() => resolve());
			}),
	};
}
