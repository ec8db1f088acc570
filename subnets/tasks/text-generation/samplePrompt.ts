import type { Random } from "../../task/random.js";
import { type GenerationOptions, normaliseText } from "./generationRequest.js";

const OPENINGS =
	"And it came to pass|Now in those days|Then|And|But|Therefore|Behold|In the morning|So|When the sun was set|For|Because of this|After these things|At that time|And again|Moreover|Let it be known that|Who is he that|Where is|How shall".split(
		"|",
	);
const SUBJECTS =
	"the king|the people|a man of the city|the priests|my servant|the woman|the children|the elders|a stranger|the captain|his brother|the shepherd|the prophet|an old man|the men of war|the daughter|the scribe|two of them|the whole house|the watchman|the merchant|the ruler|a young man|the widow|his sons".split(
		"|",
	);
const VERBS =
	"said unto|went down to|spake against|brought bread to|built a house for|remembered|came near to|sent word to|sat before|rose up against|found|gave gold to|cried out to|dwelt with|looked upon|hid from|waited for|asked counsel of|wept for|made peace with".split(
		"|",
	);
const OBJECTS =
	"the sea|the mountain|the gate|his father|the land|the river|the tower|the field|the altar|the vineyard|the wall|the well|the host|the wilderness|the feast|the valley|the temple|the ship|the island|the tent".split(
		"|",
	);
const STOPS: readonly (readonly string[])[] = [[], [], ["\n"], ["."], [". ", ": "]];

/** Draws a prompt of made-up sentences and how to continue it. Half of the challenges are greedy, half seeded. */
export function samplePrompt(random: Random, difficulty: number): GenerationOptions {
	let prompt = drawSentence(random);
	if (random.next() < 0.3) prompt = `${prompt}, and ${random.pick(SUBJECTS)}`;
	else if (random.next() < 0.5) prompt = prompt.slice(0, Math.max(8, random.integer(prompt.length)));
	prompt = normaliseText(prompt).slice(0, 72);
	return {
		prompt,
		maxTokens: drawLength((below) => random.integer(below), difficulty),
		temperature: random.next() < 0.5 ? 0 : Math.round(50 + 60 * random.next()) / 100,
		seed: random.integer(0x100000000),
		stop: random.pick(STOPS),
	};
}

/**
 * How many characters a challenge asks for.
 *
 * @param below - a whole number from 0 to below its argument
 */
export function drawLength(below: (limit: number) => number, difficulty = 0.5): number {
	return 16 + below(17 + Math.round(24 * Math.min(Math.max(difficulty, 0), 1)));
}

function drawSentence(random: Random): string {
	const parts = [random.pick(OPENINGS), random.pick(SUBJECTS), random.pick(VERBS), random.pick(OBJECTS)];
	return parts.join(" ");
}
