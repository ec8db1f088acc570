import { type ByteRange, messages, textAt } from "./onnxWire.js";

// Field numbers of onnx.proto.
const MODEL_GRAPH = 7;
const GRAPH_NODE = 1;
const NODE = { input: 1, output: 2, operator: 4 } as const;
/** What a softmax may stand behind without another meaning. */
const PASSING = ["Identity", "Cast"];
/** Nodes between a softmax and the output, at most. */
const MOST_PASSED = 8;

/**
 * The tensor that a model's own softmax takes, for an output that is probabilities; undefined for other outputs.
 * Classifiers from outside the hub often end so; what is compared in audits lies before it.
 *
 * @throws RangeError where the bytes are no ONNX file
 */
export function beforeSoftmax(model: Uint8Array, output: string): string | undefined {
	const makers = new Map<string, { operator: string; input: string | undefined }>();
	for (const graph of messages(model, { start: 0, end: model.length }))
		if (graph.number === MODEL_GRAPH)
			for (const part of messages(model, graph))
				if (part.number === GRAPH_NODE) addMakers(model, part, makers);
	let name: string | undefined = output;
	for (let passed = 0; passed <= MOST_PASSED && name !== undefined; passed++) {
		const maker = makers.get(name);
		if (maker?.operator === "Softmax") return maker.input;
		name = PASSING.includes(maker?.operator ?? "") ? maker?.input : undefined;
	}
	return undefined;
}

function addMakers(
	model: Uint8Array,
	node: ByteRange,
	makers: Map<string, { operator: string; input: string | undefined }>,
): void {
	let operator = "";
	let input: string | undefined;
	const outputs: string[] = [];
	for (const field of messages(model, node)) {
		if (field.number === NODE.input) input ??= textAt(model, field);
		if (field.number === NODE.output) outputs.push(textAt(model, field));
		if (field.number === NODE.operator) operator = textAt(model, field);
	}
	for (const output of outputs) makers.set(output, { operator, input });
}
