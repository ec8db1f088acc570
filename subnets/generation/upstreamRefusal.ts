import { type Refusal, refusal } from "../protocol/refusal.js";

/** Of an answer that a server behind the miner gave and that is not the task's. @param expected - of that server */
export function unusableUpstream(expected: string): Refusal {
	return refusal(
		502,
		"UPSTREAM_MALFORMED",
		`expected of the server behind this miner ${expected}`,
		"Ask another miner.",
	);
}
