import {
	type CodecLimits,
	defaultCodecLimits,
	type EncodedMessage,
	type InferRequest,
	type InferResponse,
	type Parameter,
	type Parameters,
} from "./inference.js";
import { accepted, type Checked, refusal } from "./refusal.js";
import { type HeaderRecord, pickHeaders } from "./signing.js";
import type { Tensor } from "./tensor.js";
import {
	asArray,
	asName,
	asObject,
	decodeTensor,
	encodeTensor,
	type JsonObject,
	WireFault,
} from "./tensorCodec.js";

const HEADER_LENGTH = "Inference-Header-Content-Length";
const MAX_PARAMETERS = 64;
const MAX_PARAMETER_TEXT = 64 * 1024;

/**
 * A request's body and headers. Tensors follow the JSON as bytes where `binary` is true (default): a fifth of
 * JSON's size for floats, and exact.
 */
export function encodeInferRequest(
	request: InferRequest,
	options: { readonly binary?: boolean } = {},
): EncodedMessage {
	const { id, parameters, inputs, outputs, binaryOutputs } = request;
	return assemble(
		{
			...(id === undefined ? {} : { id }),
			...withBinaryFlag(parameters, binaryOutputs),
		},
		"inputs",
		inputs,
		outputs === undefined ? {} : { outputs: outputs.map((name) => ({ name })) },
		options.binary ?? true,
	);
}

/** An answer's body and headers; binary as the request asked. */
export function encodeInferResponse(
	response: InferResponse,
	options: { readonly binary?: boolean } = {},
): EncodedMessage {
	const { modelName, modelVersion, id, parameters, outputs } = response;
	return assemble(
		{
			model_name: modelName,
			...(modelVersion === undefined ? {} : { model_version: modelVersion }),
			...(id === undefined ? {} : { id }),
			...(parameters === undefined ? {} : { parameters }),
		},
		"outputs",
		outputs,
		{},
		options.binary ?? true,
	);
}

/** Reads a request; anything hostile or out of bounds is a refusal (400, 413) and allocates little. */
export function decodeInferRequest(
	body: Uint8Array,
	headers: HeaderRecord,
	limits: Partial<CodecLimits> = {},
): Checked<InferRequest> {
	const bounds = { ...defaultCodecLimits, ...limits };
	return atTheDoor(400, "request", () => {
		const { json, takeBinary, end } = split(body, headers, bounds);
		const inputs = decodeTensors(json.inputs, "inputs", bounds, takeBinary);
		if (inputs.length === 0) throw new WireFault("expected at least one input tensor");
		end();
		const all = decodeParameters(json.parameters);
		const binaryOutputs = all?.binary_data_output === true || wantsBinary(json.outputs);
		const parameters =
			all && Object.fromEntries(Object.entries(all).filter(([key]) => key !== "binary_data_output"));
		return {
			...(json.id === undefined ? {} : { id: asName(json.id, "id") }),
			...(parameters === undefined || Object.keys(parameters).length === 0 ? {} : { parameters }),
			inputs,
			...(json.outputs === undefined ? {} : { outputs: decodeOutputNames(json.outputs, bounds) }),
			...(binaryOutputs ? { binaryOutputs } : {}),
		};
	});
}

/** Reads an answer; a faulty one is data (502), since it is the miner's fault and no one else's. */
export function decodeInferResponse(
	body: Uint8Array,
	headers: HeaderRecord,
	limits: Partial<CodecLimits> = {},
): Checked<InferResponse> {
	const bounds = { ...defaultCodecLimits, ...limits };
	return atTheDoor(502, "answer", () => {
		const { json, takeBinary, end } = split(body, headers, bounds);
		const outputs = decodeTensors(json.outputs, "outputs", bounds, takeBinary);
		end();
		const parameters = decodeParameters(json.parameters);
		return {
			modelName: asName(json.model_name, "model_name"),
			...(json.model_version === undefined
				? {}
				: { modelVersion: asName(json.model_version, "model_version") }),
			...(json.id === undefined ? {} : { id: asName(json.id, "id") }),
			...(parameters === undefined ? {} : { parameters }),
			outputs,
		};
	});
}

function withBinaryFlag(parameters: Parameters | undefined, binaryOutputs: boolean | undefined): object {
	if (binaryOutputs !== true) return parameters === undefined ? {} : { parameters };
	return { parameters: { ...parameters, binary_data_output: true } };
}

function assemble(
	head: object,
	field: "inputs" | "outputs",
	tensors: readonly Tensor[],
	tail: object,
	binary: boolean,
): EncodedMessage {
	const wires = tensors.map((tensor) => encodeTensor(tensor, binary));
	const json = Buffer.from(
		JSON.stringify({ ...head, [field]: wires.map((wire) => wire.json), ...tail }),
		"utf8",
	);
	const parts = wires.flatMap((wire) => (wire.binary === undefined ? [] : [wire.binary]));
	if (parts.length === 0) return { body: json, headers: { "Content-Type": "application/json" } };
	return {
		body: Buffer.concat([json, ...parts]),
		headers: { "Content-Type": "application/octet-stream", [HEADER_LENGTH]: String(json.length) },
	};
}

/** The JSON part, and the bytes behind it as a source that hands them out once and in order. */
function split(body: Uint8Array, headers: HeaderRecord, limits: CodecLimits) {
	if (body.length > limits.maxBytes)
		throw new WireFault(`the body has more than ${limits.maxBytes} bytes`, true);
	const text = pickHeaders(headers, HEADER_LENGTH.toLowerCase()).get(HEADER_LENGTH.toLowerCase());
	if (text === null || (text !== undefined && !/^(0|[1-9][0-9]{0,9})$/.test(text)))
		throw new WireFault(`expected one ${HEADER_LENGTH} with a whole number`);
	const jsonLength = text === undefined ? body.length : Number(text);
	if (jsonLength > body.length) throw new WireFault(`${HEADER_LENGTH} is more than the body holds`);
	if (jsonLength > limits.maxJsonBytes)
		throw new WireFault(`the JSON part has more than ${limits.maxJsonBytes} bytes`, true);
	const json = parseJson(body.subarray(0, jsonLength));
	let offset = jsonLength;
	return {
		json,
		takeBinary(length: number, what: string): Uint8Array {
			if (offset + length > body.length) throw new WireFault(`the body ends within the bytes of ${what}`);
			offset += length;
			return body.subarray(offset - length, offset);
		},
		end(): void {
			if (offset !== body.length) throw new WireFault(`${body.length - offset} bytes belong to no tensor`);
		},
	};
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

function parseJson(bytes: Uint8Array): JsonObject {
	let value: unknown;
	try {
		value = JSON.parse(strictUtf8.decode(bytes));
	} catch {
		throw new WireFault("expected JSON in UTF-8");
	}
	return asObject(value, "the body");
}

function decodeTensors(
	value: unknown,
	field: string,
	limits: CodecLimits,
	takeBinary: (length: number, what: string) => Uint8Array,
): Tensor[] {
	const list = asArray(value, field);
	if (list.length > limits.maxTensors)
		throw new WireFault(`${field} holds more than ${limits.maxTensors} tensors`, true);
	const tensors = list.map((item) => decodeTensor(item, limits, takeBinary));
	if (new Set(tensors.map(({ name }) => name)).size !== tensors.length)
		throw new WireFault(`two tensors of ${field} have one name`);
	return tensors;
}

function decodeParameters(value: unknown): Record<string, Parameter> | undefined {
	if (value === undefined) return undefined;
	const entries = Object.entries(asObject(value, "parameters"));
	if (entries.length > MAX_PARAMETERS)
		throw new WireFault(`parameters holds more than ${MAX_PARAMETERS} values`, true);
	for (const [key, parameter] of entries) {
		const fine =
			typeof parameter === "boolean" ||
			(typeof parameter === "number" && Number.isFinite(parameter)) ||
			(typeof parameter === "string" && parameter.length <= MAX_PARAMETER_TEXT);
		if (!fine)
			throw new WireFault(`expected parameter ${key.slice(0, 64)} to be a text, a number or a boolean`);
	}
	return Object.fromEntries(entries) as Record<string, Parameter>;
}

function decodeOutputNames(value: unknown, limits: CodecLimits): string[] {
	const list = asArray(value, "outputs");
	if (list.length > limits.maxTensors)
		throw new WireFault(`outputs holds more than ${limits.maxTensors} names`, true);
	return list.map((item) => asName(asObject(item, "an output").name, "an output's name"));
}

/** Triton's clients ask output by output; one answer here is binary as a whole or not at all. */
function wantsBinary(outputs: unknown): boolean {
	if (!Array.isArray(outputs)) return false;
	return outputs.some((output) => output?.parameters?.binary_data === true);
}

function atTheDoor<T>(status: number, what: string, read: () => T): Checked<T> {
	try {
		return accepted(read());
	} catch (error) {
		if (!(error instanceof WireFault)) throw error;
		const code = error.tooLarge ? "MESSAGE_TOO_LARGE" : "MESSAGE_MALFORMED";
		return refusal(
			error.tooLarge && status === 400 ? 413 : status,
			code,
			`faulty ${what}: ${error.message}`,
			"Send Open Inference Protocol v2 within the limits that the task's metadata lists (docs/protocol.md).",
		);
	}
}
