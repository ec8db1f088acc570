import { type ExternalData, readExternalData } from "../manifest/externalData.js";
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
 * @param folder - of files of the model beside its graph, as {@link loadChecked} gives it
 */
export function runtimeOptions(threads: number, folder: string | undefined) {
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
				...(folder === undefined ? {} : { model_external_initializers_file_folder_path: folder }),
			},
		},
	} as const;
}

/**
 * A session, once it is sure that what it read beside the graph is what was checked; else it is released.
 *
 * @param model - `externalData`: files of the model beside its graph, as `loadModel` checked them
 * @param create - gets the folder that those are to be read from, undefined for a model without any
 * @throws {ModelDataChangedError}, and what `create` throws
 */
export async function loadChecked<Session extends { release(): Promise<void> }>(
	{ externalData }: { externalData?: ExternalData | undefined },
	create: (folder: string | undefined) => Promise<Session>,
): Promise<Session> {
	if (externalData === undefined) return create(undefined);
	let session: Session | undefined;
	try {
		return await readExternalData(externalData, async (folder) => {
			session = await create(folder);
			return session;
		});
	} catch (error) {
		await session?.release();
		throw error;
	}
}
