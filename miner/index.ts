export type { CallerPolicy } from "./admission/createCallerGate.js";
export { type Behaviour, behaviours, chooseBehaviour } from "./adversaries/behaviours.js";
export type { Accomplice } from "./adversaries/copyFrom.js";
export {
	AdversaryNotConfirmedError,
	EngineStartError,
	MinerPortError,
	MinerSettingError,
	ModelExternalDataError,
	NotRegisteredError,
} from "./errors.js";
export { defaultMinerLimits, type MinerLimits } from "./minerLimits.js";
export type { MinerModules, MinerOptions } from "./minerOptions.js";
export type { MinerChain, MinerMetagraph, MinerNeuron } from "./registration/minerChain.js";
export { type Miner, startMiner } from "./startMiner.js";
