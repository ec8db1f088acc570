/** Hyperparameters by name, as `Hyperparameter` lists them; u16 proportions are left as the chain stores them. */
export type Hyperparameters = Readonly<Record<string, number | boolean | bigint>>;

/** What the chain knows about a subnet at one block. */
export interface SubnetInfo {
	readonly netuid: number;
	/** The coldkey that owns it. */
	readonly owner: string;
	/** The hotkey that receives the owner's cut; the owner's coldkey where none is set. */
	readonly ownerHotkey: string;
	/** Blocks between epochs. */
	readonly tempo: number;
	/** Registered neurons. */
	readonly n: number;
	readonly maxUids: number;
	/** The present price of a registration. */
	readonly burnRao: bigint;
	/** It receives emission. */
	readonly started: boolean;
	readonly registeredAt: number;
	/** The next epoch runs in block `block + blocksUntilEpoch`. */
	readonly blocksUntilEpoch: number;
	/** Epochs it has had. */
	readonly epochs: number;
	/** Block of the newest of them, or of the subnet's start; undefined on a chain that does not keep it. */
	readonly lastEpochBlock?: number;
	/** Height of the block these facts are of. */
	readonly block: number;
	readonly hyperparameters: Hyperparameters;
	readonly emission: {
		/** Paid to neurons by the last epoch. */
		readonly lastEpochRao: bigint;
		/** Waiting for the next epoch. */
		readonly pendingServerRao: bigint;
		readonly pendingValidatorRao: bigint;
		readonly pendingOwnerRao: bigint;
	};
	/** All stake in it, active and queued. */
	readonly stakeRao: bigint;
}
