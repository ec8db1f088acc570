import * as ort from "onnxruntime-node";
import {
	type Datatype,
	type LoadedModel,
	loadChecked,
	type ModelSession,
	RUNTIME_DATATYPES,
	runtimeData,
	runtimeOptions,
	type Tensor,
} from "../../subnets/index.js";

// The one file of validator/ that touches ONNX Runtime.

/**
 * The pinned model in ONNX Runtime on the CPU, made for being right rather than fast: one inference at a time, with
 * threads that do not spin while they wait, since miners may share the computer.
 *
 * @param model - what `loadModel` gives: its hash is checked, and so are those of the files that it names
 * @throws ModelDataChangedError, and what ONNX Runtime throws
 */
export async function createOrtSession(
	model: LoadedModel,
	options: { threads: number },
): Promise<ModelSession> {
	const session = await loadChecked(model, (folder) =>
		ort.InferenceSession.create(model.bytes, {
			...runtimeOptions(options.threads, folder),
			executionProviders: ["cpu"],
		}),
	);
	return {
		async run(feeds, outputs) {
			const values = Object.fromEntries(
				Object.values(feeds).map((tensor, index) => [
					Object.keys(feeds)[index] as string,
					new ort.Tensor(RUNTIME_DATATYPES[tensor.datatype], tensor.data as ort.Tensor["data"], tensor.shape),
				]),
			);
			const results =
				outputs === undefined ? await session.run(values) : await session.run(values, [...outputs]);
			return Object.fromEntries(
				Object.entries(results).map(([name, value]) => [name, fromOrt(name, value as ort.Tensor)]),
			);
		},
	};
}

function fromOrt(name: string, value: ort.Tensor): Tensor {
	const entry = Object.entries(RUNTIME_DATATYPES).find(([, type]) => type === value.type);
	if (entry === undefined)
		throw new TypeError(`output ${name} has the element type ${value.type}, which no tensor here has`);
	return { name, datatype: entry[0] as Datatype, shape: value.dims, data: runtimeData(value) };
}
