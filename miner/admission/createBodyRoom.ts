/** Memory for request bodies that are on their way in, before anybody knows who sends them. */
export interface BodyRoom {
	/** Takes room for so many bytes; the returned function gives it back, once. Undefined where there is none. */
	take(bytes: number, isKnown: boolean): (() => void) | undefined;
	/** The same room, for a task whose bodies need so many bytes at least: what one of the two takes, both lack. */
	atLeast(bytes: number): BodyRoom;
	readonly taken: number;
}

/** Share of the room that networks without a good signature may take; the rest is kept for known ones. */
const STRANGERS_SHARE = 0.75;

/**
 * Bounds the bytes of all unproven bodies together: a thousand connections that each begin the largest body allowed
 * would else hold its size a thousand times.
 */
export function createBodyRoom(options: { readonly bytes: number }): BodyRoom {
	let taken = 0;
	const roomOf = (size: number): BodyRoom => ({
		take(bytes, isKnown) {
			if (taken + bytes > size * (isKnown ? 1 : STRANGERS_SHARE)) return undefined;
			taken += bytes;
			let held = bytes;
			return () => {
				taken -= held;
				held = 0;
			};
		},
		atLeast: (bytes) => roomOf(Math.max(size, bytes)),
		get taken() {
			return taken;
		},
	});
	return roomOf(options.bytes);
}
