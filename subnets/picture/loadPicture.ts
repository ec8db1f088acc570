import { type Image, loadImage } from "@napi-rs/canvas";
import { InputRefusedError } from "../errors.js";

const MAX_FILE_BYTES = 8 * 1024 * 1024;
const MAX_PIXELS = 16_000_000;

/**
 * A picture file (PNG, JPEG, WebP), unpacked. Its size is read from its head first.
 * @throws InputRefusedError where it is no picture, or too large a one
 */
export async function loadPicture(file: Uint8Array): Promise<Image> {
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
	return image;
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
		remedy: "Send a picture as PNG, JPEG or WebP, smaller where it is too large.",
	});
}
