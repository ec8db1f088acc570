import { alterWeights, type WeightChange } from "../../../miner/adversaries/alterWeights.js";
import {
	type Answer,
	type Demand,
	loadBundle,
	loadModel,
	type ModelSession,
} from "../../../subnets/index.js";
import { createOrtSession } from "../../../validator/audit/ortSession.js";

/** A bundle with its pinned model in ONNX Runtime, and cheaper models made from it. */
export async function openTask(folderOrName: string) {
	const bundle = await loadBundle(folderOrName);
	const model = await loadModel(bundle);
	const session = await createOrtSession(model, { threads: 1 });
	return {
		...bundle,
		session,
		altered: (change: WeightChange): Promise<ModelSession> =>
			createOrtSession({ bytes: alterWeights(model.bytes, change) }, { threads: 1 }),
	};
}

/** A miner that hands out what it kept. */
export function honestDemand(answer: Answer): Demand {
	return async (tensor, rows) => rows.map((row) => answer.withheld?.[tensor]?.rows[row] as Uint8Array);
}
