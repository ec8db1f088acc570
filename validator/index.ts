export { type Reexecution, type ReexecutionOptions, startReexecution } from "./audit/startReexecution.js";
export type {
	SubmitOptions,
	ValidatorChain,
	ValidatorMetagraph,
	ValidatorNeuron,
	ValidatorSubnet,
} from "./chainAccess.js";
export {
	EvidenceInvalidError,
	GatewayPortTakenError,
	GatewayUnreachableError,
	MinerUnreachableError,
	PublishedTaskMismatchError,
	QueryRefusedError,
	ReexecutionFailedError,
	TaskNotFoundError,
	ValidatorDataForeignError,
	ValidatorDataLockedError,
	ValidatorDataUnusableError,
	ValidatorNotRegisteredError,
} from "./errors.js";
export {
	type ExportedEvidence,
	type ExportedVerdict,
	exportedVerdictSchema,
	exportVerdict,
	parseEvidenceDocument,
} from "./evidence/exportedVerdict.js";
export type { Verdict, VerdictCode, VerdictRecord } from "./evidence/verdict.js";
export { type EvidenceCheck, verifyEvidence } from "./evidence/verifyEvidence.js";
export { findTask, type TaskChoice } from "./findTask.js";
export { openApiKey } from "./gateway/openApiKey.js";
export type { GatewayOptions } from "./gateway/startGateway.js";
export { defaultParameters, type ValidatorParameters } from "./parameters.js";
export type { ProxyMiner } from "./proxy/minerPool.js";
export { startProxy } from "./proxy/startProxy.js";
export { subnetMiners } from "./proxy/subnetMiners.js";
export { type GatewayAnswer, type GatewayQuery, queryGateway } from "./query/queryGateway.js";
export { type MinerAnswer, type MinerQuery, queryMiner } from "./query/queryMiner.js";
export {
	startValidator,
	type Validator,
	type ValidatorModules,
	type ValidatorOptions,
} from "./startValidator.js";
export type { MinerScore, ValidatorRecords } from "./validatorRecords.js";
