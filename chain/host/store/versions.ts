/** The first byte of a version in the history: a value follows, or the key was deleted. */
export const DELETED = Buffer.from([0]);
export const PRESENT = Buffer.from([1]);
