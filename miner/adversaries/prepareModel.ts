import { alterWeights, type WeightChange } from "./alterWeights.js";
import type { EngineBehaviour } from "./behaviours.js";

const changes: Readonly<Partial<Record<EngineBehaviour, WeightChange>>> = {
	quantised: "int8",
	"quantised-half": "half",
	"wrong-model": "other-model",
};

/** The model bytes that a behaviour loads: the pinned ones, unless it cheats on the model. */
export function prepareModel(model: Uint8Array, behaviour: EngineBehaviour): Uint8Array {
	const change = changes[behaviour];
	return change === undefined ? model : alterWeights(model, change);
}
