import type { ApiPromise } from "@polkadot/api";
import type { SubmittableExtrinsic } from "@polkadot/api/types";
import type { CallValue, ChainCall } from "./chainCall.js";
import { CallArgumentError, ChainSurfaceError } from "./errors.js";

/** An unsigned extrinsic of the connected chain. */
export type Extrinsic = SubmittableExtrinsic<"promise">;

function camel(name: string): string {
	const joined = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
	return joined.charAt(0).toLowerCase() + joined.slice(1);
}

/** `SubtensorModule.add_stake`, for messages. */
export function nameOfCall(call: ChainCall): string {
	return `${call.pallet}.${call.call}`;
}

function isCall(value: CallValue): value is ChainCall {
	return (
		typeof value === "object" && value !== null && "pallet" in value && "call" in value && "args" in value
	);
}

function toArgument(api: ApiPromise, value: CallValue): unknown {
	// @polkadot/api takes bytes for an encoding with its length; hexadecimal digits are always content.
	if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString("hex")}`;
	if (typeof value !== "object" || value === null) return value;
	if (isCall(value)) return toExtrinsic(api, value);
	if (Array.isArray(value)) return value.map((item: CallValue) => toArgument(api, item));
	return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, toArgument(api, field)]));
}

/**
 * The extrinsic of a call by the chain's own metadata.
 *
 * @throws {ChainSurfaceError} where the chain has no such call
 * @throws {CallArgumentError} where an argument does not fit its type
 */
export function toExtrinsic(api: ApiPromise, call: ChainCall): Extrinsic {
	const create = api.tx[camel(call.pallet)]?.[camel(call.call)];
	if (create === undefined) throw new ChainSurfaceError(`call ${nameOfCall(call)}`);
	try {
		return create(...call.args.map((value) => toArgument(api, value)));
	} catch (cause) {
		if (cause instanceof ChainSurfaceError || cause instanceof CallArgumentError) throw cause;
		throw new CallArgumentError(
			`${nameOfCall(call)}: ${cause instanceof Error ? cause.message : String(cause)}`,
			"correct the argument",
		);
	}
}
