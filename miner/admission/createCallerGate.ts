import { type Refusal, refusal } from "../../subnets/index.js";
import type { SubnetView } from "../registration/watchSubnet.js";

/**
 * Who may ask this miner.
 *
 * - `permit`: hotkeys with a validator permit, with at least `minStakeRao`, or with no less stake than a holder of a
 *   permit (the next epoch gives them one); any registered hotkey before the subnet's first epoch has given permits
 * - `registered`: any hotkey with a uid on the subnet, for a development network
 * - `any`: everybody who signs
 */
export type CallerPolicy = "permit" | "registered" | "any";

export interface CallerGateOptions {
	readonly policy: CallerPolicy;
	/** Stake that lets a registered hotkey in without a permit; undefined: a permit is needed. */
	readonly minStakeRao?: bigint | undefined;
	/** Hotkeys let in whatever the metagraph says. */
	readonly allow: ReadonlySet<string>;
}

/**
 * The gate on the caller's hotkey, from the last metagraph read. It decides from memory, in a few microseconds.
 *
 * @param view - undefined where the miner runs without a chain
 */
export function createCallerGate(
	options: CallerGateOptions,
	modules: { view: (() => SubnetView) | undefined },
): (caller: string) => Refusal | undefined {
	const { policy, minStakeRao, allow } = options;
	return (caller) => {
		if (policy === "any" || allow.has(caller)) return undefined;
		const view = modules.view?.();
		if (view === undefined || view.block === undefined) {
			return refusal(
				503,
				"SUBNET_UNKNOWN",
				"this miner has not read the subnet's metagraph yet",
				"Send the request again after Retry-After seconds.",
			);
		}
		const neuron = view.neurons.get(caller);
		if (neuron === undefined) {
			return refusal(
				403,
				"CALLER_UNKNOWN",
				`${caller} has no uid on this subnet as of block ${view.block}`,
				"Register the hotkey on the subnet; the miner reads the metagraph again within seconds.",
			);
		}
		if (policy === "registered" || neuron.validatorPermit) return undefined;
		if (minStakeRao !== undefined && neuron.stakeRao >= minStakeRao) return undefined;
		if (view.permitStakeRao === undefined || neuron.stakeRao >= view.permitStakeRao) return undefined;
		return refusal(
			403,
			"CALLER_WITHOUT_PERMIT",
			`${caller} (uid ${neuron.uid}) has no validator permit as of block ${view.block}`,
			"Stake enough for a permit, and wait for the next epoch.",
		);
	};
}
