import { toHex } from "./bytes.js";
import { ScaleReader } from "./scaleReader.js";

/** `sp_version::RuntimeVersion` as JSON-RPC shows it. */
export interface RuntimeVersion {
	readonly specName: string;
	readonly implName: string;
	readonly authoringVersion: number;
	readonly specVersion: number;
	readonly implVersion: number;
	readonly apis: readonly (readonly [string, number])[];
	readonly transactionVersion: number;
	readonly systemVersion: number;
	readonly stateVersion: number;
}

/** Decodes what `Core_version` returns. */
export function decodeRuntimeVersion(bytes: Uint8Array): RuntimeVersion {
	const reader = new ScaleReader(bytes);
	const specName = reader.text();
	const implName = reader.text();
	const authoringVersion = reader.u32();
	const specVersion = reader.u32();
	const implVersion = reader.u32();
	const apis = reader.list(() => [toHex(reader.take(8)), reader.u32()] as const);
	const transactionVersion = reader.u32();
	const systemVersion = reader.remaining > 0 ? reader.u8() : 0;
	return {
		specName,
		implName,
		authoringVersion,
		specVersion,
		implVersion,
		apis,
		transactionVersion,
		systemVersion,
		stateVersion: systemVersion,
	};
}
