import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Random } from "../../task/random.js";
import { CHANNELS } from "./preparePicture.js";

/** A made-up scene: a sky, a ground, and shapes in colours of chance, each different at every pixel's noise. */
export function drawScene(context: SKRSContext2D, random: Random, width: number, height: number): void {
	const colour = () => `rgb(${random.integer(256)},${random.integer(256)},${random.integer(256)})`;
	const sky = context.createLinearGradient(0, 0, random.integer(width), height);
	sky.addColorStop(0, colour());
	sky.addColorStop(1, colour());
	context.fillStyle = sky;
	context.fillRect(0, 0, width, height);
	context.fillStyle = colour();
	context.fillRect(0, height * (0.5 + 0.4 * random.next()), width, height);
	for (let i = 2 + random.integer(6); i > 0; i--) {
		const [x, y, size] = [
			random.next() * width,
			random.next() * height,
			(0.05 + 0.3 * random.next()) * width,
		];
		context.fillStyle = colour();
		context.beginPath();
		if (random.next() < 0.5)
			context.ellipse(x, y, size, size * (0.3 + random.next()), random.next() * 3, 0, 7);
		else {
			context.moveTo(x, y);
			for (let corner = 2 + random.integer(4); corner > 0; corner--)
				context.lineTo(x + size * (random.next() - 0.5) * 2, y + size * (random.next() - 0.5) * 2);
		}
		context.fill();
	}
	const image = context.getImageData(0, 0, width, height);
	for (let i = 0; i < image.data.length; i += 4)
		for (let channel = 0; channel < CHANNELS; channel++)
			image.data[i + channel] = (image.data[i + channel] as number) + random.integer(17) - 8;
	context.putImageData(image, 0, 0);
}
