import { type EpochDistance, epochDistance } from "../../scoring/index.js";
import type { OpenEngine } from "./openEngine.js";
import { type PlayedVector, playVector } from "./playVector.js";
import { type VectorDocument, vectorDocument, type YumaDocument } from "./yumaDocument.js";
import type { Expectation, YumaFile, YumaVector } from "./yumaVector.js";

/** What floats may be off by beyond a vector's own tolerance; docs/scoring.md has what was measured. */
const FLOAT_ALLOWANCE = { storedUnits: 8, shareOfEmission: 5e-5 };
const ONE = 65535;

/** The expectation as floats can meet it. */
function widen(expected: Expectation, emission: number): Expectation {
	const { quantity, unit, tolerance } = expected;
	const share = quantity === "emission" ? FLOAT_ALLOWANCE.shareOfEmission : FLOAT_ALLOWANCE.storedUnits / ONE;
	const scale = { u16: ONE, proportion: 1, rao: emission, bool: 0 }[unit];
	return { ...expected, tolerance: tolerance + share * scale };
}

function widened(vector: YumaVector, emission: number): YumaVector {
	const epochs = vector.epochs.map((entry) => ({
		...entry,
		expected: (entry.expected ?? []).map((expected) => widen(expected, emission)),
	}));
	return { ...vector, epochs };
}

function farther(a: EpochDistance, b: EpochDistance): EpochDistance {
	const names = Object.keys(a) as (keyof EpochDistance)[];
	return Object.fromEntries(
		names.map((name) => [name, Math.max(a[name], b[name])]),
	) as unknown as EpochDistance;
}

function distanceBetween(a: PlayedVector, b: PlayedVector): EpochDistance | undefined {
	const distances = a.epochs.flatMap((epoch, index) => {
		const other = b.epochs[index];
		return other === undefined ? [] : [epochDistance(epoch.output, other.output)];
	});
	return distances.length === 0 ? undefined : distances.reduce(farther);
}

async function runVector(
	vector: YumaVector,
	options: { readonly emission: number; readonly signal?: AbortSignal },
	engine: OpenEngine,
): Promise<VectorDocument> {
	if (engine.exact === undefined) return vectorDocument(await playVector(vector, options, engine.run));
	const played = await playVector(widened(vector, options.emission), options, engine.run);
	const exact = await playVector(vector, options, engine.exact);
	return vectorDocument(played, distanceBetween(played, exact));
}

/** Plays every vector of a file. */
export async function runYuma(
	options: { readonly name: string; readonly file: YumaFile; readonly signal?: AbortSignal },
	engine: OpenEngine,
): Promise<YumaDocument> {
	const { name, file, signal } = options;
	const { emission } = file;
	const vectors: VectorDocument[] = [];
	for (const vector of file.vectors)
		vectors.push(await runVector(vector, { emission, ...(signal === undefined ? {} : { signal }) }, engine));
	const compared = vectors.reduce((sum, vector) => sum + vector.compared, 0);
	const differing = vectors.reduce((sum, vector) => sum + vector.differences.length, 0);
	const distances = vectors.flatMap(({ distance }) => distance ?? []);
	return {
		file: name,
		engine: engine.name,
		...(engine.backends === undefined ? {} : { backends: engine.backends }),
		emission,
		vectors,
		compared,
		differing,
		passed: differing === 0,
		...(distances.length === 0 ? {} : { distance: distances.reduce(farther) }),
	};
}
