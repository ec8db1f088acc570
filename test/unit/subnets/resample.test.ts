import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Pixels, type Resampling, resample } from "../../../subnets/picture/resample.js";

/** Seven by five pixels, unlike in each channel. */
const picture: Pixels = {
	width: 7,
	height: 5,
	data: Uint8Array.from({ length: 7 * 5 * 4 }, (_, i) => {
		const [x, y] = [(i >> 2) % 7, Math.floor(i / 28)];
		return [x * x * 31 + y * 17, x * 47 + y * y * 29, x * y * 53, 255][i % 4] ?? 0;
	}),
};
const channel = ({ data }: Pixels, index: number) => Array.from(data).filter((_, i) => i % 4 === index);

/** What Pillow 12 makes of it: red and green at 3 x 2, red at 4 x 7. */
const byPillow: readonly (readonly [Resampling, readonly number[], readonly number[], readonly number[]])[] =
	[
		[
			"nearest",
			[48, 40, 24, 82, 74, 58],
			[76, 170, 8, 52, 146, 240],
			[
				0, 124, 240, 92, 17, 141, 1, 109, 17, 141, 1, 109, 34, 158, 18, 126, 51, 175, 35, 143, 51, 175, 35,
				143, 68, 192, 52, 160,
			],
		],
		[
			"box",
			[33, 89, 67, 76, 104, 110],
			[72, 132, 94, 131, 120, 174],
			[
				16, 74, 240, 50, 33, 91, 1, 67, 33, 91, 1, 67, 50, 108, 18, 84, 67, 125, 35, 101, 67, 125, 35, 101,
				84, 142, 52, 118,
			],
		],
		[
			"bilinear",
			[57, 73, 66, 91, 88, 83],
			[78, 132, 107, 118, 118, 152],
			[
				19, 77, 133, 63, 29, 87, 67, 65, 41, 99, 22, 72, 53, 111, 34, 84, 65, 123, 46, 96, 77, 135, 58, 108,
				87, 145, 68, 118,
			],
		],
		[
			"bicubic",
			[52, 77, 64, 95, 89, 83],
			[71, 140, 102, 123, 116, 154],
			[
				16, 77, 143, 59, 25, 89, 65, 64, 39, 105, 6, 74, 51, 117, 28, 87, 63, 129, 40, 99, 77, 143, 54, 113,
				86, 152, 63, 122,
			],
		],
		[
			"lanczos",
			[53, 78, 62, 100, 88, 78],
			[66, 145, 99, 125, 116, 154],
			[
				19, 78, 143, 63, 27, 90, 63, 65, 40, 110, 0, 74, 52, 120, 23, 87, 63, 131, 36, 98, 78, 146, 49, 113,
				87, 155, 58, 122,
			],
		],
	];

describe.each(byPillow)("a picture scaled by %s", (by, red, green, larger) => {
	/** Pillow calculates with fixed numbers of bits: its bytes and ours are one apart at most. */
	const expectNear = (own: readonly number[], pillow: readonly number[]) => {
		expect(own.length).toBe(pillow.length);
		expect(Math.max(...own.map((value, i) => Math.abs(value - (pillow[i] ?? 0))))).toBeLessThanOrEqual(1);
	};

	it("is what Pillow makes of it, smaller and larger", () => {
		const small = resample(picture, 3, 2, by);
		expectNear(channel(small, 0), red);
		expectNear(channel(small, 1), green);
		expectNear(channel(resample(picture, 4, 7, by), 0), larger);
	});

	it("stays of one colour where it is of one, and as it is at its own size", () => {
		const size = fc.integer({ min: 1, max: 40 });
		fc.assert(
			fc.property(size, size, size, size, fc.nat(255), (width, height, toWidth, toHeight, value) => {
				const plain = { width, height, data: new Uint8Array(4 * width * height).fill(value) };
				const scaled = resample(plain, toWidth, toHeight, by);
				expect(scaled.data.length).toBe(4 * toWidth * toHeight);
				expect(new Set(scaled.data)).toEqual(new Set([value]));
			}),
		);
		expect(Array.from(resample(picture, 7, 5, by).data)).toEqual(Array.from(picture.data));
	});
});
