import { drawSentence } from "../../language/drawSentence.js";
import type { InferRequest } from "../../protocol/inference.js";
import type { Random } from "../../task/random.js";
import { chatRequest } from "./chatRequest.js";

const ASKS: readonly ((random: Random) => string)[] = [
	(random) => `What may have happened before this: ${drawSentence(random)}?`,
	(random) => `Write one sentence that goes on from: ${capital(drawSentence(random))}.`,
	(random) => `Give a short title for a story in which ${drawSentence(random)}.`,
	(random) => `Why would somebody say that ${drawSentence(random)}? Answer briefly.`,
	(random) => `Rewrite in other words: ${capital(drawSentence(random))}.`,
	(random) => `Which came first: ${drawSentence(random)}, or ${drawSentence(random)}?`,
	(random) => `${capital(drawSentence(random))}. What should I do now?`,
	(random) => `List three things that are needed when ${drawSentence(random)}.`,
];
const SYSTEMS = [
	"You are a helpful assistant.",
	"Answer in one sentence.",
	"You write plainly and briefly.",
	"You are a patient teacher.",
];
const STOPS: readonly (readonly string[])[] = [[], [], [], ["\n"], ["."], [" and ", ";"]];
const NUCLEI = [0.8, 0.9, 0.95];
const PENALTIES = ["frequency_penalty", "presence_penalty"];

/** Draws a conversation and how to answer it. Half of the challenges are greedy, half seeded. */
export function sampleChat(random: Random, difficulty: number): InferRequest {
	const ask = () => random.pick(ASKS)(random);
	const messages = [
		...(random.next() < 0.3 ? [{ role: "system", content: random.pick(SYSTEMS) }] : []),
		...(random.next() < 0.25
			? [
					{ role: "user", content: ask() },
					{ role: "assistant", content: `${capital(drawSentence(random))}.` },
				]
			: []),
		{ role: "user", content: ask() },
	];
	const temperature = random.next() < 0.5 ? 0 : Math.round(50 + 60 * random.next()) / 100;
	return chatRequest({
		body: { messages },
		maxTokens: drawLength((below) => random.integer(below), difficulty),
		temperature,
		seed: random.integer(0x100000000),
		sampling: {
			...(temperature > 0 && random.next() < 0.4 ? { top_p: random.pick(NUCLEI) } : {}),
			...(random.next() < 0.2 ? { [random.pick(PENALTIES)]: random.pick([0.2, 0.5, 1]) } : {}),
		},
		stop: random.pick(STOPS),
	});
}

/**
 * How many tokens a challenge asks for.
 *
 * @param below - a whole number from 0 to below its argument
 */
export function drawLength(below: (limit: number) => number, difficulty = 0.5): number {
	return 12 + below(13 + Math.round(24 * Math.min(Math.max(difficulty, 0), 1)));
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
