/** Where a neuron serves, as it published it. */
export interface Axon {
	/** IPv4 or IPv6 in its usual notation. */
	readonly ip: string;
	readonly port: number;
	readonly protocol: number;
	readonly version: number;
	/** The block of the publication. */
	readonly block: number;
}

/** A registered neuron. Shares are 0 to 1, as the chain's u16 / 65535. */
export interface Neuron {
	readonly uid: number;
	readonly hotkey: string;
	readonly coldkey: string;
	/** Active stake on the hotkey in this subnet, of all who stake on it. */
	readonly stakeRao: bigint;
	readonly active: boolean;
	readonly validatorPermit: boolean;
	readonly incentive: number;
	readonly dividends: number;
	readonly consensus: number;
	readonly validatorTrust: number;
	/** What the last epoch gave, as miner and validator. */
	readonly emissionRao: bigint;
	/** The block in which the neuron last set or committed weights. */
	readonly lastUpdate: number;
	readonly registeredAt: number;
	readonly axon?: Axon;
}

/** A subnet's neurons at one block, by ascending uid. */
export interface Metagraph {
	readonly netuid: number;
	/** Its height: what registrations and updates are dated by. */
	readonly block: number;
	readonly blockHash: string;
	readonly tempo: number;
	readonly n: number;
	readonly neurons: readonly Neuron[];
}
