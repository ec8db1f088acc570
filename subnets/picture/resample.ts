/** Bytes of red, green, blue and alpha, row by row. */
export interface Pixels {
	readonly data: Uint8Array | Uint8ClampedArray;
	readonly width: number;
	readonly height: number;
}

interface Filter {
	/** How far it reaches, in pixels of the smaller of the two pictures. */
	readonly support: number;
	weight(distance: number): number;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
/** The slope of Catmull and Rom's cubic, as Pillow has it. */
const A = -0.5;

/** By Pillow's names; what reaches beyond is scaled with the picture, so that shrinking loses no detail to aliasing. */
const filters = {
	box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
	bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
	bicubic: {
		support: 2,
		weight(x) {
			const d = Math.abs(x);
			if (d < 1) return ((A + 2) * d - (A + 3)) * d * d + 1;
			return d < 2 ? (((d - 5) * d + 8) * d - 4) * A : 0;
		},
	},
	lanczos: { support: 3, weight: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
} as const satisfies Record<string, Filter>;

/** How a picture is scaled. */
export type Resampling = keyof typeof filters | "nearest";

const CHANNELS = 4;

/**
 * A picture at another size, as Python's Pillow scales it, by which the hub's image processors were made: along the rows
 * first, then along the columns, each to whole bytes. The same bytes on every machine.
 */
export function resample(picture: Pixels, width: number, height: number, by: Resampling): Pixels {
	if (by === "nearest") return nearest(picture, width, height);
	const wide = picture.width === width ? picture : alongRows(picture, width, filters[by]);
	if (wide.height === height) return wide;
	return transposed(alongRows(transposed(wide), height, filters[by]));
}

function alongRows({ data, width: from, height }: Pixels, to: number, filter: Filter): Pixels {
	const scale = from / to;
	const reach = Math.max(scale, 1);
	const scaled = new Uint8ClampedArray(to * height * CHANNELS);
	for (let x = 0; x < to; x++) {
		const center = (x + 0.5) * scale;
		const first = Math.max(0, Math.floor(center - filter.support * reach + 0.5));
		const last = Math.min(from, Math.floor(center + filter.support * reach + 0.5));
		const weights = Array.from({ length: last - first }, (_, i) =>
			filter.weight((first + i - center + 0.5) / reach),
		);
		const sum = weights.reduce((a, b) => a + b, 0);
		for (let y = 0; y < height; y++)
			for (let channel = 0; channel < CHANNELS; channel++) {
				let value = 0;
				for (let i = 0; i < weights.length; i++)
					value += (weights[i] as number) * (data[(y * from + first + i) * CHANNELS + channel] as number);
				scaled[(y * to + x) * CHANNELS + channel] = Math.floor(value / sum + 0.5);
			}
	}
	return { data: scaled, width: to, height };
}

function nearest({ data, width: from, height: fromHeight }: Pixels, width: number, height: number): Pixels {
	const scaled = new Uint8ClampedArray(width * height * CHANNELS);
	const rows = places(fromHeight, height);
	const columns = places(from, width);
	for (const [y, row] of rows.entries())
		for (const [x, column] of columns.entries()) {
			const at = (row * from + column) * CHANNELS;
			scaled.set(data.subarray(at, at + CHANNELS), (y * width + x) * CHANNELS);
		}
	return { data: scaled, width, height };
}

/** Summed up step by step, as Pillow does: where a place falls between two pixels, the rounding decides. */
function places(from: number, to: number): number[] {
	const step = from / to;
	const found: number[] = [];
	for (let at = step / 2; found.length < to; at += step) found.push(Math.min(Math.floor(at), from - 1));
	return found;
}

function transposed({ data, width, height }: Pixels): Pixels {
	const other = new Uint8ClampedArray(data.length);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++)
			for (let channel = 0; channel < CHANNELS; channel++)
				other[(x * height + y) * CHANNELS + channel] = data[(y * width + x) * CHANNELS + channel] as number;
	return { data: other, width: height, height: width };
}
