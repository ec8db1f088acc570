import type { EpochEngine } from "./playVector.js";

/**
 * The epoch in floats, by the kernels of scoring/, rounded as the chain stores it.
 *
 * @returns the engine, and the back ends it computes on
 */
export async function openScoringEngine(
	backend: "auto" | "js" | "tfjs",
	signal: AbortSignal | undefined,
): Promise<{ readonly run: EpochEngine; readonly report: readonly string[] }> {
	const { openScoring, storedEpoch, yumaEpoch } = await import("../../scoring/index.js");
	const scoring = await openScoring({ backend, signal }, { clock: () => performance.now() });
	return {
		report: scoring.report,
		run: async (input) => {
			const cells = input.validatorPermit.filter((permit) => permit).length * input.stakes.length;
			const output = yumaEpoch(input, { backend: scoring.backendFor("epoch", cells) });
			return storedEpoch(output, input.emission);
		},
	};
}
