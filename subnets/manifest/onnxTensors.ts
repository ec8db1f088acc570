import { externalEntry } from "./externalTensor.js";
import { BYTES, type ByteRange, fields, messages, VARINT, varints } from "./onnxWire.js";

/** One tensor that a model file holds: an initialiser, or a constant in a node or subgraph. */
export interface OnnxTensor {
	/** Element type as onnx.proto numbers it; 1 is float32. */
	readonly elementType: number;
	readonly shape: readonly number[];
	/** Its values in the file, as raw bytes or packed floats. */
	readonly values: readonly ByteRange[];
	/** Whether its values lie in another file. */
	readonly isExternal: boolean;
	/** The name of that file, as the model has it: not checked. */
	readonly location: string | undefined;
}

/** Field numbers of onnx.proto that lead to tensors. */
const MODEL_GRAPH = 7;
const MODEL_FUNCTION = 25;
const FUNCTION_NODE = 7;
const GRAPH_NODE = 1;
const GRAPH_INITIALIZER = 5;
const GRAPH_SPARSE_INITIALIZER = 15;
const SPARSE_VALUES = 1;
const SPARSE_INDICES = 2;
const NODE_ATTRIBUTE = 5;
/** TensorProto, GraphProto, repeated TensorProto, repeated GraphProto, sparse and repeated sparse of an attribute. */
const ATTRIBUTE_TENSORS: readonly number[] = [5, 10];
const ATTRIBUTE_GRAPHS: readonly number[] = [6, 11];
const ATTRIBUTE_SPARSE: readonly number[] = [22, 23];
const TENSOR_DIMENSION = 1;
const TENSOR_DATA_TYPE = 2;
const TENSOR_FLOAT_DATA = 4;
const TENSOR_RAW_DATA = 9;
const TENSOR_EXTERNAL_DATA = 13;
const TENSOR_DATA_LOCATION = 14;

/**
 * Every tensor of an ONNX file, without a protobuf library: values keep their place, so that a caller can change them
 * in a copy of the bytes.
 *
 * @throws RangeError when the bytes are not a protobuf message
 */
export function onnxTensors(model: Uint8Array): OnnxTensor[] {
	const found: OnnxTensor[] = [];
	for (const field of messages(model, { start: 0, end: model.length })) {
		if (field.number === MODEL_GRAPH) walkGraph(model, field, found);
		if (field.number === MODEL_FUNCTION) {
			for (const part of messages(model, field))
				if (part.number === FUNCTION_NODE) walkNode(model, part, found);
		}
	}
	return found;
}

/**
 * The files beside a model's own in which it says that weights of it lie. Names are as it has them, not checked.
 *
 * @throws RangeError when the bytes are not a protobuf message
 */
export function externalLocations(model: Uint8Array): string[] {
	return [...new Set(onnxTensors(model).flatMap(({ location }) => location ?? []))];
}

function walkGraph(model: Uint8Array, graph: ByteRange, found: OnnxTensor[]): void {
	for (const field of messages(model, graph)) {
		if (field.number === GRAPH_INITIALIZER) found.push(readTensor(model, field));
		if (field.number === GRAPH_SPARSE_INITIALIZER) walkSparse(model, field, found);
		if (field.number === GRAPH_NODE) walkNode(model, field, found);
	}
}

function walkNode(model: Uint8Array, node: ByteRange, found: OnnxTensor[]): void {
	for (const attribute of messages(model, node)) {
		if (attribute.number !== NODE_ATTRIBUTE) continue;
		for (const field of messages(model, attribute)) {
			if (ATTRIBUTE_TENSORS.includes(field.number)) found.push(readTensor(model, field));
			if (ATTRIBUTE_GRAPHS.includes(field.number)) walkGraph(model, field, found);
			if (ATTRIBUTE_SPARSE.includes(field.number)) walkSparse(model, field, found);
		}
	}
}

function walkSparse(model: Uint8Array, sparse: ByteRange, found: OnnxTensor[]): void {
	for (const field of messages(model, sparse)) {
		if (field.number === SPARSE_VALUES || field.number === SPARSE_INDICES)
			found.push(readTensor(model, field));
	}
}

function readTensor(model: Uint8Array, tensor: ByteRange): OnnxTensor {
	let elementType = 0;
	let isExternal = false;
	let location: string | undefined;
	const shape: number[] = [];
	const values: ByteRange[] = [];
	for (const { number, wire, value, start, end } of fields(model, tensor.start, tensor.end)) {
		if (number === TENSOR_DIMENSION)
			for (const length of wire === VARINT ? [value] : varints(model, start, end)) shape.push(length);
		if (number === TENSOR_DATA_TYPE && wire === VARINT) elementType = value;
		if (number === TENSOR_DATA_LOCATION && wire === VARINT && value !== 0) isExternal = true;
		if (number === TENSOR_EXTERNAL_DATA) {
			isExternal = true;
			const [key, named] = wire === BYTES ? externalEntry(model, { start, end }) : [];
			if (key === "location") location = named;
		}
		const holdsValues = number === TENSOR_RAW_DATA || number === TENSOR_FLOAT_DATA;
		if (holdsValues && wire === BYTES && end > start) values.push({ start, end });
	}
	return { elementType, shape, values, isExternal, location };
}
