import { type DrawSeed, fractionOf } from "../state/secret.js";

export interface AuditDraw {
	readonly netuid: number;
	readonly round: number;
	readonly hotkey: string;
	/** Which of the round's requests to this miner. */
	readonly index: number;
	/** Share of answers re-executed, 0 to 1. */
	readonly auditRate: number;
	/** Audits that the miner has still to pass before it is paid. */
	readonly probation: number;
}

/**
 * Whether an answer is re-executed. A miner under probation is audited every time; any other by the secret draw,
 * which a miner cannot foresee when it answers.
 */
export function isAudited(options: AuditDraw, draw: DrawSeed): boolean {
	const { netuid, round, hotkey, index, auditRate, probation } = options;
	return probation > 0 || fractionOf(draw("audit", netuid, round, hotkey, index)) < auditRate;
}
