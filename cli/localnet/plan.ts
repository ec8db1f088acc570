/** What `ganglion localnet` brings up: who is in the network, on which subnet, with which port and behaviour. */

import { type Behaviour, behaviours } from "../../miner/index.js";
import { UsageError } from "../errors.js";

/** A miner of the plan; `behaviour` is "honest" or the name of an adversary in miner/adversaries. */
export interface PlannedMiner {
	readonly name: string;
	readonly netuid: number;
	readonly behaviour: Behaviour;
	readonly port: number;
	/** Name of the honest miner of its subnet that answers in its place; of a copycat alone. */
	readonly accomplice?: string;
}

/** A miner that cheats. */
export type Cheat = Exclude<Behaviour, "honest">;

/** The cheats of `npm start`. */
export const defaultCheats: readonly Cheat[] = ["quantised", "constant", "wrong-model", "garbage"];

/** As many as there are ports for, beside the honest miners. */
const mostCheats = 7;

/**
 * Reads the names of cheats; `none` alone is no cheat.
 *
 * @throws {UsageError} for a name that is none, or too many
 */
export function readCheats(names: readonly string[]): readonly Cheat[] {
	if (names.length === 1 && names[0] === "none") return [];
	const known = behaviours.filter((behaviour) => behaviour !== "honest");
	if (names.length > mostCheats)
		throw new UsageError(
			`--cheats: expected at most ${mostCheats} cheats, got ${names.length}`,
			"start the others in a second network, with a --data and --port of its own",
		);
	return names.map((name) => {
		const cheat = known.find((candidate) => candidate === name);
		if (cheat === undefined)
			throw new UsageError(
				`--cheats: expected some of ${known.join(", ")}, or none, got "${name}"`,
				"choose among them",
			);
		return cheat;
	});
}

export interface PlannedValidator {
	readonly name: string;
	readonly gatewayPort: number;
	/** Stake put on the validator's hotkey in each subnet, in rao. */
	readonly stakeRao: bigint;
}

export interface PlannedSubnet {
	readonly netuid: number;
	/** Name of a task that ships in subnets/tasks. */
	readonly task: string;
	/** Wallet that registers the subnet and publishes the task. */
	readonly owner: string;
}

export interface NetworkPlan {
	readonly chainPort: number;
	readonly subnets: readonly PlannedSubnet[];
	readonly validators: readonly PlannedValidator[];
	readonly miners: readonly PlannedMiner[];
}

const tao = 1_000_000_000n;

/** What each coldkey is given from the development chain's rich account before it acts, in rao. */
export const fundingRao = { owner: 10_000n * tao, validator: 5_000n * tao, miner: 100n * tao } as const;

/**
 * The network of `npm start`: two subnets with the two shipped tasks, two validators on both, three honest miners and
 * the cheats, the first half of them on the first subnet.
 *
 * @param chainPort - the chain's port; gateways and miners take the ports that follow
 */
export function planNetwork(chainPort: number, cheats: readonly Cheat[] = defaultCheats): NetworkPlan {
	const half = Math.ceil(cheats.length / 2);
	const perSubnet: readonly (readonly [number, readonly Behaviour[]])[] = [
		[1, ["honest", "honest", ...cheats.slice(0, half)]],
		[2, ["honest", ...cheats.slice(half)]],
	];
	const miners: PlannedMiner[] = [];
	for (const [netuid, kinds] of perSubnet) {
		const honest = `miner-${miners.length + 1}`;
		for (const behaviour of kinds)
			miners.push({
				name: `miner-${miners.length + 1}`,
				netuid,
				behaviour,
				port: chainPort + 11 + miners.length,
				...(behaviour === "copycat" ? { accomplice: honest } : {}),
			});
	}
	return {
		chainPort,
		subnets: [
			{ netuid: 1, task: "ocr", owner: "owner-1" },
			{ netuid: 2, task: "text-generation", owner: "owner-2" },
		],
		validators: [
			{ name: "validator-1", gatewayPort: chainPort + 1, stakeRao: 1_500n * tao },
			{ name: "validator-2", gatewayPort: chainPort + 2, stakeRao: 1_000n * tao },
		],
		miners,
	};
}

/** Every port the plan binds, with who binds it: checked before anything starts. */
export function plannedPorts(plan: NetworkPlan): { port: number; user: string }[] {
	return [
		{ port: plan.chainPort, user: "the chain" },
		...plan.validators.map(({ name, gatewayPort }) => ({ port: gatewayPort, user: `${name}'s gateway` })),
		...plan.miners.map(({ name, port }) => ({ port, user: name })),
	];
}
