import type { ApiPromise } from "@polkadot/api";
import type { Keypair } from "../wallet/index.js";
import type { Head } from "./chainClient.js";
import type { Extrinsic } from "./toExtrinsic.js";

/** Blocks in which a signed transaction may be included; a power of two. Bittensor's clients take 128. */
export const ERA_BLOCKS = 128;

/** Sr25519 in a MultiSignature. */
const SR25519_PREFIX = 1;

/** A signed extrinsic as it travels. */
export interface SignedExtrinsic {
	/** 0x hex. */
	readonly bytes: string;
	readonly hash: string;
	/** Address of who signed it, and pays for it. */
	readonly signer: string;
	readonly nonce: number;
	/** The runtime's version that it was signed for; no other one takes it. */
	readonly specVersion: number;
	/** The first block in which it can no longer be included. */
	readonly deathBlock: number;
}

/** Signs an extrinsic with a mortal era that begins at `head`. */
export function signExtrinsic(
	options: {
		readonly extrinsic: Extrinsic;
		readonly nonce: number;
		readonly tip: bigint;
		readonly head: Head;
	},
	modules: { readonly api: ApiPromise; readonly signer: Keypair },
): SignedExtrinsic {
	const { extrinsic, nonce, tip, head } = options;
	const { api, signer } = modules;
	const era = api.registry.createType("ExtrinsicEra", { current: head.number, period: ERA_BLOCKS });
	const pair = {
		address: signer.address,
		addressRaw: signer.publicKey,
		publicKey: signer.publicKey,
		sign: (message: Uint8Array) => Uint8Array.from([SR25519_PREFIX, ...signer.sign(message)]),
	};
	// Only these of a KeyringPair are used by the signing.
	extrinsic.sign(pair as unknown as Parameters<Extrinsic["sign"]>[0], {
		blockHash: head.hash,
		era,
		genesisHash: api.genesisHash,
		nonce,
		runtimeVersion: api.runtimeVersion,
		signedExtensions: api.registry.signedExtensions,
		tip,
	});
	return {
		bytes: extrinsic.toHex(),
		hash: extrinsic.hash.toHex(),
		signer: signer.address,
		nonce,
		specVersion: api.runtimeVersion.specVersion.toNumber(),
		deathBlock: era.asMortalEra.death(head.number),
	};
}
