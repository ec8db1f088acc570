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
	CallArgumentError,
	ChainChangedError,
	ChainDispatchError,
	ChainExpiredError,
	ChainRefusedError,
	ChainRpcError,
	ChainSurfaceError,
	ChainTimeoutError,
	ChainUnreachableError,
	SubnetNotFoundError,
} from "./errors.js";
export { type Hyperparameter, settableHyperparameters } from "./hyperparameters.js";
export type { Axon, Metagraph, Neuron } from "./metagraph.js";
export { type AccountProxies, type AccountProxy, type ProxyType, proxyTypes } from "./proxies.js";
export type { ChildRelations } from "./readChildren.js";
export type { ColdkeySwap } from "./readColdkeySwap.js";
export type { Child } from "./stakeCalls.js";
export { type SubnetIdentity, subnetIdentityParts } from "./subnetIdentity.js";
export type { Hyperparameters, SubnetInfo } from "./subnetInfo.js";
export { type WeightCommit, weightCommitHash } from "./weightCommitHash.js";
