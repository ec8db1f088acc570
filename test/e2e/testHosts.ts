import { type Host, type HostOptions, startHost } from "../../chain/host/index.js";
import { silentLogger } from "../unit/host/silentLogger.js";

/** The hosts of a test file. */
export interface TestHosts {
	/** Starts one on a free port that seals when it is told to, unless the options say otherwise. */
	start(options: Partial<HostOptions> & Pick<HostOptions, "dataDir">): Promise<Host>;
	/** Stops those that run. */
	stop(): Promise<void>;
}

export function createTestHosts(): TestHosts {
	const started: Host[] = [];
	return {
		async start(options) {
			const host = await startHost({ port: 0, seal: "manual", logger: silentLogger, ...options });
			started.push(host);
			return host;
		},
		async stop() {
			for (const host of started.splice(0)) await host.stop();
		},
	};
}
