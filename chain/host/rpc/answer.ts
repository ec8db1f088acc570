import type { Logger } from "pino";
import { GanglionError } from "../../wallet/index.js";
import type { MethodTable } from "./methods.js";
import { RPC_CODE, RpcError, toErrorObject } from "./rpcError.js";
import type { Session } from "./session.js";

interface Answering {
	readonly methods: MethodTable;
	readonly unsafe: MethodTable;
	readonly logger: Logger;
}

/** The text that answers a text of JSON-RPC 2.0; undefined when nothing is to be said (notifications). */
export async function answerText(
	text: string,
	session: Session,
	limits: { readonly batch: number },
	modules: Answering,
): Promise<string | undefined> {
	let asked: unknown;
	try {
		asked = JSON.parse(text);
	} catch {
		return failure(null, new RpcError(RPC_CODE.parse, "Parse error"));
	}
	if (!Array.isArray(asked)) return answerOne(asked, session, modules);
	if (asked.length === 0) return failure(null, new RpcError(RPC_CODE.request, "Invalid request"));
	if (asked.length > limits.batch)
		return failure(
			null,
			new RpcError(
				RPC_CODE.limit,
				"The batch request was too large",
				`Exceeded max limit of ${limits.batch}`,
			),
		);
	const answers = await Promise.all(asked.map((one) => answerOne(one, session, modules)));
	const said = answers.filter((answer) => answer !== undefined);
	return said.length === 0 ? undefined : `[${said.join(",")}]`;
}

async function answerOne(asked: unknown, session: Session, modules: Answering): Promise<string | undefined> {
	if (typeof asked !== "object" || asked === null) return failure(null, invalidRequest());
	const { id, method, params } = asked as { id?: unknown; method?: unknown; params?: unknown };
	const name = typeof id === "string" || typeof id === "number" ? id : null;
	if (typeof method !== "string") return failure(name, invalidRequest());
	try {
		if (params !== undefined && params !== null && !Array.isArray(params))
			throw new RpcError(RPC_CODE.params, "Invalid params", "parameters are given as a list");
		const run = find(method, session, modules);
		const result = await run(params ?? [], session);
		if (id === undefined) return undefined;
		return JSON.stringify({ jsonrpc: "2.0", id: name, result: result === undefined ? null : result });
	} catch (error) {
		if (!(error instanceof RpcError) && !(error instanceof GanglionError))
			modules.logger.error({ err: error, method }, "JSON-RPC method failed");
		return id === undefined ? undefined : failure(name, error);
	}
}

function find(method: string, session: Session, { methods, unsafe }: Answering): MethodTable[string] {
	const safe = Object.hasOwn(methods, method) ? methods[method] : undefined;
	if (safe !== undefined) return safe;
	const found = Object.hasOwn(unsafe, method) ? unsafe[method] : undefined;
	if (found === undefined) throw new RpcError(RPC_CODE.method, "Method not found");
	if (!session.local) throw new RpcError(RPC_CODE.method, "RPC call is unsafe to be called externally");
	return found;
}

function invalidRequest(): RpcError {
	return new RpcError(RPC_CODE.request, "Invalid request");
}

function failure(id: string | number | null, error: unknown): string {
	return JSON.stringify({ jsonrpc: "2.0", id, error: toErrorObject(error) });
}
