/** A JSON-RPC result, whatever its shape: the tests state what they expect of it. */
// biome-ignore lint/suspicious/noExplicitAny: results have as many shapes as there are methods
export type RpcResult = any;

/** One JSON-RPC call by a plain HTTP request. @throws Error with code and message */
export async function callRpc(endpoint: string, method: string, params: unknown[]): Promise<RpcResult> {
	const response = await fetch(endpoint, {
		method: "POST",
		// a connection of its own: one that is kept may be closed by the server just as a busy machine sends on it
		headers: { "content-type": "application/json", connection: "close" },
		body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
	});
	const { result, error } = (await response.json()) as {
		result: RpcResult;
		error?: { code: number; message: string };
	};
	if (error !== undefined) throw new Error(`${error.code}: ${error.message}`);
	return result;
}
