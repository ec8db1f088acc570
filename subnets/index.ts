export { type CheckBundleModules, type CheckBundleOptions, checkBundle } from "./author/checkBundle.js";
export type { CheckFigures, CheckProblem, CheckReport } from "./author/checkReport.js";
export { initModelTask } from "./author/initModelTask.js";
export { initTask } from "./author/initTask.js";
export {
	BundleCheckFailedError,
	BundleFileHashError,
	BundleHashMismatchError,
	BundleUnusableError,
	InputRefusedError,
	ManifestInvalidError,
	ManifestSignatureError,
	ModelDataChangedError,
	ModelRefusedError,
	SubnetError,
} from "./errors.js";
export { type CheckOnnxOptions, checkOnnx, type OnnxFault } from "./manifest/checkOnnx.js";
export { exposeOutputs } from "./manifest/exposeOutputs.js";
export { type ExternalData, readExternalData } from "./manifest/externalData.js";
export {
	type LoadBundleOptions,
	type LoadedModel,
	loadBundle,
	loadModel,
	readManifest,
	type TaskBundle,
	verifyModelFile,
} from "./manifest/loadBundle.js";
export type {
	DescribedPart,
	ExternalDataFile,
	FileSource,
	ManifestSignature,
	ModelSpecification,
	ModelTensor,
	PinnedFile,
	RewardRule,
	TaskCode,
	TaskLimits,
	TaskManifest,
	Verification,
} from "./manifest/manifest.js";
export {
	manifestHash,
	manifestSigningPayload,
	signManifest,
	verifyManifestSignature,
} from "./manifest/manifestHash.js";
export { type OnnxTensor, onnxTensors } from "./manifest/onnxTensors.js";
export { parseManifest } from "./manifest/parseManifest.js";
export { manifestSchema, NAME_PATTERN } from "./manifest/schema.js";
export { sealBundle, writeManifest } from "./manifest/sealBundle.js";
export { modelDtypes } from "./models/chooseFiles.js";
export { readModelKind } from "./models/modelKind.js";
export { MODELS_VARIABLE } from "./models/modelNames.js";
export { findModel, listModels, removeModel, verifyModel } from "./models/modelStore.js";
export {
	loadChecked,
	RUNTIME_DATATYPES,
	RUNTIME_ENVIRONMENT,
	runtimeData,
	runtimeOptions,
} from "./models/onnxRuntime.js";
export { type PullEvent, pullModel } from "./models/pullModel.js";
export {
	rowsSynapseName,
	signAxonReply,
	signSynapse,
	synapseName,
} from "./protocol/axonHeaders.js";
export { createAxonVerifier, parseDendrite } from "./protocol/axonVerifier.js";
export { type Clock, createNonceSource, systemClock } from "./protocol/clock.js";
export {
	type Endorsement,
	endorsementPayload,
	formatEndorsement,
	MAX_SESSION_NS,
	parseEndorsement,
	SESSION_SCHEME,
	SESSIONS_TAKEN,
} from "./protocol/endorsement.js";
export { createEndorsementBook, type EndorsementBook } from "./protocol/endorsementBook.js";
export { floatsOf, floatsOfHalves, halvesOfFloats } from "./protocol/halfFloats.js";
export {
	type CodecLimits,
	defaultCodecLimits,
	type EncodedMessage,
	type InferRequest,
	type InferResponse,
	type Parameter,
	type Parameters,
} from "./protocol/inference.js";
export {
	decodeInferRequest,
	decodeInferResponse,
	encodeInferRequest,
	encodeInferResponse,
} from "./protocol/inferenceCodec.js";
export { isLinkLocal, isPublicAddress, readIpAddress } from "./protocol/ipAddress.js";
export {
	createFrameChain,
	type FrameChain,
	parseReceipt,
	type Receipt,
	type ReceiptExpectation,
	receiptPayload,
	type SignedReceipt,
	type SignReceiptOptions,
	signReceipt,
	verifyReceipt,
} from "./protocol/receipt.js";
export { type Accepted, accepted, type Checked, type Refusal, refusal } from "./protocol/refusal.js";
export {
	createReplayStore,
	type ReplayPersistence,
	type ReplayStore,
	type ReplayStoreOptions,
} from "./protocol/replayStore.js";
export {
	type ClaimedRequest,
	createRequestVerifier,
	type RequestGates,
	type RequestVerifier,
	type RequestVerifierModules,
	type RequestVerifierOptions,
	type VerifiedRequest,
} from "./protocol/requestVerifier.js";
export { createSessionSource, openSession, type Session, type SessionSource } from "./protocol/session.js";
export { sha256Hex } from "./protocol/sha256.js";
export {
	type RequestPayloadFields,
	requestPayload,
	type SignRequestOptions,
	signRequest,
} from "./protocol/signedRequest.js";
export {
	formatSignature,
	type HeaderRecord,
	header,
	parseSignature,
	type SignatureScheme,
	type Signer,
	type VerifySignature,
} from "./protocol/signing.js";
export { readSynapseAnswer, readSynapseBody, writeSynapseAnswer } from "./protocol/synapseBody.js";
export {
	type Datatype,
	elementCount,
	findTensor,
	isNumeric,
	type Tensor,
	type TensorData,
	tensorBytes,
	tensorFromBytes,
	textsOf,
	textTensor,
} from "./protocol/tensor.js";
export type { Answer, ReceivedAnswer, WithheldTensor } from "./task/answer.js";
export type {
	OpenAiCompletion,
	OpenAiEndpoint,
	OpenAiFrame,
	OpenAiMapping,
	OpenAiRequest,
	OpenAiTextMapping,
	OpenAiUpstream,
	UpstreamToken,
} from "./task/openai.js";
export { createRandom, type Random } from "./task/random.js";
export type {
	AnswerOptions,
	AuditEvidence,
	AuditOptions,
	AuditResult,
	Challenge,
	Demand,
	ModelSession,
	OnToken,
	StepBatch,
	Task,
	TaskInput,
} from "./task/task.js";
export type { TaskContext, Toolkit } from "./task/toolkit.js";
export { isModelTask, isShippedTask, modelTaskNames, shippedTaskNames } from "./tasks/shippedTasks.js";
