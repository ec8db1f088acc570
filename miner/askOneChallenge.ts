import { createRandom, type TaskBundle } from "../subnets/index.js";
import type { EngineResult } from "./engine/engineResult.js";
import type { Engine } from "./engine/startEngine.js";

/**
 * Has an engine answer one challenge of its own task: a model that loads may still fail at its first run, which must not
 * be that of a caller. The challenge is the same each time, so that a failure comes again when one looks for its cause.
 *
 * @param options - `caller` is the hotkey in whose place of the queue it waits
 * @returns what came, and how many ms that took without drawing the challenge; rejects only where the task cannot draw
 */
export async function askOneChallenge(
	{ bundle, engine }: { readonly bundle: TaskBundle; readonly engine: Engine },
	options: { readonly caller: string; readonly signal?: AbortSignal },
): Promise<{ readonly result: EngineResult; readonly answerMs: number }> {
	const { request } = await bundle.task.sample(createRandom("first challenge"));
	const asked = performance.now();
	const result = await engine.answer(request, options);
	return { result, answerMs: performance.now() - asked };
}
