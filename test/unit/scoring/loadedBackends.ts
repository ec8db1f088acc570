import { type Backend, jsBackend, loadTfjs } from "../../../scoring/index.js";

/** A back end to test, or why it is not on this machine. */
export interface LoadedBackend {
	readonly name: Backend["name"];
	readonly backend: Backend | undefined;
	readonly reason: string;
	/** Largest error, relative to the larger of 1 and the value, that this back end may make. */
	readonly tolerance: number;
}

const tfjs = await loadTfjs().catch((error: Error) => error.message);

/** Every back end, those that load and those that do not: the tests of the latter are skipped with the reason. */
export const backends: readonly LoadedBackend[] = [
	{ name: "js", backend: jsBackend, reason: "", tolerance: 1e-12 },
	typeof tfjs === "string"
		? { name: "tfjs", backend: undefined, reason: tfjs, tolerance: 0 }
		: { name: "tfjs", backend: tfjs, reason: "", tolerance: 4e-6 },
];

/** The back end, or the test is skipped with the reason. */
export function need({ backend, reason }: LoadedBackend, skip: (note: string) => never): Backend {
	return backend ?? skip(reason);
}

/** Where two arrays differ by more than the tolerance, in words; empty where they agree. */
export function disagreements(
	found: ArrayLike<number>,
	expected: ArrayLike<number>,
	tolerance: number,
): string[] {
	if (found.length !== expected.length) return [`${found.length} numbers, expected ${expected.length}`];
	return Array.from(expected).flatMap((value, place) => {
		const other = found[place] as number;
		if (Object.is(other, value) || Math.abs(other - value) <= tolerance * Math.max(1, Math.abs(value)))
			return [];
		return [`place ${place}: ${other}, expected ${value}`];
	});
}
