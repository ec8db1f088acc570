/** Where one float32 weight tensor's raw values lie in the bytes of a model file. */
export interface WeightRange {
	readonly start: number;
	readonly end: number;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Field numbers of onnx.proto3 that lead to weights. */
const MODEL_GRAPH = 7;
const GRAPH_NODE = 1;
const GRAPH_INITIALIZER = 5;
const NODE_ATTRIBUTE = 5;
const ATTRIBUTE_TENSOR = 5;
const ATTRIBUTE_GRAPH = 6;
const TENSOR_DATA_TYPE = 2;
const TENSOR_FLOAT_DATA = 4;
const TENSOR_RAW_DATA = 9;
const FLOAT32 = 1;

interface Field {
	readonly number: number;
	readonly wire: number;
	readonly value: number;
	readonly start: number;
	readonly end: number;
}

/**
 * Finds every float32 weight of an ONNX file: initialisers, and constants inside nodes and subgraphs.
 *
 * Values keep their place, so that a caller can change them in a copy of the bytes without writing protobuf.
 *
 * @throws RangeError when the bytes are not a protobuf message
 */
export function findFloatWeights(model: Uint8Array): WeightRange[] {
	const found: WeightRange[] = [];
	for (const field of fields(model, 0, model.length)) {
		if (field.number === MODEL_GRAPH && field.wire === BYTES) walkGraph(model, field, found);
	}
	return found;
}

function walkGraph(model: Uint8Array, graph: Field, found: WeightRange[]): void {
	for (const field of fields(model, graph.start, graph.end)) {
		if (field.wire !== BYTES) continue;
		if (field.number === GRAPH_INITIALIZER) walkTensor(model, field, found);
		if (field.number === GRAPH_NODE) walkNode(model, field, found);
	}
}

function walkNode(model: Uint8Array, node: Field, found: WeightRange[]): void {
	for (const attribute of fields(model, node.start, node.end)) {
		if (attribute.number !== NODE_ATTRIBUTE || attribute.wire !== BYTES) continue;
		for (const field of fields(model, attribute.start, attribute.end)) {
			if (field.wire !== BYTES) continue;
			if (field.number === ATTRIBUTE_TENSOR) walkTensor(model, field, found);
			if (field.number === ATTRIBUTE_GRAPH) walkGraph(model, field, found);
		}
	}
}

function walkTensor(model: Uint8Array, tensor: Field, found: WeightRange[]): void {
	let type = 0;
	const ranges: WeightRange[] = [];
	for (const field of fields(model, tensor.start, tensor.end)) {
		if (field.number === TENSOR_DATA_TYPE && field.wire === VARINT) type = field.value;
		const holdsValues = field.number === TENSOR_RAW_DATA || field.number === TENSOR_FLOAT_DATA;
		if (holdsValues && field.wire === BYTES && field.end > field.start) ranges.push(field);
	}
	if (type === FLOAT32) found.push(...ranges.map(({ start, end }) => ({ start, end })));
}

function* fields(bytes: Uint8Array, from: number, to: number): Generator<Field> {
	let at = from;
	const varint = (): number => {
		let value = 0;
		for (let shift = 0; shift < 70; shift += 7) {
			const byte = bytes[at++];
			if (byte === undefined || at > to) break;
			value += (byte & 0x7f) * 2 ** shift;
			if (byte < 0x80) return value;
		}
		throw new RangeError(`not an ONNX file: a number is cut off at byte ${at}`);
	};
	while (at < to) {
		const tag = varint();
		const number = Math.floor(tag / 8);
		const wire = tag % 8;
		let value = 0;
		let start = at;
		if (wire === VARINT) value = varint();
		else if (wire === FIXED64) at += 8;
		else if (wire === FIXED32) at += 4;
		else if (wire === BYTES) {
			const length = varint();
			start = at;
			at += length;
		} else throw new RangeError(`not an ONNX file: wire type ${wire} at byte ${at}`);
		if (at > to) throw new RangeError(`not an ONNX file: a field passes the end at byte ${to}`);
		yield { number, wire, value, start, end: at };
	}
}
