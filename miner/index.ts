export { type Behaviour, behaviours, chooseBehaviour } from "./adversaries/behaviours.js";
export type { DoctorChain } from "./doctor/chainChecks.js";
export { type ExamineModules, type ExamineOptions, examineMiner } from "./doctor/examineMiner.js";
export { checkNames, type Finding } from "./doctor/finding.js";
export { type ProviderChoice, providerChoices } from "./engine/executionProvider.js";
export { dialects, type MinerModules, type MinerOptions } from "./minerOptions.js";
export type { MinerChain, MinerNeuron } from "./registration/minerChain.js";
export { type Miner, startMiner } from "./startMiner.js";
export { type UpstreamKind, type UpstreamOptions, upstreamKinds } from "./upstream/upstreamOptions.js";
