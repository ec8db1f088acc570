import pino from "pino";
import { type Host, type HostOptions, startHost } from "../../../chain/host/index.js";

/** A fresh embedded chain for a test file, on a free port, in a temporary folder. */
export function startTestChain(options: Partial<HostOptions> = {}): Promise<Host> {
	return startHost({
		dataDir: undefined,
		port: 0,
		seal: "instant",
		blockMs: 1000,
		logger: pino({ level: "silent" }),
		...options,
	});
}
