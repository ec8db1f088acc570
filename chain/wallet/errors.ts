/** What every expected failure of Ganglion carries; the CLI prints it in one line with its remedy. */
export class GanglionError extends Error {
	/** Stable UPPER_SNAKE name, listed in docs/errors.md. */
	readonly code: string;
	/** What the reader can do about it, one sentence. */
	readonly remedy: string;

	constructor(code: string, message: string, remedy: string, options?: { cause?: unknown }) {
		super(message, options);
		this.name = new.target.name;
		this.code = code;
		this.remedy = remedy;
	}
}
