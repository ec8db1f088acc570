import type { LoadedModel } from "../../subnets/index.js";
import { ModelExternalDataError } from "../errors.js";
import { alterWeights, type WeightChange } from "./alterWeights.js";
import type { EngineBehaviour } from "./behaviours.js";

const changes: Readonly<Partial<Record<EngineBehaviour, WeightChange>>> = {
	quantised: "int8",
	"quantised-half": "half",
	"wrong-model": "other-model",
};

/**
 * The model that a behaviour loads: the pinned one, unless it cheats on the model.
 * @throws {ModelExternalDataError} where it would change weights that are not in the model's file
 */
export function prepareModel(model: LoadedModel, behaviour: EngineBehaviour): LoadedModel {
	const change = changes[behaviour];
	if (change === undefined) return model;
	if (model.externalData !== undefined) throw new ModelExternalDataError();
	return { bytes: alterWeights(model.bytes, change) };
}
