import type { InferRequest } from "../../subnets/index.js";

/**
 * A researcher's request in the form of a drawn one: a miner must not tell them apart by an id, by the encoding of the
 * answer, or by the order of inputs and parameters. Nor may the researcher name the outputs: an answer without the one
 * that the audit looks at would fail it.
 *
 * @param sample - a drawn request of the task
 */
export function asChallenge(request: InferRequest, sample: InferRequest): InferRequest {
	const places = sample.inputs.map(({ name }) => name);
	const names = Object.keys(sample.parameters ?? {});
	const inputs = request.inputs.toSorted((a, b) => place(places, a.name) - place(places, b.name));
	const parameters = Object.entries(request.parameters ?? {}).toSorted(
		([a], [b]) => place(names, a) - place(names, b),
	);
	return {
		inputs,
		...(parameters.length === 0 ? {} : { parameters: Object.fromEntries(parameters) }),
		...(sample.binaryOutputs === undefined ? {} : { binaryOutputs: sample.binaryOutputs }),
	};
}

function place(order: readonly string[], name: string): number {
	const index = order.indexOf(name);
	return index === -1 ? order.length : index;
}
