/**
 * The code of this task: how challenges are drawn, answered, scored and audited. Validators and miners run the same
 * file; its sha256 stands in task.json. It is loaded alone, so it may import `node:` modules only; what it needs of
 * Ganglion comes in `toolkit`.
 *
 * The task of the template: say which of four points lies nearest to x, a list of eight numbers.
 */

const POINTS = [
	[1, 1, 1, 1, 1, 1, 1, 1],
	[1, -1, 1, -1, 1, -1, 1, -1],
	[-1, -1, 1, 1, -1, -1, 1, 1],
	[-1, 1, 1, -1, -1, 1, 1, -1],
];
const NAMES = ["north", "east", "south", "west"];

/** @param context `{ manifest, readFile(name), toolkit }`: readFile gives a file that task.json pins in `files` */
export function createTask({ manifest, toolkit }) {
	const { findTensor, textsOf, textTensor, refusal, InputRefusedError, errorNorm, sha256Hex, tensorBytes } =
		toolkit;
	const tolerance = manifest.verification.tolerance.cpu;

	const input = (values) => ({ name: "x", datatype: "FP32", shape: [1, 8], data: Float32Array.from(values) });

	/** The pinned model's logits for a request. `session.run` is the only way to a model. */
	async function run(session, request) {
		const refused = task.check(request);
		if (refused !== undefined) throw new InputRefusedError(refused);
		const { logits } = await session.run({ x: request.inputs[0] }, ["logits"]);
		return logits;
	}

	function nameOf(logits) {
		return NAMES[logits.data.indexOf(Math.max(...logits.data))];
	}

	const task = {
		/**
		 * Draws a challenge. All chance comes from `random`, so that a seed draws the same again; a miner must not be
		 * able to guess or remember answers, so there have to be very many challenges.
		 */
		async sample(random, difficulty = 0.5) {
			const nearest = random.integer(POINTS.length);
			const spread = 0.4 + difficulty;
			const values = POINTS[nearest].map((value) => value + spread * (2 * random.next() - 1));
			const request = { inputs: [input(values)] };
			return { request, truth: NAMES[nearestPoint(request.inputs[0].data)] };
		},

		/** A researcher's own input: eight numbers as text. */
		async fromInput({ text }) {
			const values = (text ?? "")
				.split(/[\s,]+/)
				.filter(Boolean)
				.map(Number);
			const request = { inputs: [input(values)] };
			const refused = values.length === 8 ? task.check(request) : wrongShape();
			if (refused !== undefined) throw new InputRefusedError(refused);
			return request;
		},

		/** Whether a request fits. Requests come from strangers: check all that `answer` relies on. */
		check({ inputs }) {
			const [x] = inputs;
			if (inputs.length !== 1 || x.name !== "x" || !(x.data instanceof Float32Array) || x.data.length !== 8)
				return wrongShape();
			if (x.shape.length !== 2 || x.shape[0] !== 1) return wrongShape();
			return x.data.every((value) => Math.abs(value) <= 10) ? undefined : wrongShape();
		},

		/** What an honest miner returns: the answer, and the logits that prove which model gave it. */
		async answer(session, request) {
			const logits = await run(session, request);
			return { outputs: [textTensor("nearest", [nameOf(logits)]), { ...logits, name: "logits" }] };
		},

		show: (_request, answer) => textsOf(answer.outputs, "nearest")?.[0] ?? "",

		/** Quality from 0 to 1, against the truth that only the validator knows. */
		score: ({ truth }, answer) => (textsOf(answer.outputs, "nearest")?.[0] === truth ? 1 : 0),

		/**
		 * Runs the pinned model and compares. Here the answer holds all logits; where they are large, let it hold
		 * `toolkit.commitRows` of them and compare by `toolkit.auditRows`, as the shipped task `ocr` does.
		 */
		async audit(session, request, answer) {
			const own = await run(session, request);
			const logits = findTensor(answer.outputs, "logits");
			const measured = logits?.data instanceof Float32Array ? errorNorm(logits.data, own.data) : Infinity;
			const agrees = measured <= tolerance;
			const named = textsOf(answer.outputs, "nearest")?.[0] === nameOf(own);
			const relation = `${measured.toExponential(1)} ${agrees ? "<=" : ">"} ${tolerance}`;
			return {
				measured,
				tolerance,
				verdict: agrees && named ? "pass" : "fail",
				reason: agrees
					? `answer ${named ? "agrees with the pinned model" : "is not what its logits say"}, ${relation}`
					: `answer differs from the pinned model, ${relation}`,
				evidence: { tensor: "logits", ownSha256: sha256Hex(tensorBytes(own)) },
			};
		},
	};
	return task;

	function wrongShape() {
		return refusal(400, "INPUT_SHAPE", "expected x, FP32 [1, 8], from -10 to 10", "Send eight numbers.");
	}
}

function nearestPoint(x) {
	const distances = POINTS.map((point) => point.reduce((sum, value, i) => sum + (value - x[i]) ** 2, 0));
	return distances.indexOf(Math.min(...distances));
}
