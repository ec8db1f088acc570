import { setTimeout as delay } from "node:timers/promises";
import type { AnswerSource } from "../answerFromEngine.js";

/** The same answers, each `ms` late. Ends its wait when the caller leaves. */
export function slowly(source: AnswerSource, ms: number): AnswerSource {
	return {
		...source,
		async answer(request, context) {
			const result = await source.answer(request, {
				caller: context.caller,
				nonce: context.nonce,
				signal: context.signal,
			});
			await delay(ms, undefined, { signal: context.signal }).catch(() => undefined);
			return result;
		},
	};
}
