import { ChainRpcError } from "./errors.js";
import { createScaleReader, type ScaleReader } from "./scaleReader.js";

type Send = <T>(method: string, params: readonly unknown[]) => Promise<T>;

/** Kinds of metadata that @polkadot/api reads, the one that says most first; 14 has no runtime APIs. */
const READABLE = [16, 15] as const;

function u32(value: number): string {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return `0x${bytes.toString("hex")}`;
}

function readerOf(hex: string): ScaleReader {
	return createScaleReader(Buffer.from(hex.slice(2), "hex"));
}

/** What is in a SCALE `Option<OpaqueMetadata>`, 0x hex. */
function metadataOf(hex: string): string | undefined {
	const reader = readerOf(hex);
	return reader.bool() ? `0x${Buffer.from(reader.bytes()).toString("hex")}` : undefined;
}

/**
 * The answer to `state_getMetadata` in the newest kind that the runtime can give and @polkadot/api can read.
 *
 * @polkadot/api itself takes that kind only when it connects. After an upgrade it takes what the node calls metadata,
 * kind 14, which describes no runtime APIs: a client that lives on would lose them.
 *
 * @param at - one block hash, or nothing for the best block
 */
export async function fullMetadata(send: Send, at: readonly unknown[]): Promise<string> {
	const call = (method: string, data: string) => send<string>("state_call", [method, data, ...at]);
	try {
		const versions = readerOf(await call("Metadata_metadata_versions", "0x"));
		const known = versions.vec(versions.u32);
		for (const kind of READABLE) {
			if (!known.includes(kind)) continue;
			const metadata = metadataOf(await call("Metadata_metadata_at_version", u32(kind)));
			if (metadata !== undefined) return metadata;
		}
	} catch (error) {
		// A runtime of before this API; whatever else is wrong the plain question will show.
		if (!(error instanceof ChainRpcError)) throw error;
	}
	return send<string>("state_getMetadata", at);
}
