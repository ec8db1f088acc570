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
