import { createHash } from "node:crypto";
import { PulseSourceError } from "./errors.js";
import type { BeaconInfo } from "./readBeacon.js";
import { beaconKey, signRound } from "./sealForRound.js";

/** Gives the beacon's signature of a round, 48 bytes. */
export type PulseSource = (round: number, signal: AbortSignal) => Promise<Uint8Array>;

/** The secret of the beacon of development chains, as public as //Alice's. */
const DEVELOPMENT_SECRET: Uint8Array = createHash("sha256").update("ganglion development beacon").digest();

/** How long a server may take to answer. */
const TIMEOUT_MS = 10_000;

/** Signs the rounds of a development chain's own beacon; undefined for any other beacon. */
export function developmentPulses(beacon: BeaconInfo): PulseSource | undefined {
	if (!Buffer.from(beacon.publicKey).equals(beaconKey(DEVELOPMENT_SECRET))) return undefined;
	return async (round) => signRound(DEVELOPMENT_SECRET, round);
}

/**
 * Asks a server of drand's HTTP interface (`/{chain hash}/public/{round}`). What it says is not trusted: the chain
 * verifies every signature.
 *
 * @throws {PulseSourceError} from the source, where the server does not give the round's signature
 */
export function drandPulses(server: string, beacon: BeaconInfo): PulseSource {
	const base = server.replace(/\/+$/, "");
	return async (round, signal) => {
		const url = `${base}/${beacon.chainHash}/public/${round}`;
		try {
			const response = await fetch(url, {
				signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
			});
			const body = (await response.json()) as { readonly signature?: unknown };
			if (typeof body.signature !== "string" || !/^[0-9a-f]{96}$/.test(body.signature))
				throw new Error(`status ${response.status} and no signature of 48 bytes`);
			return new Uint8Array(Buffer.from(body.signature, "hex"));
		} catch (cause) {
			throw new PulseSourceError(url, cause instanceof Error ? cause.message : String(cause), { cause });
		}
	};
}
