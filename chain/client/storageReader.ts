import type { ApiPromise } from "@polkadot/api";
import type { QueryableStorageEntry } from "@polkadot/api/types";
import type { StorageEntryMetadataLatest } from "@polkadot/types/interfaces";
import type { Codec } from "@polkadot/types/types";
import { ChainSurfaceError } from "./errors.js";
import { toPlain } from "./toPlain.js";

type Entry = QueryableStorageEntry<"promise">;

/** One storage item and its keys: `["SubtensorModule", "Tempo", 1]`. */
export type StorageQuery = readonly [pallet: string, item: string, ...keys: unknown[]];

/** One entry of a map: the keys after those that were given, and the value. */
export interface StorageMapEntry {
	readonly keys: readonly unknown[];
	readonly value: unknown;
}

/** Reads state at one block. Values are plain: see `toPlain`; an absent optional value is undefined. */
export interface StorageReader {
	readonly blockHash: string;
	/** Whether the chain's metadata has the item. */
	has(pallet: string, item: string): boolean;
	/** Many values in few requests. An item that the chain lacks reads as undefined. */
	many(queries: readonly StorageQuery[]): Promise<unknown[]>;
	/** @throws {ChainSurfaceError} where the chain lacks the item */
	one(...query: StorageQuery): Promise<unknown>;
	/** All entries of a map under the given first keys; empty where the chain lacks the item. */
	entries(...query: StorageQuery): Promise<StorageMapEntry[]>;
}

type Send = <T>(method: string, params: unknown[]) => Promise<T>;

const KEYS_PER_REQUEST = 500;

function camel(name: string): string {
	return name.charAt(0).toLowerCase() + name.slice(1);
}

function findEntry(api: ApiPromise, pallet: string, item: string): Entry | undefined {
	return api.query[camel(pallet)]?.[camel(item)] as Entry | undefined;
}

function metaOf(entry: Entry): StorageEntryMetadataLatest {
	return entry.creator.meta;
}

function decode(api: ApiPromise, entry: Entry, value: string | null): unknown {
	const meta = metaOf(entry);
	if (value === null && meta.modifier.isOptional) return undefined;
	const typeId = meta.type.isPlain ? meta.type.asPlain : meta.type.asMap.value;
	const bytes =
		value === null ? meta.fallback.toU8a(true) : new Uint8Array(Buffer.from(value.slice(2), "hex"));
	return toPlain(api.registry.createTypeUnsafe<Codec>(api.registry.createLookupType(typeId), [bytes]));
}

/** A reader of the state at a block. `send` asks the node. */
export function createStorageReader(api: ApiPromise, send: Send, blockHash: string): StorageReader {
	async function valuesOf(keys: readonly string[]): Promise<Map<string, string | null>> {
		const values = new Map<string, string | null>();
		for (let start = 0; start < keys.length; start += KEYS_PER_REQUEST) {
			const chunk = keys.slice(start, start + KEYS_PER_REQUEST);
			const sets = await send<{ changes: [string, string | null][] }[]>("state_queryStorageAt", [
				chunk,
				blockHash,
			]);
			for (const { changes } of sets) for (const [key, value] of changes) values.set(key, value);
		}
		return values;
	}

	async function many(queries: readonly StorageQuery[]): Promise<unknown[]> {
		const wanted = queries.map(([pallet, item, ...keys]) => {
			const entry = findEntry(api, pallet, item);
			return entry && { entry, key: entry.key(...keys) };
		});
		const values = await valuesOf([...new Set(wanted.flatMap((one) => one?.key ?? []))]);
		return wanted.map((one) => one && decode(api, one.entry, values.get(one.key) ?? null));
	}

	async function keysUnder(prefix: string): Promise<string[]> {
		const keys: string[] = [];
		for (;;) {
			const after = keys.at(-1);
			const page = await send<string[]>("state_getKeysPaged", [
				prefix,
				KEYS_PER_REQUEST,
				...(after === undefined ? [null] : [after]),
				blockHash,
			]);
			keys.push(...page);
			if (page.length < KEYS_PER_REQUEST) return keys;
		}
	}

	return {
		blockHash,
		many,
		has: (pallet, item) => findEntry(api, pallet, item) !== undefined,
		async one(...query) {
			const [pallet, item] = query;
			if (findEntry(api, pallet, item) === undefined)
				throw new ChainSurfaceError(`storage item ${pallet}.${item}`);
			return (await many([query]))[0];
		},
		async entries(...query) {
			const [pallet, item, ...given] = query;
			const entry = findEntry(api, pallet, item);
			if (entry === undefined) return [];
			const keys = await keysUnder(entry.keyPrefix(...given));
			const values = await valuesOf(keys);
			return keys.map((key) => {
				const decoded = api.registry.createType("StorageKey", key);
				decoded.setMeta(metaOf(entry));
				return {
					keys: decoded.args.slice(given.length).map((part) => toPlain(part as Codec)),
					value: decode(api, entry, values.get(key) ?? null),
				};
			});
		},
	};
}
