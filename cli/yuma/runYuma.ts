import type { OpenEngine } from "./openEngine.js";
import { playVector } from "./playVector.js";
import { vectorDocument, type YumaDocument } from "./yumaDocument.js";
import type { YumaFile } from "./yumaVector.js";

/** Plays every vector of a file. */
export async function runYuma(
	options: { readonly name: string; readonly file: YumaFile; readonly signal?: AbortSignal },
	engine: OpenEngine,
): Promise<YumaDocument> {
	const { name, file, signal } = options;
	const { emission } = file;
	const vectors = [];
	for (const vector of file.vectors) {
		const played = await playVector(
			vector,
			{ emission, ...(signal === undefined ? {} : { signal }) },
			engine.run,
		);
		vectors.push(vectorDocument(played));
	}
	const compared = vectors.reduce((sum, vector) => sum + vector.compared, 0);
	const differing = vectors.reduce((sum, vector) => sum + vector.differences.length, 0);
	return { file: name, engine: engine.name, emission, vectors, compared, differing, passed: differing === 0 };
}
