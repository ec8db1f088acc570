import { describe, expect, it } from "vitest";
import { createKnownKeys, keyText } from "../../../chain/wallet/knownKeys.js";

const BEFORE_PLACE = 32;

function book(places: number, isKey: (publicKey: Uint8Array) => boolean = () => true) {
	const inPlaces = new Map<number, number>();
	let learnt = 0;
	const known = createKnownKeys(
		{ places: () => places },
		{
			learn: (place, publicKey) => {
				if (!isKey(publicKey)) return false;
				learnt += 1;
				inPlaces.set(place, publicKey[0] ?? 0);
				return true;
			},
		},
	);
	const key = (n: number) => Uint8Array.of(n, 0xff, 0x80, 0);
	const count = (n: number, times: number) => {
		for (let i = 0; i < times; i++) known.count(keyText(key(n)), key(n));
	};
	const placeOf = (n: number) => known.placeOf(keyText(key(n)));
	return { known, inPlaces, count, placeOf, learnt: () => learnt };
}

describe("createKnownKeys", () => {
	it("gives a key a place after 32 good signatures, and none before", () => {
		const { count, placeOf, inPlaces } = book(2);
		count(1, BEFORE_PLACE - 1);
		expect(placeOf(1)).toBeUndefined();
		expect(inPlaces.size).toBe(0);
		count(1, 1);
		expect(placeOf(1)).toBe(0);
		expect([...inPlaces]).toEqual([[0, 1]]);
	});

	it("gives every known key a place of its own, and with none left that of the key not used for longest", () => {
		const { count, placeOf, inPlaces } = book(2);
		count(1, BEFORE_PLACE);
		count(2, BEFORE_PLACE);
		expect([placeOf(1), placeOf(2)]).toEqual([0, 1]);
		count(1, 1);
		count(3, BEFORE_PLACE);
		expect([placeOf(1), placeOf(2), placeOf(3)]).toEqual([0, undefined, 1]);
		expect(inPlaces.get(1)).toBe(3);
		count(2, BEFORE_PLACE - 1);
		expect(placeOf(2)).toBeUndefined();
	});

	it("learns no key over and over where more keys sign in turn than there are places", () => {
		const { count, placeOf, learnt } = book(4);
		for (let round = 0; round < 10 * BEFORE_PLACE; round++) for (let n = 0; n < 6; n++) count(n, 1);
		expect(learnt()).toBe(4);
		expect([0, 1, 2, 3, 4, 5].map(placeOf)).toEqual([0, 1, 2, 3, undefined, undefined]);
		// Of those that fall silent one gives way.
		for (let round = 0; round < BEFORE_PLACE; round++) for (const n of [1, 2, 3, 5]) count(n, 1);
		count(5, BEFORE_PLACE);
		expect([0, 1, 2, 3, 5].map(placeOf)).toEqual([undefined, 1, 2, 3, 0]);
	});

	it("keeps no place for a key by looking at it, as every forged signature of it does", () => {
		const { count, placeOf } = book(1);
		count(1, BEFORE_PLACE);
		for (let i = 0; i < BEFORE_PLACE; i++) {
			placeOf(1);
			count(2, 1);
		}
		expect([placeOf(1), placeOf(2)]).toEqual([undefined, 0]);
	});

	it("keeps the places as they are where a key cannot be learnt", () => {
		const { count, placeOf } = book(1, (publicKey) => publicKey[0] !== 9);
		count(1, BEFORE_PLACE);
		count(9, 3 * BEFORE_PLACE);
		expect([placeOf(1), placeOf(9)]).toEqual([0, undefined]);
	});

	it("forgets the counts of keys that others come between, so that its memory is bounded", () => {
		const { known, count, placeOf } = book(4);
		count(1, BEFORE_PLACE - 1);
		for (let n = 0; n < 4_096; n++) known.count(`other ${n}`, Uint8Array.of(0));
		count(1, 1);
		expect(placeOf(1)).toBeUndefined();
	});
});
