import { type Databases, nameKey, type StoredTables } from "./databases.js";

/** Layout of the tables; a folder of the layout before is brought to it, any other is refused. */
export const STORE_FORMAT = 2;
/** Layout without a stored trie. */
export const FORMAT_WITHOUT_NODES = 1;

/** What is fixed at genesis. */
export interface ChainFacts {
	readonly format: number;
	readonly chain: string;
	readonly preset: string;
	readonly genesisHash: string;
	readonly slotDurationMs: number;
	readonly stateVersion: 0 | 1;
	readonly properties: Readonly<Record<string, unknown>>;
}

/** What `system_properties` says of a new chain. */
export const CHAIN_PROPERTIES = { isEthereum: false, ss58Format: 42, tokenDecimals: 9, tokenSymbol: "TAO" };

const FACTS = nameKey("facts");
const HEAD = nameKey("head");
const OLDEST = nameKey("oldestState");
const CODE_BLOCKS = nameKey("codeBlocks");

/** @returns undefined when the folder holds no chain yet */
export function readFacts(databases: Databases): ChainFacts | undefined {
	const stored = databases.meta.getBinary(FACTS);
	return stored === undefined ? undefined : (JSON.parse(stored.toString("utf8")) as ChainFacts);
}

export function putFacts(databases: Databases, facts: ChainFacts): void {
	databases.meta.put(FACTS, Buffer.from(JSON.stringify(facts)));
}

/** Number of the best block. */
export function readHeadNumber(databases: Pick<StoredTables, "meta">): number | undefined {
	return databases.meta.getBinary(HEAD)?.readUInt32BE(0);
}

export function putHeadNumber(databases: Databases, number: number): void {
	const value = Buffer.alloc(4);
	value.writeUInt32BE(number);
	databases.meta.put(HEAD, value);
}

/** The oldest block whose state is kept. */
export function readOldestState(databases: Databases): number {
	return databases.meta.getBinary(OLDEST)?.readUInt32BE(0) ?? 0;
}

export function putOldestState(databases: Databases, number: number): void {
	const value = Buffer.alloc(4);
	value.writeUInt32BE(number);
	databases.meta.put(OLDEST, value);
}

/** Blocks that wrote the runtime's code, ascending. */
export function readCodeBlocks(databases: Pick<StoredTables, "meta">): number[] {
	const stored = databases.meta.getBinary(CODE_BLOCKS);
	return stored === undefined ? [] : (JSON.parse(stored.toString("utf8")) as number[]);
}

export function putCodeBlocks(databases: Databases, blocks: readonly number[]): void {
	databases.meta.put(CODE_BLOCKS, Buffer.from(JSON.stringify(blocks)));
}
