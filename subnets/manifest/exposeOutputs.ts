/**
 * An ONNX model with further tensors of its graph among the outputs.
 *
 * Protobuf merges a field that occurs twice, so a second `graph { output { name } }` behind the file's bytes adds
 * the output without reading the model. The pinned file on disk stays as it is; ONNX Runtime finds the tensor's
 * type by itself, and refuses a name that the graph does not have.
 *
 * Field numbers (onnx.proto): ModelProto.graph 7, GraphProto.output 12, ValueInfoProto.name 1.
 */
export function exposeOutputs(model: Uint8Array, names: readonly string[]): Uint8Array {
	const outputs = names.map((name) => field(12, field(1, Buffer.from(name, "utf8"))));
	return Buffer.concat([model, field(7, Buffer.concat(outputs))]);
}

/** A length-delimited protobuf field. */
function field(number: number, bytes: Uint8Array): Buffer {
	return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
	const bytes: number[] = [];
	let rest = value;
	while (rest > 127) {
		bytes.push((rest & 127) | 128);
		rest >>>= 7;
	}
	bytes.push(rest);
	return Buffer.from(bytes);
}
