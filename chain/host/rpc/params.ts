import { fromHex, isHex } from "../scale/bytes.js";
import { RPC_CODE, RpcError } from "./rpcError.js";

export type Params = readonly unknown[];

function invalid(index: number, expected: string): RpcError {
	return new RpcError(RPC_CODE.params, "Invalid params", `parameter ${index + 1}: expected ${expected}`);
}

/** Whether a parameter was left out; trailing nulls stand for absent ones. */
export function isAbsent(params: Params, index: number): boolean {
	return params[index] === undefined || params[index] === null;
}

/** `0x…` as bytes. The `0x` may be missing, as in Substrate's nodes: Bittensor's Python client leaves it out. */
export function hexParam(params: Params, index: number): Uint8Array {
	const value = params[index];
	const prefixed = typeof value === "string" && !value.startsWith("0x") ? `0x${value}` : value;
	if (!isHex(prefixed)) throw invalid(index, "0x and hexadecimal digits");
	return new Uint8Array(fromHex(prefixed));
}

/** A storage key, `0x…`, as latin1. */
export function keyParam(params: Params, index: number): string {
	return Buffer.from(hexParam(params, index)).toString("latin1");
}

export function keyListParam(params: Params, index: number, most: number): string[] {
	const value = params[index];
	if (!Array.isArray(value) || value.length > most) throw invalid(index, `a list of at most ${most} keys`);
	return value.map((key) => {
		if (!isHex(key)) throw invalid(index, "keys of 0x and hexadecimal digits");
		return Buffer.from(fromHex(key)).toString("latin1");
	});
}

export function hashParam(params: Params, index: number): string {
	const value = params[index];
	if (!isHex(value) || value.length !== 66) throw invalid(index, "a block hash (0x and 64 digits)");
	return value.toLowerCase();
}

export function optionalHashParam(params: Params, index: number): string | undefined {
	return isAbsent(params, index) ? undefined : hashParam(params, index);
}

export function textParam(params: Params, index: number): string {
	const value = params[index];
	if (typeof value !== "string") throw invalid(index, "a string");
	return value;
}

/** A whole number, as a number or as `0x…`. */
export function numberParam(value: unknown, index: number): number {
	const number = typeof value === "string" && /^0x[0-9a-fA-F]{1,16}$/.test(value) ? Number(value) : value;
	if (typeof number !== "number" || !Number.isSafeInteger(number) || number < 0)
		throw invalid(index, "a whole number");
	return number;
}

export function optionalNumberParam(params: Params, index: number, otherwise: number): number {
	return isAbsent(params, index) ? otherwise : numberParam(params[index], index);
}

export function booleanParam(params: Params, index: number): boolean {
	const value = params[index];
	if (typeof value !== "boolean") throw invalid(index, "true or false");
	return value;
}

export function objectParam(params: Params, index: number): Readonly<Record<string, unknown>> {
	const value = params[index];
	if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(index, "an object");
	return value as Readonly<Record<string, unknown>>;
}
