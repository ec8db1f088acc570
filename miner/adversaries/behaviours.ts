import { AdversaryNotConfirmedError, MinerSettingError } from "../errors.js";

/**
 * What a miner does. Everything but `honest` is a cheat, for localnet, tests and study:
 *
 * - `quantised`, `quantised-half`: the pinned model with its weights rounded to int8 or half precision
 * - `wrong-model`: a model of the same shape with other weights
 * - `constant`: one answer, whatever is asked
 * - `garbage`: random data in the shape of an answer
 * - `copycat`: passes each request on to an accomplice and signs what comes back as its own
 * - `slow`: the honest answer, late
 * - `offline`: registered and published, but nobody listens
 */
export const behaviours = [
	"honest",
	"quantised",
	"quantised-half",
	"wrong-model",
	"constant",
	"garbage",
	"copycat",
	"slow",
	"offline",
] as const;

export type Behaviour = (typeof behaviours)[number];

/** Those that change what happens inside the engine process; the others act at the server. */
export type EngineBehaviour = Exclude<Behaviour, "copycat" | "slow" | "offline">;

/** What the engine process runs for a behaviour: a copycat keeps an honest engine that it does not use. */
export function engineBehaviour(behaviour: Behaviour): EngineBehaviour {
	return behaviour === "copycat" || behaviour === "slow" || behaviour === "offline" ? "honest" : behaviour;
}

/**
 * Reads a behaviour and makes sure that nobody runs a cheat by mistake.
 *
 * @param confirmed - the caller said in so many words that this is an adversary
 * @throws {MinerSettingError} for a name that is none of {@link behaviours}
 * @throws {AdversaryNotConfirmedError} for a cheat without the confirmation
 */
export function chooseBehaviour(name: string, confirmed: boolean): Behaviour {
	const behaviour = behaviours.find((candidate) => candidate === name);
	if (behaviour === undefined) throw new MinerSettingError("behaviour", behaviours.join(", "), `"${name}"`);
	if (behaviour !== "honest" && !confirmed) throw new AdversaryNotConfirmedError(behaviour);
	return behaviour;
}
