import type { Params } from "./params.js";
import type { Session } from "./session.js";

/** Answers one call; what it returns or resolves with is the result. */
export type Method = (params: Params, session: Session) => unknown;

export interface MethodTable {
	readonly [name: string]: Method;
}

/** Marks calls that change this node or cost it much: they are answered on this machine only. */
export interface Family {
	readonly safe?: MethodTable;
	readonly unsafe?: MethodTable;
}
