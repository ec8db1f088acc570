import canonicalize from "canonicalize";
import { ManifestSignatureError } from "../errors.js";
import { sha256Hex } from "../protocol/sha256.js";
import { formatSignature, parseSignature, type Signer, type VerifySignature } from "../protocol/signing.js";
import type { ManifestSignature, TaskManifest } from "./manifest.js";

/**
 * What the chain stores of a task: sha256 in hex of the manifest without its signature, in the canonical form of
 * RFC 8785. Since the manifest pins model, files and code by their hashes, this one covers the whole bundle.
 */
export function manifestHash(manifest: TaskManifest): string {
	const { signature: _, ...signed } = manifest;
	const canonical = canonicalize(signed);
	if (canonical === undefined) throw new TypeError("a manifest is an object");
	return sha256Hex(canonical);
}

/** What an author signs, in the file and for the chain's `Tasks.publish` alike: the 32 bytes of the hash. */
export function manifestSigningPayload(hash: string): Uint8Array {
	return Uint8Array.from(Buffer.from(hash, "hex"));
}

/** The manifest with its author's signature; an older one is replaced. */
export function signManifest(
	manifest: TaskManifest,
	signer: Signer,
): TaskManifest & { readonly signature: ManifestSignature } {
	const value = formatSignature(signer.sign(manifestSigningPayload(manifestHash(manifest))));
	return { ...manifest, signature: { author: signer.address, scheme: signer.scheme ?? "sr25519", value } };
}

/**
 * Checks the signature and gives its author.
 * @throws ManifestSignatureError where it is missing or wrong
 */
export function verifyManifestSignature(manifest: TaskManifest, verifySignature: VerifySignature): string {
	if (manifest.signature === undefined)
		throw new ManifestSignatureError(manifest.name, "there is no signature");
	const { author, scheme, value } = manifest.signature;
	const signature = parseSignature(value);
	const payload = manifestSigningPayload(manifestHash(manifest));
	if (signature === undefined || !verifySignature(payload, signature, author, scheme))
		throw new ManifestSignatureError(manifest.name, `the signature is not by ${author} over this manifest`);
	return author;
}
