import { randomUUID } from "node:crypto";
import { header } from "../../subnets/index.js";
import type { PostResult } from "./exchange.js";

/** Endpoints remembered; the one learnt first is forgotten first, and asked by btauth/1 again. */
const REMEMBERED = 4_096;

/** Which endpoints speak Bittensor's axon headers rather than btauth/1, as learnt from their own answers. */
export interface AxonMiners {
	has(hotkey: string, origin: string): boolean;
	/** Learns from an answer to btauth/1: an axon does not know the path, and says so in its own headers. */
	learn(hotkey: string, origin: string, result: PostResult): boolean;
	/** Back to btauth/1, such as where the miner was replaced. */
	forget(hotkey: string, origin: string): void;
	/**
	 * A name for one request to an endpoint. An axon takes from each caller and name rising nonces only, so requests that
	 * are under way together need names of their own; a name is used again where the nonce is higher than its last.
	 */
	lane(hotkey: string, origin: string, nonce: bigint): Lane;
}

/** A dendrite's name, held until `leave`. */
export interface Lane {
	readonly uuid: string;
	leave(): void;
}

interface Name {
	readonly uuid: string;
	lastNonce: bigint;
	isBusy: boolean;
}

export function createAxonMiners(): AxonMiners {
	const known = new Map<string, Name[]>();
	const key = (hotkey: string, origin: string): string => `${hotkey} ${origin}`;
	return {
		has: (hotkey, origin) => known.has(key(hotkey, origin)),
		learn(hotkey, origin, result) {
			if (!isAxon(result)) return false;
			known.set(key(hotkey, origin), known.get(key(hotkey, origin)) ?? []);
			const oldest = known.keys().next().value;
			if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
			return true;
		},
		forget: (hotkey, origin) => void known.delete(key(hotkey, origin)),
		lane(hotkey, origin, nonce) {
			const names = known.get(key(hotkey, origin)) ?? [];
			let name = names.find(({ isBusy, lastNonce }) => !isBusy && lastNonce < nonce);
			if (name === undefined) {
				name = { uuid: randomUUID(), lastNonce: nonce, isBusy: true };
				names.push(name);
			}
			const held = name;
			held.lastNonce = nonce;
			held.isBusy = true;
			return {
				uuid: held.uuid,
				leave: () => {
					held.isBusy = false;
				},
			};
		},
	};
}

function isAxon(result: PostResult): boolean {
	return result.ok && result.status === 404 && header(result.headers, "bt_header_axon_status_code") === "404";
}
