/**
 * Runs one at a time. Whoever asks while one runs gets the next one, which begins after it and is one for all of them:
 * a run that has begun may have read what has changed since.
 */
export function coalesce<Result>(run: () => Promise<Result>): () => Promise<Result> {
	let last: Promise<unknown> = Promise.resolve();
	let next: Promise<Result> | undefined;
	const begin = (): Promise<Result> => {
		next = undefined;
		return run();
	};
	return () => {
		if (next !== undefined) return next;
		next = last.then(begin, begin);
		last = next;
		return next;
	};
}
