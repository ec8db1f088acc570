import { BYTES, type ByteRange, fields, messages, textAt, VARINT } from "./onnxWire.js";

// Field numbers of onnx.proto.
const MODEL_GRAPH = 7;
const GRAPH = { node: 1, input: 11, output: 12 } as const;
const VALUE_TYPE = 2;
const TENSOR_TYPE = 1;
const ELEMENT_TYPE = 1;
const NODE = { operator: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, integer: 3 } as const;
const FLOAT16 = 10;

/**
 * Whether a model calculates in half precision: it takes or gives float16, or casts to it. Weights that are only kept so,
 * and cast to float32 before they are used, do not count.
 *
 * @throws RangeError where the bytes are no ONNX file
 */
export function calculatesInHalf(model: Uint8Array): boolean {
	for (const graph of messages(model, { start: 0, end: model.length })) {
		if (graph.number !== MODEL_GRAPH) continue;
		for (const part of messages(model, graph)) {
			if (part.number === GRAPH.node && castsToHalf(model, part)) return true;
			const isValue = part.number === GRAPH.input || part.number === GRAPH.output;
			if (isValue && isHalf(model, part)) return true;
		}
	}
	return false;
}

function isHalf(model: Uint8Array, value: ByteRange): boolean {
	for (const type of messages(model, value))
		if (type.number === VALUE_TYPE)
			for (const tensor of messages(model, type))
				if (tensor.number === TENSOR_TYPE)
					for (const { number, wire, value: element } of fields(model, tensor.start, tensor.end))
						if (number === ELEMENT_TYPE && wire === VARINT && element === FLOAT16) return true;
	return false;
}

function castsToHalf(model: Uint8Array, node: ByteRange): boolean {
	let isCast = false;
	let isToHalf = false;
	for (const field of messages(model, node)) {
		if (field.number === NODE.operator) isCast = textAt(model, field) === "Cast";
		if (field.number !== NODE.attribute) continue;
		let name = "";
		let integer = 0;
		for (const { number, wire, value, start, end } of fields(model, field.start, field.end)) {
			if (number === ATTRIBUTE.name && wire === BYTES) name = textAt(model, { start, end });
			if (number === ATTRIBUTE.integer && wire === VARINT) integer = value;
		}
		if (name === "to" && integer === FLOAT16) isToHalf = true;
	}
	return isCast && isToHalf;
}
