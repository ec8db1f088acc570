import type { Logger } from "pino";
import { calls } from "../../chain/client/index.js";
import type { Keypair } from "../../chain/wallet/index.js";
import type { Clock } from "../../subnets/index.js";
import type { MinerChain } from "./minerChain.js";
import type { SubnetView, SubnetWatch } from "./watchSubnet.js";

export interface EndpointOptions {
	readonly netuid: number;
	readonly ip: string;
	readonly port: number;
	/** Pause after a publication that the chain refused or lost, ms; the chain has a rate limit of its own. */
	readonly retryMs: number;
}

/** Protocol number in `serve_axon`: 4 is what Bittensor writes for HTTP. */
const AXON_PROTOCOL = 4;
/** Version number in `serve_axon`: 0.1.0. */
const AXON_VERSION = 100;

/**
 * Publishes the endpoint by `serve_axon` whenever the metagraph shows another one for this hotkey, and again after a
 * new registration. Decided by what the chain holds, so a restart publishes nothing that is there already.
 */
export function keepEndpoint(
	options: EndpointOptions,
	modules: {
		watch: SubnetWatch;
		chain: MinerChain;
		hotkey: Keypair;
		clock: Clock;
		logger: Logger;
		signal: AbortSignal;
	},
): void {
	const { netuid, ip, port } = options;
	const { watch, chain, hotkey, clock, logger, signal } = modules;
	let busy = false;
	let notBefore = 0n;

	const publish = async (): Promise<void> => {
		busy = true;
		try {
			const call = calls.serveAxon({ netuid, ip, port, version: AXON_VERSION, protocol: AXON_PROTOCOL });
			await chain.submit(call, hotkey, { signal, waitFor: "inBlock" });
			logger.info({ netuid, ip, port }, "endpoint published");
		} catch (error) {
			if (!signal.aborted)
				logger.warn({ err: error, netuid, ip, port }, "endpoint not published, trying again");
		} finally {
			notBefore = clock.nowNs() + BigInt(options.retryMs) * 1_000_000n;
			busy = false;
		}
	};

	watch.onReading((view: SubnetView) => {
		const own = view.neurons.get(hotkey.address);
		if (own === undefined || busy || clock.nowNs() < notBefore) return;
		if (own.axon?.ip === ip && own.axon.port === port) return;
		void publish();
	});
}
