import type { Logger } from "pino";
import { calls } from "../../chain/client/index.js";
import type { Keypair } from "../../chain/wallet/index.js";
import type { Clock } from "../../subnets/index.js";
import type { MinerChain } from "./minerChain.js";
import type { SubnetView, SubnetWatch } from "./watchSubnet.js";

export interface EndpointOptions {
	readonly netuid: number;
	/** The address at present; another one than before is published anew. */
	readonly ip: () => string;
	readonly port: number;
	/** Pause after a publication that the chain refused or lost, ms; the chain has a rate limit of its own. */
	readonly retryMs: number;
}

/** Protocol number in `serve_axon`: 4 is what Bittensor writes for HTTP. */
const AXON_PROTOCOL = 4;
/** Version number in `serve_axon`: 0.1.0. */
const AXON_VERSION = 100;

/**
 * Publishes the endpoint by `serve_axon` where the metagraph shows another one for this hotkey at the start, and again
 * after a new registration or where the own address has changed. Decided by what the chain holds, so a restart publishes nothing that is there already.
 *
 * An endpoint that replaces ours once the chain has held it was published by somebody else with this hotkey: a second
 * miner. The newer publication stands, and this is said once; two miners would otherwise publish over each other for
 * ever, each paying for it and neither being reached.
 *
 * @returns whether the chain's endpoint is ours, as far as is known
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
): () => boolean {
	const { netuid, port } = options;
	const { watch, chain, hotkey, clock, logger, signal } = modules;
	let busy = false;
	let notBefore = 0n;
	/** From this block on the chain held our endpoint; undefined before it did, or after the hotkey lost its uid. */
	let heldSince: number | undefined;
	let isTaken = false;
	let isCurrent = false;
	let lastIp = options.ip();

	const publish = async (ip: string, replaced: string | undefined): Promise<void> => {
		busy = true;
		try {
			const call = calls.serveAxon({ netuid, ip, port, version: AXON_VERSION, protocol: AXON_PROTOCOL });
			const { height } = await chain.submit(call, hotkey, { signal, waitFor: "inBlock" });
			heldSince = height;
			logger.info({ ip, port, ...(replaced === undefined ? {} : { replaced }) }, "endpoint published");
		} catch (error) {
			if (!signal.aborted) logger.warn({ err: error, ip, port }, "endpoint not published, trying again");
		} finally {
			notBefore = clock.nowNs() + BigInt(options.retryMs) * 1_000_000n;
			busy = false;
		}
	};

	watch.onReading((view: SubnetView) => {
		const ip = options.ip();
		// What the chain holds is of our own making, and no longer where we are.
		if (ip !== lastIp) heldSince = undefined;
		lastIp = ip;
		const axon = view.neurons.get(hotkey.address)?.axon;
		isCurrent = axon?.ip === ip && axon.port === port;
		if (isCurrent) {
			if (isTaken) logger.info({ ip, port }, "the chain shows this miner's endpoint again");
			isTaken = false;
			heldSince ??= view.block;
			return;
		}
		if (view.uid === undefined) heldSince = undefined;
		if (view.uid === undefined || busy) return;
		const shown = axon === undefined ? undefined : `${axon.ip}:${axon.port}`;
		if (shown !== undefined && heldSince !== undefined) {
			// A reading from before our publication shows what was there then.
			if (isTaken || (view.block ?? 0) < heldSince) return;
			isTaken = true;
			logger.error(
				{ ours: `${ip}:${port}`, published: shown, hotkey: hotkey.address },
				"another miner published its endpoint with this hotkey, and validators ask it now: stop one of the two, or give it a hotkey of its own; restart this one to take the endpoint back",
			);
			return;
		}
		if (clock.nowNs() >= notBefore) void publish(ip, shown);
	});
	return () => isCurrent;
}
