import {
	BOOL,
	bytes,
	external,
	FLOAT,
	floats,
	type GraphParts,
	graph,
	graphAttribute,
	INT64,
	integers,
	model,
	node,
	number,
	tensor,
	text,
	truth,
	value,
} from "./onnxWriter.js";

/** The body of a loop that goes on for as long as its bound lets it. */
export const loopBody = graph({
	nodes: [node({ operator: "Identity", inputs: ["go"], outputs: ["on"] })],
	inputs: [value("round", INT64, []), value("go", BOOL, [])],
	outputs: [value("on", BOOL, [])],
});

/** A loop of as many rounds as the tensor `rounds` says, endless where that is ""; `yes` is the initializer of truth. */
export const loop = (rounds: string, body: Buffer = loopBody): Buffer =>
	node({ operator: "Loop", inputs: [rounds, "yes"], attributes: [graphAttribute("body", body)] });

export interface HostileModel {
	/** What is in it. */
	readonly name: string;
	readonly file: Buffer;
	/** What it must be refused for. */
	readonly reason: RegExp;
}

/** An honest graph made into models that would harm whoever loads them. */
export function hostileModels(honest: GraphParts): HostileModel[] {
	const withNode = (added: Buffer, ...initializers: readonly Buffer[]): Buffer =>
		model(
			graph({
				...honest,
				nodes: [added, ...honest.nodes],
				initializers: [...(honest.initializers ?? []), ...initializers],
			}),
		);
	const withTensor = (added: Buffer): Buffer =>
		model(graph({ ...honest, initializers: [...(honest.initializers ?? []), added] }));
	const outside = (location: string): Buffer => withTensor(external("v", FLOAT, [4], { location }));
	const sparse = bytes(1, floats("v", [1], [1]));
	return [
		{
			name: "weights in ../../etc/passwd",
			file: outside("../../../../etc/passwd"),
			reason: /other files/,
		},
		{ name: "weights in /etc/passwd", file: outside("/etc/passwd"), reason: /other files/ },
		{
			name: "a context read from a file",
			file: withNode(node({ operator: "EPContext", domain: "com.microsoft", outputs: ["z"] })),
			reason: /EPContext is not on the list/,
		},
		{
			name: "a custom operator",
			file: withNode(node({ operator: "Relu", domain: "evil.example", outputs: ["z"] })),
			reason: /evil\.example:Relu is not on the list/,
		},
		{
			name: "functions that expand",
			file: model(graph(honest), bytes(25, text(1, "f"))),
			reason: /functions of its own/,
		},
		{
			name: "2^40 elements in no bytes",
			file: withTensor(tensor("v", FLOAT, [2 ** 20, 2 ** 20], Buffer.alloc(0))),
			reason: /does not hold that many/,
		},
		{
			name: "a sparse tensor of 2^40 elements",
			file: model(graph({ ...honest, more: [bytes(15, sparse, number(3, 2 ** 40))] })),
			reason: /sparse/,
		},
		{
			name: "a constant of 2^40 elements",
			file: withNode(
				node({ operator: "ConstantOfShape", inputs: ["s"], outputs: ["z"] }),
				integers("s", [2], [2 ** 20, 2 ** 20]),
			),
			reason: /ConstantOfShape makes a constant/,
		},
		{
			name: "a loop without end",
			file: withNode(loop(""), truth("yes", true)),
			reason: /Loop has no constant bound/,
		},
		{
			name: "a loop of 2^62 rounds",
			file: withNode(loop("n"), truth("yes", true), integers("n", [], [2 ** 62])),
			reason: /Loop has no constant bound/,
		},
		{
			name: "ONNX Runtime's own format in front",
			file: Buffer.concat([text(2, "xxORTM"), model(graph(honest))]),
			reason: /own format/,
		},
		{ name: "no ONNX", file: Buffer.from("#!/bin/sh\nrm -rf /\n"), reason: /not an ONNX file|graphs/ },
	];
}
