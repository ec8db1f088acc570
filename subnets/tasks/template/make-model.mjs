#!/usr/bin/env node
/**
 * Writes model.onnx, the template's model, without any library: an ONNX file is a protobuf message, and a small one
 * is quickly written by hand. Most authors export theirs from PyTorch and delete this file.
 *
 * The model says which of four points lies nearest. For a point c, -|x - c|^2 = 2 c·x - |c|^2 - |x|^2, and |x|^2 is
 * the same for all four, so one matrix and one bias do:
 *
 *     logits = x W + b     with W = 2 C^T and b = -|C|^2         probabilities = softmax(logits)
 *
 * usage: node make-model.mjs          (then `ganglion subnet check . --write` pins the new file)
 */
import { writeFileSync } from "node:fs";

const DIMENSIONS = 8;
/** The same four points as in task.js: corners of a cube, as far apart as four corners can be. */
const POINTS = [
	[1, 1, 1, 1, 1, 1, 1, 1],
	[1, -1, 1, -1, 1, -1, 1, -1],
	[-1, -1, 1, 1, -1, -1, 1, 1],
	[-1, 1, 1, -1, -1, 1, 1, -1],
];
const FLOAT = 1;

// Protobuf: a field is (number << 3 | kind), then a varint (kind 0) or a length and bytes (kind 2).
const varint = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
const number = (field, value) => [...varint(field << 3), ...varint(value)];
const bytes = (field, content) => [...varint((field << 3) | 2), ...varint(content.length), ...content];
const text = (field, value) => bytes(field, Buffer.from(value, "utf8"));

const floats = (values) => new Uint8Array(Float32Array.from(values).buffer);
const constant = (name, shape, values) => [
	...shape.flatMap((dimension) => number(1, dimension)),
	...number(2, FLOAT),
	...text(8, name),
	...bytes(9, floats(values)),
];
const tensor = (name, shape) => [
	...text(1, name),
	...bytes(
		2,
		bytes(1, [
			...number(1, FLOAT),
			...bytes(
				2,
				shape.flatMap((dimension) => bytes(1, number(1, dimension))),
			),
		]),
	),
];
const node = (operator, inputs, output) => [
	...inputs.flatMap((input) => text(1, input)),
	...text(2, output),
	...text(4, operator),
];

const weights = Array.from({ length: DIMENSIONS }, (_, i) => POINTS.map((point) => 2 * point[i])).flat();
const biases = POINTS.map((point) => -point.reduce((sum, value) => sum + value * value, 0));
const graph = [
	...bytes(1, node("MatMul", ["x", "weights"], "product")),
	...bytes(1, node("Add", ["product", "biases"], "logits")),
	...bytes(1, node("Softmax", ["logits"], "probabilities")),
	...text(2, "nearest-point"),
	...bytes(5, constant("weights", [DIMENSIONS, POINTS.length], weights)),
	...bytes(5, constant("biases", [POINTS.length], biases)),
	...bytes(11, tensor("x", [1, DIMENSIONS])),
	...bytes(12, tensor("probabilities", [1, POINTS.length])),
];
const model = [...number(1, 8), ...text(2, "ganglion"), ...bytes(7, graph), ...bytes(8, number(2, 13))];
writeFileSync(new URL("model.onnx", import.meta.url), Uint8Array.from(model));
