import * as ort from "onnxruntime-node";
import {
	type Datatype,
	elementCount,
	type LoadedModel,
	loadChecked,
	onnxTensors,
	RUNTIME_DATATYPES,
	runtimeData,
	runtimeOptions,
	type Tensor,
} from "../../subnets/index.js";
import { ModelExternalDataError } from "../errors.js";
import type { OpenSession } from "./chooseProvider.js";
import type { ExecutionProvider } from "./executionProvider.js";

const datatypes = new Map<string, Datatype>(
	Object.entries(RUNTIME_DATATYPES).map(([ours, theirs]) => [theirs, ours as Datatype] as const),
);

/**
 * A model loaded into ONNX Runtime. `run` keeps the thread that called it until the model is done.
 *
 * ONNX Runtime follows a model that names other files as its weights: such a model is refused where `loadModel` did not
 * check those files.
 *
 * @param model - as `loadModel` gives it
 * @param options - `threads` for one inference; `provider` it runs on, the CPU if absent
 * @throws {ModelExternalDataError}, ModelDataChangedError, and what ONNX Runtime throws where it has no such provider here
 */
export async function createOrtSession(
	model: LoadedModel,
	options: { threads: number; provider?: ExecutionProvider },
): Promise<OpenSession> {
	if (model.externalData === undefined && onnxTensors(model.bytes).some(({ isExternal }) => isExternal))
		throw new ModelExternalDataError();
	const session = await loadChecked(model, (folder) =>
		ort.InferenceSession.create(model.bytes, {
			...runtimeOptions(options.threads, folder),
			executionProviders: [options.provider ?? "cpu"],
		}),
	);
	return {
		async run(feeds, outputs) {
			const ortFeeds: Record<string, ort.Tensor> = {};
			for (const [name, tensor] of Object.entries(feeds)) ortFeeds[name] = toOrt(tensor);
			const results =
				outputs === undefined ? await session.run(ortFeeds) : await session.run(ortFeeds, [...outputs]);
			const tensors: Record<string, Tensor> = {};
			for (const [name, value] of Object.entries(results)) {
				tensors[name] = fromOrt(name, value as ort.Tensor);
			}
			return tensors;
		},
		release: () => session.release(),
	};
}

function toOrt(tensor: Tensor): ort.Tensor {
	const type = RUNTIME_DATATYPES[tensor.datatype];
	const count = elementCount(tensor.shape);
	if (tensor.data.length !== count) {
		throw new RangeError(`tensor ${tensor.name}: shape holds ${count} values, data ${tensor.data.length}`);
	}
	return new ort.Tensor(type, tensor.data as ort.Tensor["data"], tensor.shape);
}

function fromOrt(name: string, value: ort.Tensor): Tensor {
	const datatype = datatypes.get(value.type);
	if (datatype === undefined)
		throw new TypeError(`output ${name} has element type ${value.type}, which does not travel`);
	return { name, datatype, shape: value.dims, data: runtimeData(value) };
}
