import { ValidatorDataForeignError } from "../errors.js";
import { createLoadStore, type LoadStore } from "./loadStore.js";
import { lockFolder } from "./lockFolder.js";
import { createMinerStore, type MinerStore } from "./minerStore.js";
import { openDatabase, type ValidatorDatabase } from "./openDatabase.js";
import { createRoundStore, type RoundStore } from "./roundStore.js";
import { type DrawSeed, openSecret } from "./secret.js";
import { createVerdictStore, type VerdictStore } from "./verdictStore.js";
import { createWeightStore, type WeightStore } from "./weightStore.js";

/** All that a validator remembers, in one folder: `validator.db` and `secret`. */
export interface ValidatorState {
	readonly rounds: RoundStore;
	readonly miners: MinerStore;
	readonly verdicts: VerdictStore;
	readonly loads: LoadStore;
	readonly weights: WeightStore;
	readonly draw: DrawSeed;
	/** Runs `work` as one transaction: all of it is on disk when this returns, or none. */
	atomically<T>(work: () => T): T;
	close(): void;
}

export interface StateIdentity {
	/** Folder; made where absent. */
	readonly folder: string;
	/** A folder is bound to one chain and hotkey when it is made. */
	readonly genesisHash: string;
	readonly hotkey: string;
}

/**
 * Opens a validator's memory.
 *
 * @throws {ValidatorDataLockedError} when another process holds the folder
 * @throws {ValidatorDataUnusableError} when it holds something else
 * @throws {ValidatorDataForeignError} when it belongs to another chain or hotkey
 */
export function openState(identity: StateIdentity): ValidatorState {
	const { folder, genesisHash, hotkey } = identity;
	const unlock = lockFolder(folder);
	let database: ValidatorDatabase | undefined;
	try {
		const opened = openDatabase(folder);
		database = opened;
		const bind = (name: "genesis hash" | "hotkey", value: string): void => {
			opened.prepare("INSERT OR IGNORE INTO facts (name, value) VALUES (?, ?)").run(name, value);
			const row = opened.prepare("SELECT value FROM facts WHERE name = ?").get(name) as { value: string };
			if (row.value !== value) throw new ValidatorDataForeignError(name, value, row.value);
		};
		bind("genesis hash", genesisHash);
		bind("hotkey", hotkey);
		return {
			rounds: createRoundStore(opened),
			miners: createMinerStore(opened),
			verdicts: createVerdictStore(opened),
			loads: createLoadStore(opened),
			weights: createWeightStore(opened),
			draw: openSecret(folder),
			atomically: (work) => opened.transaction(work).immediate() as ReturnType<typeof work>,
			close: () => {
				opened.close();
				unlock();
			},
		};
	} catch (error) {
		database?.close();
		unlock();
		throw error;
	}
}
