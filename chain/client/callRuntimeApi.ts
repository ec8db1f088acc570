import type { ApiPromise } from "@polkadot/api";
import type { Codec } from "@polkadot/types/types";
import { CallArgumentError, ChainSurfaceError } from "./errors.js";
import { toPlain } from "./toPlain.js";

type Send = <T>(method: string, params: unknown[]) => Promise<T>;

interface RuntimeApiMeta {
	readonly params: readonly { readonly name: string; readonly type: string }[];
	readonly type: string;
}

function camel(name: string): string {
	const joined = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
	return joined.charAt(0).toLowerCase() + joined.slice(1);
}

/** A runtime API's method as the metadata describes it. */
export function runtimeApiMeta(api: ApiPromise, apiName: string, method: string): RuntimeApiMeta {
	const call = api.call[camel(apiName)]?.[camel(method)] as { readonly meta?: RuntimeApiMeta } | undefined;
	if (call?.meta === undefined) throw new ChainSurfaceError(`runtime API ${apiName}.${method}`);
	return call.meta;
}

/** The SCALE encoding of a method's arguments, 0x hex. */
export function encodeArguments(api: ApiPromise, meta: RuntimeApiMeta, args: readonly unknown[]): string {
	if (args.length !== meta.params.length)
		throw new CallArgumentError(
			`expected ${meta.params.length} arguments, got ${args.length}`,
			"see the metadata",
		);
	const parts = meta.params.map(({ type }, index) =>
		api.registry.createTypeUnsafe(type, [args[index]]).toHex().slice(2),
	);
	return `0x${parts.join("")}`;
}

/**
 * Asks a runtime API at a block.
 *
 * @returns the answer as plain data: see `toPlain`
 * @throws {ChainSurfaceError} where the runtime has no such method
 */
export async function callRuntimeApi(
	question: {
		readonly api: string;
		readonly method: string;
		readonly args: readonly unknown[];
		readonly at: string;
	},
	modules: { readonly api: ApiPromise; readonly send: Send },
): Promise<unknown> {
	const meta = runtimeApiMeta(modules.api, question.api, question.method);
	const data = encodeArguments(modules.api, meta, question.args);
	const answer = await modules.send<string>("state_call", [
		`${question.api}_${question.method}`,
		data,
		question.at,
	]);
	const bytes = new Uint8Array(Buffer.from(answer.slice(2), "hex"));
	return toPlain(modules.api.registry.createTypeUnsafe<Codec>(meta.type, [bytes]));
}
