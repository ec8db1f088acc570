/** How a validator works. Every field has a default in {@link defaultParameters}. */
export interface ValidatorParameters {
	/** From the start of one round to the start of the next, ms; each is drawn from 0.75 to 1.25 times this. */
	readonly roundMs: number;
	/** Least time between two rounds when researchers wait, ms. */
	readonly urgentRoundMs: number;
	/** Miners asked in a round. */
	readonly sampleSize: number;
	/** Share of answers re-executed, 0 to 1; the manifest's where undefined. */
	readonly auditRate: number | undefined;
	/** Weight of the newest round in a miner's moving average, 0 to 1. */
	readonly alpha: number;
	/** Audits that a miner must pass after one that it failed. */
	readonly probationAudits: number;
	/** Longest wait for one answer, ms; the manifest's limit where undefined, and never above it. */
	readonly timeoutMs: number | undefined;
	/** Requests at once to the miner that a round loads; 1 switches the search for shared back ends off. */
	readonly loadBurst: number;
	/** How long before the others the loaded miner is asked, ms. */
	readonly loadLeadMs: number;
	/** Requests of researchers that one round takes in. */
	readonly organicsPerRound: number;
	/** Pause between two looks at the chain's head, ms. */
	readonly headMs: number;
	/** Whether miners at private or loopback addresses are asked. */
	readonly allowLocalEndpoints: boolean;
}

export const defaultParameters: ValidatorParameters = {
	roundMs: 12_000,
	urgentRoundMs: 500,
	sampleSize: 32,
	auditRate: undefined,
	alpha: 0.2,
	probationAudits: 8,
	timeoutMs: undefined,
	loadBurst: 6,
	loadLeadMs: 40,
	organicsPerRound: 8,
	headMs: 1_000,
	allowLocalEndpoints: false,
};
