import {
	NotAuthorityError,
	RuntimeCallError,
	RuntimeLimitError,
	StoreWriteError,
	TransactionRefusedError,
} from "../errors.js";

/** An answer of JSON-RPC 2.0 that is an error; code, message and data are what clients see. */
export class RpcError extends Error {
	readonly code: number;
	readonly data: unknown;

	constructor(code: number, message: string, data?: unknown) {
		super(message);
		this.code = code;
		this.data = data;
	}
}

/** Codes of JSON-RPC 2.0 and of polkadot-sdk's `state` family. */
export const RPC_CODE = {
	parse: -32700,
	request: -32600,
	method: -32601,
	params: -32602,
	internal: -32603,
	server: -32000,
	tooBig: -32007,
	limit: -32006,
	busy: -32009,
	client: 4003,
	count: 4002,
} as const;

/** An error as the `error` member of a response; unexpected ones show no inner words. */
export function toErrorObject(error: unknown): { code: number; message: string; data?: unknown } {
	if (error instanceof RpcError)
		return error.data === undefined
			? { code: error.code, message: error.message }
			: { code: error.code, message: error.message, data: error.data };
	if (error instanceof TransactionRefusedError)
		return error.data === undefined
			? { code: error.rpcCode, message: error.rpcMessage }
			: { code: error.rpcCode, message: error.rpcMessage, data: error.data };
	if (error instanceof RuntimeCallError) return { code: RPC_CODE.client, message: executionFailed(error) };
	if (error instanceof RuntimeLimitError)
		return { code: RPC_CODE.client, message: `Client error: Execution failed: ${error.what}` };
	if (error instanceof NotAuthorityError) return { code: RPC_CODE.server, message: error.message };
	// The folder's name is the operator's, not the client's.
	if (error instanceof StoreWriteError)
		return { code: RPC_CODE.internal, message: "Internal error: the node cannot write to its disk" };
	return { code: RPC_CODE.internal, message: "Internal error" };
}

/** Clients look for `Exported method X is not found` in this. */
function executionFailed(error: RuntimeCallError): string {
	const other = error.reason.startsWith("Exported method") ? "Other: " : "";
	return `Client error: Execution failed: ${other}${error.reason}`;
}
