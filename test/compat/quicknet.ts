/**
 * A pulse that drand's quicknet signed on 23 August 2023, 15:59:24 UTC. Everybody can ask its servers for it, by
 * the hash of its chain: 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971.
 */
export const PULSE = {
	round: 1000,
	signature:
		"b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
};

const ROUND_MS = 3_000;
const FIRST_ROUND_MS = 1_692_803_367_000;

/** When quicknet signs a round, in ms since 1970. */
export function timeOf(round: number): number {
	return FIRST_ROUND_MS + (round - 1) * ROUND_MS;
}
