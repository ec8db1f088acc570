import type { StorageReader } from "./storageReader.js";

/** The beacon whose signatures open what is committed on a chain. */
export interface BeaconInfo {
	/** 96 bytes, a compressed point of G2. */
	readonly publicKey: Uint8Array;
	/** What drand's servers know the beacon by: hexadecimal digits, none where it has no name. */
	readonly chainHash: string;
	/** Milliseconds between two rounds. */
	readonly periodMs: number;
	/** When round 1 was signed, in milliseconds since 1970. */
	readonly genesisMs: number;
	/** The newest round that the chain knows the signature of; 0: none. */
	readonly lastRound: number;
	/** The version of timelocked commits that the chain opens. */
	readonly commitVersion: number;
}

interface BeaconConfig {
	readonly publicKey: string;
	readonly hash: string;
	readonly period: number;
	readonly genesisTime: number;
}

/** What a chain says of its beacon; undefined where it has none. */
export async function readBeacon(reader: StorageReader): Promise<BeaconInfo | undefined> {
	if (!reader.has("Drand", "BeaconConfig") || !reader.has("SubtensorModule", "TimelockedWeightCommits"))
		return undefined;
	const [config, lastRound, version] = await reader.many([
		["Drand", "BeaconConfig"],
		["Drand", "LastStoredRound"],
		["SubtensorModule", "CommitRevealWeightsVersion"],
	]);
	const { publicKey, hash, period, genesisTime } = config as BeaconConfig;
	return {
		publicKey: new Uint8Array(Buffer.from(publicKey.slice(2), "hex")),
		chainHash: hash.slice(2),
		periodMs: period * 1000,
		genesisMs: genesisTime * 1000,
		lastRound: Number(lastRound ?? 0),
		commitVersion: Number(version ?? 0),
	};
}

/**
 * Rounds that a commit waits for and that were left out when newer ones were brought to the chain, ascending: of each
 * epoch of commits at most one at a time.
 */
export async function readStrandedRounds(reader: StorageReader): Promise<number[]> {
	const waiting = await reader.entries("SubtensorModule", "TimelockedEpochs");
	const last = Number((await reader.many([["Drand", "LastStoredRound"]]))[0] ?? 0);
	const rounds = waiting
		.flatMap(({ value }) => (value as readonly [bigint, bigint][]).map(([, round]) => Number(round)))
		.filter((round) => round < last);
	const distinct = [...new Set(rounds)].sort((a, b) => a - b);
	const pulses = await reader.many(distinct.map((round) => ["Drand", "Pulses", round] as const));
	return distinct.filter((_, index) => pulses[index] === undefined);
}

/** The newest round that a beacon has signed at a time in milliseconds since 1970; 0 before its first. */
export function roundAt(beacon: Pick<BeaconInfo, "periodMs" | "genesisMs">, ms: number): number {
	return ms < beacon.genesisMs ? 0 : Math.floor((ms - beacon.genesisMs) / beacon.periodMs) + 1;
}
