import type { SubnetView } from "../registration/watchSubnet.js";

/** Weight of a permitted validator without stake, and what the largest stake adds to it. */
const PERMIT = 1;
const LARGEST_STAKE = 15;
/** Of everybody else who may ask: all 256 of a subnet together weigh as much as four permits. */
const NO_PERMIT = 1 / 64;

/**
 * A caller's share in the engine's time where callers ask for more than there is: a validator's permit counts for most,
 * its stake for the rest,
 *
 *     weight = 1 + 15 · stake / (largest stake that holds a permit)      with a permit, else 1/64.
 */
export function callerWeight(view: SubnetView | undefined, caller: string): number {
	const neuron = view?.neurons.get(caller);
	if (neuron?.validatorPermit !== true) return NO_PERMIT;
	const largest = view?.largestPermitStakeRao ?? 0n;
	return PERMIT + (largest === 0n ? 0 : LARGEST_STAKE * (Number(neuron.stakeRao) / Number(largest)));
}
