import { ChainRpcError } from "./errors.js";

type Send = <T>(method: string, params: readonly unknown[]) => Promise<T>;

/** Kinds of metadata that @polkadot/api reads, the one that says most first; 14 has no runtime APIs. */
const READABLE = [16, 15] as const;

function u32(value: number): string {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return `0x${bytes.toString("hex")}`;
}

/** SCALE compact length at `offset`: what it says, and its own length. Metadata is shorter than 1 GiB. */
function compactAt(bytes: Buffer, offset: number): readonly [value: number, size: number] {
	const mode = bytes.readUInt8(offset) & 3;
	if (mode === 0) return [bytes.readUInt8(offset) >> 2, 1];
	if (mode === 1) return [bytes.readUInt16LE(offset) >> 2, 2];
	return [bytes.readUInt32LE(offset) >>> 2, 4];
}

/** The numbers of a SCALE `Vec<u32>`. */
function numbersOf(hex: string): number[] {
	const bytes = Buffer.from(hex.slice(2), "hex");
	const [count, size] = compactAt(bytes, 0);
	return Array.from({ length: count }, (_, index) => bytes.readUInt32LE(size + 4 * index));
}

/** What is in a SCALE `Option<OpaqueMetadata>`, 0x hex. */
function metadataOf(hex: string): string | undefined {
	const bytes = Buffer.from(hex.slice(2), "hex");
	if (bytes[0] !== 1) return undefined;
	const [length, size] = compactAt(bytes, 1);
	return `0x${bytes.subarray(1 + size, 1 + size + length).toString("hex")}`;
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
		const known = numbersOf(await call("Metadata_metadata_versions", "0x"));
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
