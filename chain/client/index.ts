export { calls } from "./calls.js";
export type { CallValue, ChainCall } from "./chainCall.js";
export type {
	ChainClient,
	ChainEvent,
	EpochPayments,
	Head,
	OpenCommit,
	PublishedTask,
	Stake,
	SubmitOptions,
	SubmitResult,
	TimelockedCommit,
	WeightRow,
} from "./chainClient.js";
export type { Commitment, CommitmentField, RevealedCommitment } from "./commitment.js";
export { type ConnectOptions, connectChain, DEFAULT_ENDPOINT } from "./connectChain.js";
export {
	decodeEpochResult,
	type EpochInput,
	type EpochOutput,
	type EpochParams,
	type EpochResult,
	encodeEpochInput,
	type SparseRow,
} from "./epochCodec.js";
export {
	BeaconKeyError,
	CallArgumentError,
	ChainChangedError,
	ChainDispatchError,
	ChainExpiredError,
	ChainRefusedError,
	ChainRpcError,
	ChainSurfaceError,
	ChainTimeoutError,
	ChainUnreachableError,
	inTokens,
	PulseSourceError,
	type RegistrationPrice,
	SubnetNotFoundError,
} from "./errors.js";
export { type Hyperparameter, settableHyperparameters } from "./hyperparameters.js";
export type { Axon, Metagraph, Neuron } from "./metagraph.js";
export { type AccountProxies, type AccountProxy, type ProxyType, proxyTypes } from "./proxies.js";
export { developmentPulses, drandPulses, type PulseSource } from "./pulseSources.js";
export { type BeaconInfo, roundAt } from "./readBeacon.js";
export type { ChildRelations } from "./readChildren.js";
export type { ColdkeySwap } from "./readColdkeySwap.js";
export { relayPulses } from "./relayPulses.js";
export { beaconKey, type SealSecrets, signRound } from "./sealForRound.js";
export { type SealedWeights, sealWeights, TIMELOCK_VERSION } from "./sealWeights.js";
export type { Child } from "./stakeCalls.js";
export { type SubnetIdentity, subnetIdentityParts } from "./subnetIdentity.js";
export type { Hyperparameters, SubnetInfo } from "./subnetInfo.js";
export { unpaidRegistration } from "./unpaidRegistration.js";
export { type WeightCommit, weightCommitHash } from "./weightCommitHash.js";
