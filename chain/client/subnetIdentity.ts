import { CallArgumentError } from "./errors.js";
import type { StorageReader } from "./storageReader.js";

/** The parts of a subnet's identity, in the chain's order, each with the bytes of UTF-8 it can have. */
export const subnetIdentityParts = {
	subnetName: 256,
	githubRepo: 1024,
	subnetContact: 1024,
	subnetUrl: 1024,
	discord: 256,
	description: 1024,
	logoUrl: 1024,
	additional: 1024,
} as const;

type Part = keyof typeof subnetIdentityParts;

/** What a subnet's owner tells about it. Nobody checks that it is true. */
export type SubnetIdentity = { readonly [K in Part]: string };

const parts = Object.entries(subnetIdentityParts) as readonly [Part, number][];

/**
 * The parts as the chain takes them.
 *
 * @throws {CallArgumentError} naming a part that is too long
 */
export function identityBytes(identity: SubnetIdentity): readonly Uint8Array[] {
	return parts.map(([part, longest]) => {
		const bytes = new TextEncoder().encode(identity[part]);
		if (bytes.length > longest)
			throw new CallArgumentError(
				`${part}: expected ${longest} bytes at most, got ${bytes.length}`,
				"shorten it",
			);
		return bytes;
	});
}

/** What a subnet's owner tells about it; undefined where nothing was told. Bytes that are no UTF-8 are replaced. */
export async function readSubnetIdentity(
	reader: StorageReader,
	netuid: number,
): Promise<SubnetIdentity | undefined> {
	const stored = (await reader.one("SubtensorModule", "SubnetIdentitiesV3", netuid)) as
		| Readonly<Record<Part, string>>
		| undefined;
	if (stored === undefined) return undefined;
	const text = (hex: string) => Buffer.from(hex.slice(2), "hex").toString("utf8");
	return Object.fromEntries(parts.map(([part]) => [part, text(stored[part])])) as SubnetIdentity;
}
