import type { TaskBundle } from "../manifest/loadBundle.js";
import type { ReceivedAnswer } from "../task/answer.js";
import type { Challenge } from "../task/task.js";
import type { Trial } from "./answerChallenges.js";
import type { CheckNotes } from "./checkNotes.js";

/** A constant answer that scores more than this share of the honest mean makes a competition worthless. */
const CONSTANT_SHARE = 0.8;
/** Below this mean score of the pinned model's own answers the author is told. */
const LOW_SCORE = 0.5;

export interface TrialScores {
	/** Mean score of the pinned model's own answers. */
	readonly honestScore: number;
	/** Mean score of the first answer given to every challenge. */
	readonly constantScore: number;
}

/** Scores honest answers, one answer for all challenges, and an empty one. */
export async function scoreTrials(
	bundle: TaskBundle,
	trials: readonly [Trial, ...Trial[]],
	notes: CheckNotes,
): Promise<TrialScores> {
	const { task, manifest } = bundle;
	const [first] = trials;
	const score = (challenge: Challenge, answer: ReceivedAnswer, what: string): Promise<number> =>
		notes.step("scorer", "score", () => {
			const value = task.score(challenge, answer);
			if (!(value >= 0 && value <= 1))
				notes.problem(
					"scorer",
					`${what} scores ${value}, which is not from 0 to 1`,
					"Give a number from 0 to 1.",
				);
			return value;
		});

	let honest = 0;
	let constant = 0;
	for (const { challenge, received } of trials) {
		honest += await score(challenge, received, "the pinned model's answer");
		constant += await score(challenge, first.received, "another challenge's answer");
		const shown = await notes.step("answer", "show", () => task.show(challenge.request, received));
		if (typeof shown !== "string")
			notes.problem("answer", "show gives no text", "Give a text for people to read.");
	}
	if ((await score(first.challenge, { outputs: [] }, "an empty answer")) > 0)
		notes.problem(
			"scorer",
			"an answer without any tensor scores more than 0",
			"Score what is missing or malformed as 0.",
		);
	const honestScore = honest / trials.length;
	const constantScore = constant / trials.length;
	if (manifest.kind === "competition" && trials.length > 1 && constantScore > CONSTANT_SHARE * honestScore)
		notes.problem(
			"scorer",
			`one answer for every challenge scores ${constantScore.toFixed(2)}, the model's own ${honestScore.toFixed(2)}: nothing would be paid for work`,
			"Score against a truth that differs from challenge to challenge.",
		);
	if (honestScore < LOW_SCORE)
		notes.warn(
			`the pinned model's own answers score ${honestScore.toFixed(2)} on average; miners would earn little`,
		);
	return { honestScore, constantScore };
}
