import { createCanvas, loadImage } from "@napi-rs/canvas";
import { InputRefusedError } from "../../errors.js";
import type { Tensor } from "../../protocol/tensor.js";
import { LINE_HEIGHT, LINE_WIDTHS, lineTensor } from "./lineTensor.js";

const MAX_FILE_BYTES = 8 * 1024 * 1024;
const MAX_PIXELS = 16_000_000;
/** A line longer than the widest bucket is squeezed this much at most; the model still reads it well. */
const MAX_SQUEEZE = 1.3;

/**
 * A picture of one text line (PNG, JPEG, WebP) as the model's input: scaled to the line's height and set on paper
 * of its right edge's colour, up to the next width bucket.
 *
 * @throws InputRefusedError where it is no picture, or not of one line's proportions
 */
export async function readImage(file: Uint8Array): Promise<Tensor> {
	if (file.length === 0 || file.length > MAX_FILE_BYTES)
		throw refused("IMAGE_TOO_LARGE", `expected a picture of 1 byte to 8 MiB, got ${file.length} bytes`, 413);
	const size = pictureSize(file);
	if (size === undefined) throw refused("IMAGE_UNREADABLE", "the file is not a PNG, JPEG or WebP picture");
	if (size.width * size.height > MAX_PIXELS)
		throw refused(
			"IMAGE_TOO_LARGE",
			`expected at most 16 million pixels, got ${size.width} x ${size.height}`,
			413,
		);
	const image = await loadImage(Buffer.from(file)).catch((): undefined => undefined);
	if (image === undefined || image.width === 0 || image.height === 0)
		throw refused("IMAGE_UNREADABLE", "the file is not a PNG, JPEG or WebP picture");
	const natural = Math.max(1, Math.round((image.width * LINE_HEIGHT) / image.height));
	const widest = LINE_WIDTHS.at(-1) as number;
	if (natural > widest * MAX_SQUEEZE)
		throw refused(
			"LINE_TOO_LONG",
			`expected one text line at most ${Math.floor((widest * MAX_SQUEEZE) / LINE_HEIGHT)} times as wide as high, got ${image.width} x ${image.height}`,
		);
	const drawn = Math.min(natural, widest);
	const width = LINE_WIDTHS.find((bucket) => bucket >= drawn) as number;
	const canvas = createCanvas(width, LINE_HEIGHT);
	const context = canvas.getContext("2d");
	context.fillStyle = "white";
	context.fillRect(0, 0, width, LINE_HEIGHT);
	context.drawImage(image, 0, 0, drawn, LINE_HEIGHT);
	if (drawn < width) {
		const edge = context.getImageData(drawn - 1, 0, 1, LINE_HEIGHT).data;
		context.fillStyle = `rgb(${[0, 1, 2].map((channel) => median(edge, channel)).join(",")})`;
		context.fillRect(drawn, 0, width - drawn, LINE_HEIGHT);
	}
	return lineTensor(context.getImageData(0, 0, width, LINE_HEIGHT).data, width);
}

function median(rgba: Uint8ClampedArray, channel: number): number {
	const values = Array.from({ length: rgba.length / 4 }, (_, pixel) => rgba[pixel * 4 + channel] as number);
	return values.sort((a, b) => a - b)[values.length >> 1] as number;
}

/** Width and height from the header, so that a bomb is refused before it is unpacked. */
function pictureSize(file: Uint8Array): { width: number; height: number } | undefined {
	const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
	if (bytes.length >= 24 && bytes.readUInt32BE(0) === 0x89504e47)
		return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
	if (
		bytes.length >= 30 &&
		bytes.toString("latin1", 0, 4) === "RIFF" &&
		bytes.toString("latin1", 8, 12) === "WEBP"
	)
		return webpSize(bytes);
	if (bytes.length >= 4 && bytes.readUInt16BE(0) === 0xffd8) return jpegSize(bytes);
	return undefined;
}

function webpSize(bytes: Buffer): { width: number; height: number } | undefined {
	const kind = bytes.toString("latin1", 12, 16);
	if (kind === "VP8 ")
		return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
	if (kind === "VP8L") {
		const bits = bytes.readUInt32LE(21);
		return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
	}
	if (kind === "VP8X") return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
	return undefined;
}

function jpegSize(bytes: Buffer): { width: number; height: number } | undefined {
	let offset = 2;
	while (offset + 9 < bytes.length) {
		if (bytes[offset] !== 0xff) return undefined;
		const marker = bytes[offset + 1] as number;
		const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
		if (isFrame) return { height: bytes.readUInt16BE(offset + 5), width: bytes.readUInt16BE(offset + 7) };
		offset += 2 + bytes.readUInt16BE(offset + 2);
	}
	return undefined;
}

function refused(code: string, message: string, status = 400): InputRefusedError {
	return new InputRefusedError({
		status,
		code,
		message,
		remedy: "Send a picture of one text line as PNG, JPEG or WebP.",
	});
}
