import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** A plain HTTP server on this machine. */
export interface HttpServer {
	readonly port: number;
	readonly origin: string;
	/** Cuts off whoever is connected. */
	close(): Promise<void>;
}

/** Serves on a free port of the loopback. */
export async function serveHttp(answer: RequestListener): Promise<HttpServer> {
	const server = createServer(answer);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	return {
		port,
		origin: `http://127.0.0.1:${port}`,
		close: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}
