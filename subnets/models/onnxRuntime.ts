import { confirmExternalData, type ExternalData } from "../manifest/externalData.js";
import type { Datatype, TensorData } from "../protocol/tensor.js";

// What miners and validators ask of ONNX Runtime alike. Neither may enter the other's room, and this one loads no runtime.

/**
 * Variables of every process that loads a model. ONNX Runtime from 1.29 on reports to its maker which models it loads
 * (their names and hashes) and leaves an identifier of the machine in the home folder, unless told otherwise before it
 * starts (github.com/microsoft/onnxruntime, pull request 27379).
 *
 * The allocator of the library that draws pictures (mimalloc in @napi-rs/canvas) reserves a gibibyte when it is loaded,
 * which counts against a memory cap though nobody touches it: where that just fits, nothing is left for the model.
 */
export const RUNTIME_ENVIRONMENT: Readonly<Record<string, string>> = {
	ORT_DISABLE_TELEMETRY: "1",
	MIMALLOC_ARENA_RESERVE: "0",
};

/** ONNX Runtime's names for datatypes of the Open Inference Protocol. */
export const RUNTIME_DATATYPES = {
	BOOL: "bool",
	UINT8: "uint8",
	UINT16: "uint16",
	UINT32: "uint32",
	UINT64: "uint64",
	INT8: "int8",
	INT16: "int16",
	INT32: "int32",
	INT64: "int64",
	FP16: "float16",
	FP32: "float32",
	FP64: "float64",
	BYTES: "string",
} as const satisfies Readonly<Record<Datatype, string>>;

/**
 * The values of a tensor of ONNX Runtime as a tensor has them: as they are, and halves as their bits, for which the runtime has an
 * array of its own from Node.js 24 on.
 */
export function runtimeData({ type, data }: { readonly type: string; readonly data: unknown }): TensorData {
	if (type !== RUNTIME_DATATYPES.FP16 || data instanceof Uint16Array) return data as TensorData;
	const { buffer, byteOffset, length } = data as Uint16Array;
	return new Uint16Array(buffer, byteOffset, length);
}

/**
 * Options of a session, whatever it runs on: one inference at a time by `threads` threads, errors logged.
 *
 * @param model - `externalData`: files of the model beside its graph, as `loadModel` checked them
 */
export function runtimeOptions(model: { externalData?: ExternalData | undefined }, threads: number) {
	const { externalData } = model;
	return {
		intraOpNumThreads: threads,
		interOpNumThreads: 1,
		executionMode: "sequential",
		graphOptimizationLevel: "all",
		logSeverityLevel: 3,
		extra: {
			session: {
				// Idle threads that spin take the processor from the other miners and validators of this machine.
				intra_op: { allow_spinning: "0" },
				...(externalData === undefined
					? {}
					: { model_external_initializers_file_folder_path: externalData.folder }),
			},
		},
	} as const;
}

/**
 * The session, once it is sure that what it read beside the graph is what was checked; else it is released.
 *
 * @throws {ModelDataChangedError}
 */
export async function confirmSession<Session extends { release(): Promise<void> }>(
	session: Session,
	{ externalData }: { externalData?: ExternalData | undefined },
): Promise<Session> {
	if (externalData === undefined) return session;
	await confirmExternalData(externalData).catch(async (error: unknown) => {
		await session.release();
		throw error;
	});
	return session;
}
