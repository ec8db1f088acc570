import type { AuthorityKeys } from "../chain/host/index.js";
import { decodeAddress, isAddress } from "../chain/wallet/index.js";
import { UsageError } from "./errors.js";

/**
 * The authorities of a network, each written as `AURA:GRANDPA`: two addresses, of an sr25519 and an ed25519 key.
 *
 * @throws UsageError where a text is not two addresses
 */
export function readAuthorities(texts: readonly string[]): AuthorityKeys[] {
	return texts.map((text) => {
		const [author, finalizer, ...more] = text.split(":");
		if (
			author === undefined ||
			finalizer === undefined ||
			more.length > 0 ||
			![author, finalizer].every(isAddress)
		)
			throw new UsageError(
				`--authority: expected two addresses with a colon between them, got ${JSON.stringify(text)}`,
				"make the keys with `ganglion-node key generate --scheme sr25519` (Aura) and `--scheme ed25519` (GRANDPA)",
			);
		return { author: decodeAddress(author), finalizer: decodeAddress(finalizer) };
	});
}
