export type { AuthorityKeys } from "./blocks/chainSpec.js";
export type { Sealing } from "./blocks/sealing.js";
export type { RuntimeTrial } from "./blocks/tryRuntime.js";
export {
	ChainSettingsError,
	ChainSpecError,
	DataDamagedError,
	DataLockedError,
	GenesisError,
	PortTakenError,
	RuntimeCallError,
	RuntimeCodeError,
	RuntimeLimitError,
	SnapshotError,
	StoreWriteError,
	TransactionRefusedError,
} from "./errors.js";
export { type ArtifactFacts, artifactFacts, openRuntime, type Runtime } from "./runtime/openRuntime.js";
export { DEFAULT_BLOCK_MS, type Host, type HostOptions, startHost } from "./startHost.js";
export { exportSnapshot, importSnapshot, type SnapshotFacts } from "./store/snapshot.js";
export { type ChainSpecFacts, type SpecSource, writeChainSpec } from "./writeChainSpec.js";
