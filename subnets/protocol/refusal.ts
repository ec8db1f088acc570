/**
 * Why something that came over the wire is not taken: data, never an exception. `status` is the HTTP status a
 * server answers with, and `{code, message, remedy}` its JSON body.
 */
export interface Refusal {
	readonly ok: false;
	readonly status: number;
	/** UPPER_SNAKE, stable. */
	readonly code: string;
	/** What was expected and what came. Never holds keys or payload text. */
	readonly message: string;
	readonly remedy: string;
}

export interface Accepted<T> {
	readonly ok: true;
	readonly value: T;
}

/** A value that was checked at the door, or why it was not let in. */
export type Checked<T> = Accepted<T> | Refusal;

export function accepted<T>(value: T): Accepted<T> {
	return { ok: true, value };
}

export function refusal(status: number, code: string, message: string, remedy: string): Refusal {
	return { ok: false, status, code, message, remedy };
}
