import { createRequire } from "node:module";

type UtilCrypto = typeof import("@polkadot/util-crypto");

let loaded: UtilCrypto | undefined;

/**
 * @polkadot/util-crypto, loaded when it is first needed: only schemes that this chain's transactions rarely use
 * are taken from it, and it costs each thread 13 MB. Synchronous, as host functions are.
 */
export function rareCrypto(): UtilCrypto {
	// It is the CommonJS copy, beside the ES module that others may have loaded; the package warns of that.
	process.env.POLKADOTJS_DISABLE_ESM_CJS_WARNING ??= "1";
	loaded ??= createRequire(import.meta.url)("@polkadot/util-crypto") as UtilCrypto;
	return loaded;
}
