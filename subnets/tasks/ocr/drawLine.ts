import { createCanvas, GlobalFonts, type SKRSContext2D } from "@napi-rs/canvas";
import type { Tensor } from "../../protocol/tensor.js";
import type { Random } from "../../task/random.js";
import { LINE_HEIGHT, LINE_WIDTHS, lineTensor } from "./lineTensor.js";
import { drawWord } from "./lineText.js";

/** A drawn line and what it says. */
export interface DrawnLine {
	readonly tensor: Tensor;
	readonly text: string;
}

export interface DrawLineOptions {
	/** Family names that {@link registerFonts} gave. */
	readonly families: readonly string[];
	/** 0 clean and large, 1 small, pale and noisy. */
	readonly difficulty: number;
}

/** Makes pinned font files drawable, under names of their own so that the system's fonts are never taken. */
export function registerFonts(fonts: ReadonlyMap<string, Uint8Array>): string[] {
	return Array.from(fonts, ([name, bytes]) => {
		const family = `ganglion-${name}`;
		if (!GlobalFonts.has(family)) GlobalFonts.register(Buffer.from(bytes), family);
		return family;
	});
}

/** Draws one line of random words: width bucket, font, size, colours, position and noise all by the seed. */
export function drawLine(random: Random, options: DrawLineOptions): DrawnLine {
	const { families, difficulty } = options;
	const width = random.pick(LINE_WIDTHS);
	const canvas = createCanvas(width, LINE_HEIGHT);
	const context = canvas.getContext("2d");
	const [paper, ink] = drawColours(random, difficulty);
	context.fillStyle = paper;
	context.fillRect(0, 0, width, LINE_HEIGHT);
	const size = 34 - Math.round(10 * difficulty) + random.integer(5) - 2;
	context.font = `${size}px "${random.pick(families)}"`;
	context.textBaseline = "alphabetic";
	context.fillStyle = ink;
	const left = 4 + random.integer(8);
	const text = fillWithWords(random, context, width - left - 6);
	context.fillText(text, left, 34 + random.integer(4) - 2);
	const pixels = context.getImageData(0, 0, width, LINE_HEIGHT).data;
	addNoise(random, pixels, 2 + 22 * difficulty);
	return { tensor: lineTensor(pixels, width), text };
}

function fillWithWords(random: Random, context: SKRSContext2D, room: number): string {
	let text = drawWord(random);
	for (let tries = 0; tries < 4; ) {
		const longer = `${text} ${drawWord(random)}`;
		if (context.measureText(longer).width <= room) text = longer;
		else tries++;
	}
	while (context.measureText(text).width > room) text = text.slice(0, -1);
	return text;
}

/** Paper and ink at least 100 grey levels apart, dark on light three times out of four. */
function drawColours(random: Random, difficulty: number): [paper: string, ink: string] {
	const light = 255 - random.integer(30) - Math.round(20 * difficulty);
	const dark = random.integer(30) + Math.round(60 * difficulty);
	const tint = (level: number): string =>
		`rgb(${[0, 1, 2].map(() => Math.max(0, Math.min(255, level + random.integer(21) - 10))).join(",")})`;
	return random.next() < 0.75 ? [tint(light), tint(dark)] : [tint(dark), tint(light)];
}

/** Adds noise of about that standard deviation, the same to the three channels of a pixel. */
function addNoise(random: Random, pixels: Uint8ClampedArray, deviation: number): void {
	for (let byte = 0; byte < pixels.length; byte += 4) {
		// The sum of three uniform numbers is near enough to a normal one; its variance is 1/4.
		const noise = (random.next() + random.next() + random.next() - 1.5) * 2 * deviation;
		for (let channel = 0; channel < 3; channel++)
			pixels[byte + channel] = (pixels[byte + channel] as number) + noise;
	}
}
