import type { Logger } from "pino";
import type { TaskBundle, VerifySignature } from "../../subnets/index.js";
import type { ValidatorChain } from "../chainAccess.js";
import type { OrganicQueue } from "../round/organicQueue.js";
import type { ValidatorRecords } from "../validatorRecords.js";
import type { ValidatorMetrics } from "./validatorMetrics.js";

/** What the gateway's routes work on. */
export interface GatewayModules {
	readonly bundles: ReadonlyMap<number, TaskBundle>;
	readonly organics: ReadonlyMap<number, OrganicQueue>;
	readonly records: ValidatorRecords;
	readonly metrics: ValidatorMetrics;
	readonly chain: Pick<ValidatorChain, "head">;
	readonly hotkey: string;
	readonly verifySignature: VerifySignature;
	readonly logger: Logger;
	readonly signal: AbortSignal;
}
