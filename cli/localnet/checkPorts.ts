import { createServer } from "node:net";
import { PortTakenError } from "./errors.js";

/**
 * Makes sure, before anything starts, that each port can be bound on loopback.
 *
 * @throws {PortTakenError} naming the first port that cannot be, and who wanted it
 */
export async function checkPorts(ports: readonly { port: number; user: string }[]): Promise<void> {
	for (const { port, user } of ports)
		await new Promise<void>((resolve, reject) => {
			const probe = createServer();
			probe.once("error", (cause) => reject(new PortTakenError(port, user, { cause })));
			probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve()));
		});
}
