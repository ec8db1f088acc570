/** What `ganglion localnet` brings up: who is in the network, on which subnet, with which port and behaviour. */

/** A miner of the plan; `behaviour` is "honest" or the name of an adversary in miner/adversaries. */
export interface PlannedMiner {
	readonly name: string;
	readonly netuid: number;
	readonly behaviour: string;
	readonly port: number;
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
 * The network of `npm start`: two subnets with the two shipped tasks, two validators on both, seven miners of
 * which four cheat, each in its own way.
 *
 * @param chainPort - the chain's port; gateways and miners take the ports that follow
 */
export function planNetwork(chainPort: number): NetworkPlan {
	const first = chainPort + 11;
	const miner = (index: number, netuid: number, behaviour: string): PlannedMiner => ({
		name: `miner-${index}`,
		netuid,
		behaviour,
		port: first + index - 1,
	});
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
		miners: [
			miner(1, 1, "honest"),
			miner(2, 1, "honest"),
			miner(3, 1, "quantised"),
			miner(4, 1, "constant"),
			miner(5, 2, "honest"),
			miner(6, 2, "wrong-model"),
			miner(7, 2, "garbage"),
		],
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
