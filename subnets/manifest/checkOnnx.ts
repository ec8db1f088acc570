import type { ExternalContent } from "./externalData.js";
import { onnxOperators } from "./onnxOperators.js";
import { type DeclaredTensor, declaredTensor } from "./onnxTensorFault.js";
import { BYTES, type ByteRange, fields, messages, textAt, VARINT } from "./onnxWire.js";

/** What a model may be, whatever its manifest says. */
const onnxLimits = {
	/** Nodes, subgraphs' included. The largest language models have about 20,000. */
	nodes: 100_000,
	/** Graphs inside graphs. */
	depth: 4,
	/** Rounds of a Loop, those of Loops around it multiplied. */
	loopRounds: 65_536,
} as const;

export interface CheckOnnxOptions {
	/** Operators that the manifest permits beyond the list, as `domain:Name`; `ai.onnx:Loop` frees Loop of its bound. */
	readonly permits: readonly string[];
	/** Memory that the engine may take, bytes: no constant shape may ask for more. */
	readonly memoryBytes: number;
	/** The files of weights that the manifest pins, by location; their sizes are those of what was hashed. */
	readonly externalData?: ReadonlyMap<string, ExternalContent>;
}

/** Why a model may not be loaded, and what its author can do. */
export interface OnnxFault {
	readonly reason: string;
	readonly remedy: string;
}

// Field numbers of onnx.proto.
const MODEL = { graph: 7, training: 20, functions: 25 } as const;
const GRAPH = { node: 1, initializer: 5, input: 11, sparse: 15 } as const;
const NODE = { input: 1, output: 2, operator: 4, attribute: 5, domain: 7 } as const;
const ATTRIBUTE = { name: 1, integer: 3, tensor: 5, graph: 6, integers: 8, tensors: 10, graphs: 11 } as const;
const SPARSE_ATTRIBUTES: readonly number[] = [22, 23];
const VALUE_INFO_NAME = 1;
/** Where ONNX Runtime's own format says what it is; it would be loaded without a look at what is checked here. */
const ORT_FORMAT = { at: 4, bytes: Buffer.from("ORTM") } as const;

/** Operators whose output's size is an input's value: index of that input, and whether its values are multiplied. */
const SIZED_BY_INPUT: Readonly<Record<string, number>> = {
	ConstantOfShape: 0,
	Expand: 1,
	Tile: 1,
	OneHot: 1,
};

/** For tensors in attributes: exporters move none of them out. */
const NO_FILES: ReadonlyMap<string, ExternalContent> = new Map();

/** Ends the walk at the first fault; caught in {@link checkOnnx}. */
class Found extends Error {
	constructor(readonly fault: OnnxFault) {
		super(fault.reason);
	}
}

/** The reason may quote the file: what could act on a terminal or fill a log is cut out. */
const refuse = (reason: string, remedy: string): never => {
	throw new Found({ reason: reason.replace(/[^ -~]/g, "?").slice(0, 300), remedy });
};

interface Node {
	operator: string;
	domain: string;
	readonly inputs: string[];
	readonly outputs: string[];
	readonly attributes: ByteRange[];
}

/** Short integer constants by the name of the value that holds them. */
type Constants = ReadonlyMap<string, readonly number[]>;

/**
 * Looks through an ONNX file before anything loads it: ONNX Runtime follows paths, allocates what a shape says and
 * runs a loop as long as it says, all of it in native code.
 *
 * Refused are: weights in files that the manifest does not pin or past their end, tensors that do not hold what they declare, sparse tensors, operators off the
 * list ({@link onnxOperators}), functions of the model's own (they expand without bound), training graphs, deep
 * nesting, a Loop without a constant bound, a constant shape past the memory limit, ONNX Runtime's own file format,
 * and what is no protobuf message. What a shape or a loop is at run time no reader can tell: for that the engine's
 * process has caps of memory and time.
 *
 * @returns the first fault; undefined for a model that may be loaded
 */
export function checkOnnx(model: Uint8Array, options: CheckOnnxOptions): OnnxFault | undefined {
	try {
		const { at, bytes } = ORT_FORMAT;
		if (bytes.equals(model.subarray(at, at + bytes.length)))
			refuse("it is in ONNX Runtime's own format", "Export the model as ONNX (protobuf).");
		const walk = createWalk(model, options);
		let graphs = 0;
		for (const field of messages(model, { start: 0, end: model.length })) {
			if (field.number === MODEL.graph && ++graphs === 1)
				walk(field, { depth: 0, rounds: 1, constants: new Map() });
			if (field.number === MODEL.training)
				refuse("it holds a training graph", "Export the model for inference.");
			if (field.number === MODEL.functions)
				refuse("it defines functions of its own", "Export the model with functions inlined (onnx.inliner).");
		}
		if (graphs !== 1) refuse(`it has ${graphs} graphs`, "Export the model as one graph.");
		return undefined;
	} catch (error) {
		if (error instanceof Found) return error.fault;
		if (error instanceof RangeError)
			return { reason: error.message, remedy: "Export the model as ONNX (protobuf)." };
		throw error;
	}
}

interface Place {
	readonly depth: number;
	/** Rounds of the Loops around, multiplied. */
	readonly rounds: number;
	readonly constants: Constants;
}

function createWalk(model: Uint8Array, options: CheckOnnxOptions): (graph: ByteRange, place: Place) => void {
	let nodesLeft = onnxLimits.nodes;
	const external = options.externalData ?? new Map<string, ExternalContent>();

	const walkGraph = (graph: ByteRange, place: Place): void => {
		if (place.depth > onnxLimits.depth)
			refuse(
				`its graphs are nested more than ${onnxLimits.depth} deep`,
				"Export the model with fewer subgraphs.",
			);
		const parts = [...messages(model, graph)];
		const constants = new Map(place.constants);
		const inputs: string[] = [];
		const nodes: Node[] = [];
		for (const part of parts) {
			if (part.number === GRAPH.sparse)
				refuse("it holds sparse tensors", "Export the model with dense weights.");
			if (part.number === GRAPH.initializer)
				keep(constants, undefined, declaredTensor(model, part, external));
			if (part.number === GRAPH.input) inputs.push(nameOf(part));
			if (part.number !== GRAPH.node) continue;
			if (nodesLeft-- === 0) refuse(`it has more than ${onnxLimits.nodes} nodes`, "Export a smaller graph.");
			const node = readNode(model, part);
			nodes.push(node);
			for (const attribute of node.attributes) readAttribute(node, attribute, constants);
		}
		// A caller may feed an input in place of the initialiser of its name.
		for (const name of inputs) constants.delete(name);
		for (const node of nodes) checkNode(node, { ...place, constants });
	};

	const keep = (
		constants: Map<string, readonly number[]>,
		name: string | undefined,
		tensor: DeclaredTensor,
	): void => {
		if (tensor.fault !== undefined)
			refuse(
				tensor.fault,
				"Export the model with its weights inside, or in files beside it that the manifest pins (model.externalData).",
			);
		if (tensor.integers !== undefined) constants.set(name ?? tensor.name, tensor.integers);
		else constants.delete(name ?? tensor.name);
	};

	/** Tensors in an attribute are checked, and what a Constant node holds is kept under its output's name. */
	const readAttribute = (
		node: Node,
		attribute: ByteRange,
		constants: Map<string, readonly number[]>,
	): void => {
		const isConstant = node.operator === "Constant" && node.domain === "ai.onnx";
		const seen = new Set<number>();
		for (const field of fields(model, attribute.start, attribute.end)) {
			const { number, wire, value } = field;
			if (wire === VARINT && isConstant && number === ATTRIBUTE.integer)
				constants.set(node.outputs[0] ?? "", [value]);
			if (wire !== BYTES) continue;
			if (number === ATTRIBUTE.tensor || number === ATTRIBUTE.tensors)
				keep(
					constants,
					isConstant ? node.outputs[0] : `attribute of ${node.operator}`,
					declaredTensor(model, field, NO_FILES),
				);
			if (SPARSE_ATTRIBUTES.includes(number))
				refuse("it holds sparse tensors", "Export the model with dense weights.");
			// Two of what may stand once are merged by protobuf into something that was not looked at.
			if ((number === ATTRIBUTE.tensor || number === ATTRIBUTE.graph) && seen.has(number))
				refuse("an attribute holds two values", "Export the model anew.");
			seen.add(number);
		}
	};

	const checkNode = (node: Node, place: Place): void => {
		const name = `${node.domain}:${node.operator}`;
		const isListed =
			Object.hasOwn(onnxOperators, node.domain) && onnxOperators[node.domain]?.has(node.operator);
		if (isListed !== true && !options.permits.includes(name))
			refuse(
				`its operator ${name} is not on the list of those that may run`,
				"Export the model with standard operators, or name it in the manifest's model.permits where its engine has it.",
			);
		const size = constantSize(node, place.constants);
		if (size > options.memoryBytes)
			refuse(
				`${name} makes a constant of ${size} elements`,
				"Export the model without it, or raise limits.memoryMiB.",
			);
		let { rounds } = place;
		if (name === "ai.onnx:Loop" && !options.permits.includes(name)) {
			rounds *= tripCount(node, place.constants) ?? Number.POSITIVE_INFINITY;
			if (!(rounds <= onnxLimits.loopRounds))
				refuse(
					`a Loop has no constant bound of at most ${onnxLimits.loopRounds} rounds`,
					"Unroll it, use Scan, or name ai.onnx:Loop in the manifest's model.permits.",
				);
		}
		for (const attribute of node.attributes)
			for (const field of messages(model, attribute))
				if (field.number === ATTRIBUTE.graph || field.number === ATTRIBUTE.graphs)
					walkGraph(field, { ...place, depth: place.depth + 1, rounds });
	};

	const nameOf = (valueInfo: ByteRange): string => {
		for (const field of messages(model, valueInfo))
			if (field.number === VALUE_INFO_NAME) return textAt(model, field);
		return "";
	};

	return walkGraph;
}

function readNode(model: Uint8Array, range: ByteRange): Node {
	const node: Node = { operator: "", domain: "ai.onnx", inputs: [], outputs: [], attributes: [] };
	for (const field of messages(model, range)) {
		if (field.number === NODE.input) node.inputs.push(textAt(model, field));
		if (field.number === NODE.output) node.outputs.push(textAt(model, field));
		if (field.number === NODE.operator) node.operator = textAt(model, field);
		if (field.number === NODE.domain) node.domain = textAt(model, field) || "ai.onnx";
		if (field.number === NODE.attribute) node.attributes.push(field);
	}
	return node;
}

/** Elements that a node's output has because a constant says so; 0 where no constant does. */
function constantSize(node: Node, constants: Constants): number {
	const index = node.domain === "ai.onnx" ? SIZED_BY_INPUT[node.operator] : undefined;
	const values = index === undefined ? undefined : constants.get(node.inputs[index] ?? "");
	if (values !== undefined) return values.reduce((product, value) => product * Math.max(value, 1), 1);
	if (node.operator !== "Range") return 0;
	const [start, limit, step] = node.inputs.map((name) => constants.get(name)?.[0]);
	return start === undefined || limit === undefined || !step ? 0 : Math.max(0, (limit - start) / step);
}

/** Rounds of a Loop; undefined where its first input is absent or no constant. */
function tripCount(node: Node, constants: Constants): number | undefined {
	const [rounds, ...others] = constants.get(node.inputs[0] ?? "") ?? [];
	return others.length === 0 ? rounds : undefined;
}
