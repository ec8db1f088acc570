import { endpointOf } from "../asking/endpoint.js";
import type { ProxyMiner } from "./minerPool.js";

/** A neuron as a proxy looks at it; chain/client's Neuron is one. */
interface ServingNeuron {
	readonly uid: number;
	readonly hotkey: string;
	/** Share of the subnet's incentive, 0 to 1. */
	readonly incentive: number;
	readonly axon?: { readonly ip: string; readonly port: number } | undefined;
}

/**
 * The miners of a subnet that can be asked, the one with the highest incentive first.
 *
 * @param options - `hotkey`: that miner alone; `allowLocal`: also those at private addresses
 */
export function subnetMiners(
	neurons: readonly ServingNeuron[],
	options: { readonly hotkey?: string | undefined; readonly allowLocal: boolean },
): ProxyMiner[] {
	return neurons
		.filter(({ hotkey }) => options.hotkey === undefined || hotkey === options.hotkey)
		.toSorted((a, b) => b.incentive - a.incentive || a.uid - b.uid)
		.flatMap(({ uid, hotkey, axon }) => {
			const endpoint = endpointOf(axon, options);
			return "origin" in endpoint ? [{ uid, hotkey, origin: endpoint.origin }] : [];
		});
}
