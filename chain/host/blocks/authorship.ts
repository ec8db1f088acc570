/** Who may make the blocks after a state, as Aura has it: slot s belongs to authority s modulo their number. */
export interface Authorship {
	/** Addresses in the order of their slots. */
	readonly authorities: readonly string[];
	/** Place of this node's key among them; undefined where it is none of them. */
	readonly place: number | undefined;
	/** Address of this node's key. */
	readonly own: string;
}

/** The first slot from `slot` on that belongs to this node; undefined where none does. */
export function ownSlotFrom({ authorities, place }: Authorship, slot: number): number | undefined {
	if (place === undefined) return undefined;
	const count = authorities.length;
	return slot + ((place - (slot % count) + count) % count);
}

export function sameAuthorship(one: Authorship, other: Authorship): boolean {
	return one.authorities.join() === other.authorities.join();
}
