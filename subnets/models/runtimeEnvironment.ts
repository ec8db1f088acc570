/**
 * Variables of every process that loads a model. ONNX Runtime from 1.29 on reports to its maker which models it loads
 * (their names and hashes) and leaves an identifier of the machine in the home folder, unless told otherwise before it
 * starts (github.com/microsoft/onnxruntime, pull request 27379).
 */
export const RUNTIME_ENVIRONMENT: Readonly<Record<string, string>> = { ORT_DISABLE_TELEMETRY: "1" };
