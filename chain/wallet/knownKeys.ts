/** Which keys sign so often that the signature module keeps their multiples. */
export interface KnownKeys {
	/** The place of a key whose multiples are kept; undefined where they are not. */
	placeOf(key: string): number | undefined;
	/** A signature of the key was good: one that has many gets a place. */
	count(key: string, publicKey: Uint8Array): void;
}

/** A key's bytes as a key of a map. */
export function keyText({ buffer, byteOffset, byteLength }: Uint8Array): string {
	return Buffer.from(buffer, byteOffset, byteLength).toString("latin1");
}

/** How many good signatures give a key a place: what its multiples cost is saved in eight checks more. */
const GOOD_BEFORE_PLACE = 32;
/** Keys whose good signatures are counted. */
const COUNTED = 4_096;

/**
 * A bounded book of the keys that sign often. Only good signatures count, so that nobody can have multiples laid down
 * for keys that are not theirs to use. With all places taken, the key gives way that was not used for longest.
 *
 * @param options - `places`: how many keys can be known
 * @param modules - `learn`: puts a key into a place; false, and the place as it was, where it cannot be one
 */
export function createKnownKeys(
	options: { readonly places: () => number },
	modules: { readonly learn: (place: number, publicKey: Uint8Array) => boolean },
): KnownKeys {
	/** In the order in which they were last used. */
	const known = new Map<string, number>();
	let newest: string | undefined;
	const counts = new Map<string, number>();

	/** A place that nobody has, or that of the key not used for longest. */
	const choosePlace = (): { place: number; oldest?: string } | undefined => {
		if (known.size < options.places()) return { place: known.size };
		for (const [oldest, place] of known) return { place, oldest };
		return undefined;
	};

	return {
		placeOf(key) {
			const place = known.get(key);
			if (place === undefined || key === newest) return place;
			known.delete(key);
			known.set(key, place);
			newest = key;
			return place;
		},
		count(key, publicKey) {
			const good = (counts.get(key) ?? 0) + 1;
			counts.delete(key);
			if (good < GOOD_BEFORE_PLACE) {
				counts.set(key, good);
				const oldest = counts.keys().next().value;
				if (counts.size > COUNTED && oldest !== undefined) counts.delete(oldest);
				return;
			}
			const chosen = choosePlace();
			if (chosen === undefined || !modules.learn(chosen.place, publicKey)) return;
			if (chosen.oldest !== undefined) known.delete(chosen.oldest);
			known.set(key, chosen.place);
			newest = key;
		},
	};
}
