import { blake2b } from "../wallet/index.js";

type Send = <T>(method: string, params: unknown[]) => Promise<T>;

interface Block {
	readonly block: { readonly header: { readonly number: string }; readonly extrinsics: string[] };
}

/** Where a transaction stands in the chain. */
export interface Inclusion {
	readonly blockHash: string;
	readonly blockNumber: number;
	/** Its position among the block's extrinsics. */
	readonly index: number;
}

function hashOf(extrinsic: string): string {
	const bytes = new Uint8Array(Buffer.from(extrinsic.slice(2), "hex"));
	return `0x${Buffer.from(blake2b(bytes, 32)).toString("hex")}`;
}

/** The place of a transaction in a block; undefined where the block does not hold it. */
export async function findInBlock(
	send: Send,
	blockHash: string,
	extrinsic: { readonly bytes: string; readonly hash: string },
): Promise<Inclusion | undefined> {
	const { block } = await send<Block>("chain_getBlock", [blockHash]);
	// The very bytes first: hashing every extrinsic of a full block takes time.
	const same = block.extrinsics.indexOf(extrinsic.bytes);
	const index =
		same !== -1
			? same
			: block.extrinsics.findIndex(
					(other) => other.length === extrinsic.bytes.length && hashOf(other) === extrinsic.hash,
				);
	if (index === -1) return undefined;
	return { blockHash, blockNumber: Number(block.header.number), index };
}

/** Looks for a transaction in the blocks from `from` to the best one, newest first. */
export async function findInChain(
	send: Send,
	extrinsic: { readonly bytes: string; readonly hash: string },
	from: number,
): Promise<Inclusion | undefined> {
	const head = await send<{ number: string }>("chain_getHeader", []);
	for (let number = Number(head.number); number >= from; number--) {
		const blockHash = await send<string | null>("chain_getBlockHash", [number]);
		if (blockHash === null) continue;
		const found = await findInBlock(send, blockHash, extrinsic);
		if (found !== undefined) return found;
	}
	return undefined;
}
