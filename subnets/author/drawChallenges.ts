import type { TaskBundle } from "../manifest/loadBundle.js";
import { decodeInferRequest, encodeInferRequest } from "../protocol/inferenceCodec.js";
import { createRandom } from "../task/random.js";
import type { Challenge } from "../task/task.js";
import type { CheckNotes } from "./checkNotes.js";

export interface DrawnChallenges {
	/** As a miner decodes them. */
	readonly challenges: readonly Challenge[];
	readonly sampleMs: readonly number[];
	/** The largest request. */
	readonly requestBytes: number;
}

/** Draws challenges from fixed seeds, each twice, and sends them through the codec and the task's own `check`. */
export async function drawChallenges(
	bundle: TaskBundle,
	count: number,
	notes: CheckNotes,
): Promise<DrawnChallenges> {
	const { task, manifest } = bundle;
	const challenges: Challenge[] = [];
	const sampleMs: number[] = [];
	const bodies = new Set<string>();
	let requestBytes = 0;
	for (let i = 0; i < count; i++) {
		const draw = () => task.sample(createRandom(`check ${i}`), i / count);
		const challenge = await notes.step("sampler", "sample", draw, sampleMs);
		const again = await notes.step("sampler", "sample", draw);
		const { body, headers } = await notes.step("sampler", "sample's request", () =>
			encodeInferRequest(challenge.request),
		);
		const same = Buffer.from(encodeInferRequest(again.request).body).equals(body);
		if (!same || JSON.stringify(again.truth) !== JSON.stringify(challenge.truth))
			notes.problem("sampler", "one seed draws two different challenges", "Take all chance from `random`.");
		bodies.add(Buffer.from(body).toString("base64"));
		requestBytes = Math.max(requestBytes, body.length);
		const decoded = decodeInferRequest(body, headers);
		if (!decoded.ok)
			notes.problem(
				"sampler",
				`a miner would refuse the request: ${decoded.message}`,
				"Correct the tensors that sample gives.",
			);
		const request = decoded.ok ? decoded.value : challenge.request;
		const refused = await notes.step("sampler", "check", () => task.check(request));
		if (refused !== undefined)
			notes.problem(
				"sampler",
				`check refuses what sample draws: ${refused.message}`,
				"Make check and sample agree.",
			);
		challenges.push({ ...challenge, request });
	}
	if (requestBytes > manifest.limits.requestBytes)
		notes.problem(
			"sampler",
			`a request has ${requestBytes} bytes, limits.requestBytes is ${manifest.limits.requestBytes}`,
			"Raise the limit or draw smaller requests.",
		);
	if (bodies.size < count)
		notes.problem(
			"sampler",
			`${count} seeds drew ${bodies.size} different requests: a miner would remember the answers`,
			"Draw from a space too large to remember.",
		);
	return { challenges, sampleMs, requestBytes };
}
