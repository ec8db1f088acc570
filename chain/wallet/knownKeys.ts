/** Which keys sign so often that the signature module keeps their multiples. */
export interface KnownKeys {
	/** The place of a key whose multiples are kept; undefined where they are not. */
	placeOf(key: string): number | undefined;
	/** A signature of the key was good, whoever checked it: one that has many gets a place. */
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

interface Known {
	readonly place: number;
	/** Number of the good signature that was its last. */
	last: number;
}

/**
 * A bounded book of the keys that sign often. Only good signatures count, so that nobody can have multiples laid down
 * for keys that are not theirs to use. With all places taken, the key gives way that was not used for longest, where it has
 * not signed once while the new one signed often: of more keys than there are places, all of which sign in turn, some stay
 * known, and none are learnt over and over.
 *
 * @param options - `places`: how many keys can be known
 * @param modules - `learn`: puts a key into a place; false, and the place as it was, where it cannot be one
 */
export function createKnownKeys(
	options: { readonly places: () => number },
	modules: { readonly learn: (place: number, publicKey: Uint8Array) => boolean },
): KnownKeys {
	const known = new Map<string, Known>();
	/** How many good signatures, and the number of the first. */
	const counts = new Map<string, { readonly good: number; readonly since: number }>();
	/** Good signatures so far. */
	let now = 0;

	/** A place that nobody has, or that of a key that was not used since. */
	const choosePlace = (since: number): { place: number; oldest?: string } | undefined => {
		if (known.size < options.places()) return { place: known.size };
		const [oldest, held] = [...known].reduce((least, one) => (one[1].last < least[1].last ? one : least));
		return held.last < since ? { place: held.place, oldest } : undefined;
	};

	return {
		placeOf: (key) => known.get(key)?.place,
		count(key, publicKey) {
			now += 1;
			const used = known.get(key);
			if (used !== undefined) {
				used.last = now;
				return;
			}
			const { good, since } = counts.get(key) ?? { good: 0, since: now };
			counts.delete(key);
			if (good + 1 < GOOD_BEFORE_PLACE) {
				counts.set(key, { good: good + 1, since });
				const oldest = counts.keys().next().value;
				if (counts.size > COUNTED && oldest !== undefined) counts.delete(oldest);
				return;
			}
			const chosen = choosePlace(since);
			if (chosen === undefined || !modules.learn(chosen.place, publicKey)) return;
			if (chosen.oldest !== undefined) known.delete(chosen.oldest);
			known.set(key, { place: chosen.place, last: now });
		},
	};
}
