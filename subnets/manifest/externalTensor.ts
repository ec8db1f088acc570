import type { ExternalContent } from "./externalData.js";
import { type ByteRange, messages, textAt } from "./onnxWire.js";

/** One `external_data` of a TensorProto: a key and its value, as the file has them. */
export type ExternalEntry = readonly [key: string, value: string];

/** Where a tensor's values lie in another file; or why they may not be read there. */
export type ExternalPlace =
	| { readonly fault: string }
	| { readonly fault?: never; readonly file: ExternalContent; readonly offset: number };

// StringStringEntryProto of onnx.proto.
const KEY = 1;
const VALUE = 2;
/** What ONNX defines; the runtime knows more, among them a tag that reads its own memory. */
const KEYS: readonly string[] = ["location", "offset", "length", "checksum"];

/** Reads one entry. A field that stands twice gives its last value, as protobuf's readers do. */
export function externalEntry(model: Uint8Array, range: ByteRange): ExternalEntry {
	let key = "";
	let value = "";
	for (const field of messages(model, range)) {
		if (field.number === KEY) key = textAt(model, field);
		if (field.number === VALUE) value = textAt(model, field);
	}
	return [key, value];
}

/**
 * Holds what a tensor says of its place in another file against the files that the manifest pins. The runtime would
 * follow any path, and read past what the tensor has.
 *
 * @param name - of the tensor
 * @param bytes - that its shape and type need
 */
export function externalPlace(
	name: string,
	entries: readonly ExternalEntry[],
	bytes: number,
	files: ReadonlyMap<string, ExternalContent>,
): ExternalPlace {
	const told = new Map(entries);
	const strange = entries.find(([key]) => !KEYS.includes(key));
	if (strange !== undefined || told.size !== entries.length)
		return { fault: `tensor ${name} says where its values lie in ${strange?.[0] ?? "two ways"}` };
	const location = told.get("location") ?? "";
	const file = files.get(location);
	if (file === undefined)
		return {
			fault: `tensor ${name} keeps its values in other files, in ${JSON.stringify(location)}, which the manifest does not pin`,
		};
	const offset = wholeNumber(told.get("offset") ?? "0");
	const length = told.get("length");
	if (length !== undefined && wholeNumber(length) !== bytes)
		return { fault: `tensor ${name} needs ${bytes} bytes of ${location}, and names others` };
	if (!(offset + bytes <= file.bytes))
		return {
			fault: `tensor ${name} lies past the end of ${location}, which has ${file.bytes} bytes`,
		};
	return { file, offset };
}

/** NaN for what is no plain decimal number, and for one past 2^53. */
function wholeNumber(text: string): number {
	const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
	return Number.isSafeInteger(value) ? value : Number.NaN;
}
