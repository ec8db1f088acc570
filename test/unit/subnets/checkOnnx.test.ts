import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkOnnx, loadBundle } from "../../../subnets/index.js";
import { hostileModels, loop } from "./hostileModels.js";
import {
	bytes,
	digits,
	external as externalTensor,
	FLOAT,
	floats,
	graph,
	graphAttribute,
	INT64,
	integers,
	model,
	node,
	number,
	numberAttribute,
	tensor,
	tensorAttribute,
	text,
	truth,
	value,
} from "./onnxWriter.js";

const memoryBytes = 512 * 2 ** 20;
const check = (file: Uint8Array, permits: readonly string[] = []) =>
	checkOnnx(file, { permits, memoryBytes })?.reason;

/** Of a file `w` beside the model, 64 bytes: eight INT64 of 1000 each, and whatever else is pinned. */
const beside = Buffer.from(BigInt64Array.from(Array(8).fill(1000n)).buffer);
const checkBeside = (file: Uint8Array) =>
	checkOnnx(file, {
		permits: [],
		memoryBytes,
		externalData: new Map([
			["w", { bytes: beside.length, read: (start, length) => beside.subarray(start, start + length) }],
		]),
	})?.reason;

const x = value("x", FLOAT, [4]);
const y = value("y", FLOAT, [4]);
const relu = node({ operator: "Relu", inputs: ["x"], outputs: ["y"] });
const simple = { nodes: [relu], inputs: [x], outputs: [y] };

/** A graph of nodes before the usual one. */
const withNode = (...nodes: readonly Buffer[]) => model(graph({ ...simple, nodes: [...nodes, relu] }));
const withInitializer = (...initializers: readonly Buffer[]) => model(graph({ ...simple, initializers }));

/** TensorProto whose values lie in another file. */
const external = (path: string) => externalTensor("w", FLOAT, [4], { location: path });

const withLoop = (rounds: number, inner?: Buffer) =>
	model(
		graph({
			...simple,
			nodes: [loop("n", inner), relu],
			initializers: [integers("n", [], [rounds]), truth("yes", true)],
		}),
	);
const nested = (depth: number): Buffer =>
	depth === 0
		? graph(simple)
		: graph({
				nodes: [
					node({
						operator: "If",
						inputs: ["c"],
						outputs: [],
						attributes: [graphAttribute("then_branch", nested(depth - 1))],
					}),
				],
			});

describe("a model that may be loaded", () => {
	it.each(["ocr", "text-generation"])("is the one of %s", async (name) => {
		const bundle = await loadBundle(name);
		expect(check(await readFile(bundle.modelPath))).toBeUndefined();
	});

	it.each<[string, Buffer]>([
		["of one node", model(graph(simple))],
		["with weights in its file", withInitializer(floats("w", [2, 2], [1, 2, 3, 4]))],
		[
			"with typed values",
			withInitializer(
				Buffer.concat([number(1, 2), number(2, INT64), text(8, "n"), number(7, 1), number(7, 2)]),
			),
		],
		["with an empty tensor", withInitializer(floats("w", [0], []))],
		["with a bounded loop", withLoop(1000)],
		["with graphs in graphs", model(nested(4))],
		[
			"with an operator of ONNX Runtime",
			withNode(node({ operator: "FastGelu", domain: "com.microsoft", inputs: ["x"], outputs: ["z"] })),
		],
	])("is one %s", (_name, file) => {
		expect(check(file)).toBeUndefined();
	});
});

describe("a model is refused before it is loaded", () => {
	const sparse = bytes(1, floats("w", [1], [1]));
	const cases: readonly (readonly [string, Buffer, RegExp])[] = [
		[
			"whose constant is another file",
			withNode(
				node({
					operator: "Constant",
					outputs: ["c"],
					attributes: [tensorAttribute("value", external("../secret"))],
				}),
			),
			/other files/,
		],
		[
			"whose subgraph names another file",
			model(
				graph({
					...simple,
					nodes: [
						node({
							operator: "If",
							inputs: ["c"],
							attributes: [
								graphAttribute("then_branch", graph({ ...simple, initializers: [external("../s")] })),
							],
						}),
					],
				}),
			),
			/other files/,
		],
		[
			"with a domain that is a property of every object",
			withNode(node({ operator: "name", domain: "constructor", outputs: ["z"] })),
			/not on the list/,
		],
		["that trains", model(graph(simple), bytes(20, bytes(1, graph(simple)))), /training/],
		[
			"with a tensor of a negative length",
			withInitializer(tensor("w", FLOAT, [-1n], Buffer.alloc(4))),
			/does not hold that many/,
		],
		[
			"with bytes that its shape does not count",
			withInitializer(tensor("w", FLOAT, [1], Buffer.alloc(400))),
			/does not hold that many/,
		],
		[
			"with an unknown element type",
			withInitializer(tensor("w", 99, [1], Buffer.alloc(4))),
			/unknown element type/,
		],
		[
			"with a sparse constant",
			withNode(
				node({
					operator: "Constant",
					outputs: ["c"],
					attributes: [Buffer.concat([text(1, "sparse_value"), bytes(22, sparse)])],
				}),
			),
			/sparse/,
		],
		[
			"that makes one from a Constant node",
			withNode(
				node({
					operator: "Constant",
					outputs: ["s"],
					attributes: [tensorAttribute("value", integers("", [2], [2 ** 20, 2 ** 20]))],
				}),
				node({ operator: "Expand", inputs: ["x", "s"], outputs: ["z"] }),
			),
			/Expand makes a constant/,
		],
		[
			"that counts without end",
			model(
				graph({
					...simple,
					nodes: [node({ operator: "Range", inputs: ["a", "b", "c"], outputs: ["z"] }), relu],
					initializers: [integers("a", [], [0]), integers("b", [], [2 ** 50]), integers("c", [], [1])],
				}),
			),
			/Range makes a constant/,
		],
		[
			"with a loop whose bound the caller may feed",
			model(
				graph({
					...simple,
					nodes: [loop("n"), relu],
					inputs: [x, value("n", INT64, [])],
					initializers: [integers("n", [], [3]), truth("yes", true)],
				}),
			),
			/Loop has no constant bound/,
		],
		[
			"with a loop whose bound is computed",
			withNode(node({ operator: "Size", inputs: ["x"], outputs: ["n"] }), loop("n")),
			/Loop has no constant bound/,
		],
		["with loops in loops", withLoop(1000, graph({ nodes: [loop("n")] })), /Loop has no constant bound/],
		["nested too deep", model(nested(5)), /nested/],
		[
			"with an attribute that holds two graphs",
			withNode(
				node({
					operator: "If",
					inputs: ["c"],
					attributes: [
						Buffer.concat([graphAttribute("then_branch", graph(simple)), bytes(6, graph(simple))]),
					],
				}),
			),
			/two values/,
		],
		["of two graphs", model(graph(simple), bytes(7, graph(simple))), /2 graphs/],
		["of no graph", Buffer.from(number(1, 8)), /0 graphs/],
		[
			"of more nodes than any model has",
			model(graph({ ...simple, nodes: Array.from({ length: 100_001 }, () => relu) })),
			/more than 100000 nodes/,
		],
		[
			"with a tag that readers cut to 32 bits",
			Buffer.concat([Buffer.from([...digits(2 ** 32 + 7 * 8 + 2), 0]), model(graph(simple))]),
			/not an ONNX file/,
		],
		["that is cut off", model(graph(simple)).subarray(0, 40), /not an ONNX file/],
	];
	it.each(cases)("%s", (_name, file, reason) => {
		expect(check(file)).toMatch(reason);
	});

	it.each(hostileModels(simple))("that holds $name", ({ file, reason }) => {
		expect(check(file)).toMatch(reason);
	});

	it("names long constants apart, however much of their names is equal", () => {
		const stem = "n".repeat(300);
		const file = model(
			graph({
				...simple,
				nodes: [node({ operator: "Size", inputs: ["x"], outputs: [`${stem}2`] }), loop(`${stem}2`)],
				initializers: [integers(`${stem}1`, [], [1])],
			}),
		);
		expect(check(file)).toMatch(/Loop/);
	});

	it("unless its manifest permits just that", () => {
		expect(check(withNode(loop("")), ["ai.onnx:Loop"])).toBeUndefined();
		expect(check(withNode(loop("")), ["com.microsoft:Loop"])).toMatch(/Loop/);
		const custom = withNode(
			node({
				operator: "New",
				domain: "com.microsoft",
				outputs: ["z"],
				attributes: [numberAttribute("a", 1)],
			}),
		);
		expect(check(custom, ["com.microsoft:New"])).toBeUndefined();
		expect(check(custom)).toMatch(/com\.microsoft:New/);
	});

	it("with a reason that cannot act on a terminal", () => {
		expect(check(withNode(node({ operator: "\u001b[2J", outputs: ["z"] })))).toMatch(/^[ -~]+$/);
	});
});

describe("weights in a file beside the model that its manifest pins", () => {
	const at = (place: Readonly<Record<string, string>>, shape: readonly number[] = [4], type = FLOAT) =>
		withInitializer(externalTensor("t", type, shape, { location: "w", ...place }));

	it.each<[string, Buffer]>([
		["at its start", at({})],
		["with place and length", at({ offset: "48", length: "16", checksum: "0".repeat(40) })],
		["all of it", at({ offset: "0" }, [16])],
		["of no element", at({ offset: "64", length: "0" }, [0])],
	])("may be loaded: %s", (_name, file) => {
		expect(checkBeside(file)).toBeUndefined();
	});

	it.each<[string, Buffer, RegExp]>([
		["that is not pinned", at({ location: "v" }), /other files, in "v"/],
		["by a way to it", at({ location: "./w" }), /other files/],
		["by the whole path", at({ location: "/w" }), /other files/],
		["without a name", at({ location: "" }), /other files/],
		["that is this process's memory", at({ location: "*/_ORT_MEM_ADDR_/*", offset: "4096" }), /other files/],
		["past its end by its place", at({ offset: "52" }), /past the end/],
		["past its end by its size", at({}, [17]), /past the end/],
		["past its end by 2^60", at({}, [2 ** 60]), /past the end/],
		["at a place below 0", at({ offset: "-16" }), /past the end/],
		["at a place in hex", at({ offset: "0x10" }), /past the end/],
		["at a place past 2^53", at({ offset: "9999999999999999" }), /past the end/],
		["at a place past 2^64", at({ offset: "18446744073709551632" }), /past the end/],
		["by a longer length", at({ length: "32" }), /needs 16 bytes/],
		["by a shorter length", at({ length: "8" }), /needs 16 bytes/],
		["by a negative length", at({ length: "-1" }), /needs 16 bytes/],
		["with an entry that the runtime keeps for itself", at({ prepacked_0: "x|0|64|" }), /prepacked_0/],
		["of texts", at({}, [1], 8), /and not/],
		[
			"named twice",
			withInitializer(
				externalTensor("t", FLOAT, [4], { location: "w" }, bytes(13, text(1, "location"), text(2, "../v"))),
			),
			/two ways/,
		],
		[
			"beside values inside",
			withInitializer(externalTensor("t", FLOAT, [4], { location: "w" }, bytes(9, Buffer.alloc(16)))),
			/and not/,
		],
		[
			"while it says that they are inside",
			withInitializer(externalTensor("t", FLOAT, [4], { location: "w" }, number(14, 0))),
			/and not/,
		],
		[
			"in an attribute",
			withNode(
				node({
					operator: "Constant",
					outputs: ["c"],
					attributes: [tensorAttribute("value", external("w"))],
				}),
			),
			/other files/,
		],
	])("are refused %s", (_name, file, reason) => {
		expect(checkBeside(file)).toMatch(reason);
	});

	it("are read where a constant says how much is made of it", () => {
		const sized = (count: number) =>
			model(
				graph({
					...simple,
					nodes: [node({ operator: "ConstantOfShape", inputs: ["s"], outputs: ["z"] }), relu],
					initializers: [externalTensor("s", INT64, [count], { location: "w" })],
				}),
			);
		expect(checkBeside(sized(2))).toBeUndefined();
		expect(checkBeside(sized(4))).toMatch(/ConstantOfShape makes a constant of 1000000000000 elements/);
	});
});

describe("a model whose bytes were changed", () => {
	it("is judged, never thrown at", async () => {
		const original = withLoop(10, graph({ nodes: [relu], initializers: [floats("w", [2], [1, 2])] }));
		fc.assert(
			fc.property(
				fc.array(fc.record({ at: fc.nat(original.length - 1), to: fc.nat(255) }), {
					minLength: 1,
					maxLength: 8,
				}),
				(changes) => {
					const file = Buffer.from(original);
					for (const { at, to } of changes) file[at] = to;
					const reason = check(file);
					expect(reason === undefined || reason.length > 0).toBe(true);
				},
			),
			{ numRuns: 5_000 },
		);
	});
});
