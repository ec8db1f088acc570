export type { Sealing } from "./blocks/sealing.js";
export type { RuntimeTrial } from "./blocks/tryRuntime.js";
export {
	ChainSettingsError,
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
