import type { Datatype } from "../protocol/tensor.js";
import type { ModelTensor } from "./manifest.js";
import { BYTES, type ByteRange, fields, messages, textAt, VARINT } from "./onnxWire.js";

/** What a model takes and gives, as its file declares it. */
export interface OnnxSignature {
	/** Opset of the default domain. */
	readonly opset: number;
	readonly inputs: readonly ModelTensor[];
	readonly outputs: readonly ModelTensor[];
}

// Field numbers of onnx.proto.
const MODEL = { graph: 7, opset: 8 } as const;
const OPSET = { domain: 1, version: 2 } as const;
const GRAPH = { initializer: 5, input: 11, output: 12 } as const;
const TENSOR_NAME = 8;
const VALUE = { name: 1, type: 2 } as const;
const TENSOR_TYPE = 1;
const TYPE = { element: 1, shape: 2 } as const;
const DIMENSION = 1;
const DIMENSION_VALUE = 1;
const MAX_DIMENSION = 2 ** 31 - 1;

/** Element types of onnx.proto that travel in the protocol. */
const DATATYPES: Readonly<Record<number, Datatype>> = {
	1: "FP32",
	2: "UINT8",
	3: "INT8",
	4: "UINT16",
	5: "INT16",
	6: "INT32",
	7: "INT64",
	8: "BYTES",
	9: "BOOL",
	10: "FP16",
	11: "FP64",
	12: "UINT32",
	13: "UINT64",
};

/**
 * Inputs, outputs and opset of an ONNX file; a dimension that may vary is -1.
 *
 * @throws RangeError where the bytes are no ONNX file, or a tensor has an element type that does not travel (bfloat16)
 */
export function onnxSignature(model: Uint8Array): OnnxSignature {
	let opset = 0;
	const inputs: ModelTensor[] = [];
	const outputs: ModelTensor[] = [];
	for (const field of messages(model, { start: 0, end: model.length })) {
		if (field.number === MODEL.opset) opset = defaultOpset(model, field) ?? opset;
		if (field.number !== MODEL.graph) continue;
		const weights = new Set<string>();
		for (const part of messages(model, field)) {
			if (part.number === GRAPH.initializer) weights.add(nameOf(model, part, TENSOR_NAME));
			if (part.number === GRAPH.input) inputs.push(readValue(model, part));
			if (part.number === GRAPH.output) outputs.push(readValue(model, part));
		}
		// Files of before IR version 4 list their weights among the inputs.
		for (let i = inputs.length - 1; i >= 0; i--) if (weights.has(inputs[i]?.name ?? "")) inputs.splice(i, 1);
	}
	return { opset, inputs, outputs };
}

function defaultOpset(model: Uint8Array, range: ByteRange): number | undefined {
	let version: number | undefined;
	for (const field of fields(model, range.start, range.end)) {
		if (field.number === OPSET.domain && !["", "ai.onnx"].includes(textAt(model, field))) return undefined;
		if (field.number === OPSET.version && field.wire === VARINT) version = field.value;
	}
	return version;
}

function nameOf(model: Uint8Array, range: ByteRange, number: number): string {
	for (const field of messages(model, range)) if (field.number === number) return textAt(model, field);
	return "";
}

function readValue(model: Uint8Array, range: ByteRange): ModelTensor {
	const name = nameOf(model, range, VALUE.name);
	for (const type of messages(model, range)) {
		if (type.number !== VALUE.type) continue;
		for (const tensor of messages(model, type))
			if (tensor.number === TENSOR_TYPE) return { name, ...readTensorType(model, tensor, name) };
	}
	throw new RangeError(`${name} is no tensor`);
}

function readTensorType(
	model: Uint8Array,
	range: ByteRange,
	name: string,
): Pick<ModelTensor, "datatype" | "shape"> {
	let element = 0;
	const shape: number[] = [];
	for (const field of fields(model, range.start, range.end)) {
		if (field.number === TYPE.element && field.wire === VARINT) element = field.value;
		if (field.number !== TYPE.shape || field.wire !== BYTES) continue;
		for (const dimension of messages(model, field))
			if (dimension.number === DIMENSION) shape.push(readDimension(model, dimension));
	}
	const datatype = DATATYPES[element];
	if (datatype === undefined)
		throw new RangeError(
			`${name} has element type ${element} of onnx.proto, which does not travel (bfloat16 is 16)`,
		);
	return { datatype, shape };
}

function readDimension(model: Uint8Array, range: ByteRange): number {
	// Some exporters write -1, a number of 64 bits, for one that may vary.
	for (const field of fields(model, range.start, range.end))
		if (field.number === DIMENSION_VALUE && field.wire === VARINT)
			return field.value > MAX_DIMENSION ? -1 : field.value;
	return -1;
}
