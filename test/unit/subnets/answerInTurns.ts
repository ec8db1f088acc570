import type { Answer, InferRequest } from "../../../subnets/index.js";

/** Answers to all requests in their order: so many callers each send the next one as soon as theirs is answered. */
export async function answerInTurns(
	requests: readonly InferRequest[],
	callers: number,
	answer: (request: InferRequest) => Promise<Answer>,
): Promise<Answer[]> {
	const answers: Answer[] = [];
	let next = 0;
	const caller = async (): Promise<void> => {
		for (let i = next++; i < requests.length; i = next++)
			answers[i] = await answer(requests[i] as InferRequest);
	};
	await Promise.all(Array.from({ length: callers }, caller));
	return answers;
}
