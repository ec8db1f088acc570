/** Node-local storage that the runtime may use off the chain's state; kept in memory. */
export interface OffchainStorage {
	get(kind: number, key: string): Uint8Array | undefined;
	set(kind: number, key: string, value: Uint8Array | undefined): void;
}

/** Entries that are kept at most, so that a runtime cannot fill the memory. */
const MOST_ENTRIES = 10_000;

export function createOffchainStorage(): OffchainStorage {
	const entries = new Map<string, Uint8Array>();
	return {
		get: (kind, key) => entries.get(`${kind}:${key}`),
		set(kind, key, value) {
			const name = `${kind}:${key}`;
			entries.delete(name);
			if (value === undefined) return;
			entries.set(name, value);
			if (entries.size > MOST_ENTRIES) entries.delete(entries.keys().next().value ?? name);
		},
	};
}
