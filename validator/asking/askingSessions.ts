import {
	type Clock,
	createSessionSource,
	type HeaderRecord,
	header,
	SESSIONS_TAKEN,
	type Session,
	type Signer,
} from "../../subnets/index.js";

/** Which miners are asked under a session of the validator's, and with which. */
export interface AskingSessions {
	/** Undefined where this miner is to be asked by the hotkey itself. */
	sessionFor(miner: string, nonce: bigint): Session | undefined;
	/** Notes whether an answer's headers offer sessions. */
	note(miner: string, headers: HeaderRecord): void;
	/** Notes that a request under a session was refused as unsigned. */
	refused(miner: string): void;
}

/** How long a miner that refused a session is asked by the hotkey, whatever it offers: it could offer to refuse again. */
const DISTRUST_NS = 600_000_000_000n;
/** More hotkeys than a validator of many subnets asks. */
const REMEMBERED = 16_384;

/**
 * Sessions with the miners that offer them in their answers. A miner not heard of is asked by the hotkey, which every
 * btauth/1 server understands; so is one that stopped offering, and one that offers and refuses.
 *
 * An offer is not signed. Whoever strips it, or makes one up, changes which of two sound signatures is used.
 */
export function createAskingSessions(modules: {
	readonly signer: Signer;
	readonly clock: Clock;
}): AskingSessions {
	const { clock } = modules;
	const source = createSessionSource({ use: "request" }, modules);
	/** Hotkeys that offer sessions; until when (unix ns) they are not believed. */
	const offering = new Map<string, bigint>();
	const keep = (miner: string, distrustedUntil: bigint): void => {
		offering.delete(miner);
		offering.set(miner, distrustedUntil);
		const oldest = offering.keys().next().value;
		if (offering.size > REMEMBERED && oldest !== undefined) offering.delete(oldest);
	};
	const isDistrusted = (miner: string): boolean => (offering.get(miner) ?? 0n) > clock.nowNs();
	return {
		sessionFor(miner, nonce) {
			if (!offering.has(miner) || isDistrusted(miner)) return undefined;
			return source.sessionFor(miner, [nonce]);
		},
		note(miner, headers) {
			if (isDistrusted(miner)) return;
			if (header(headers, "x-bittensor-sessions") === SESSIONS_TAKEN) keep(miner, 0n);
			else offering.delete(miner);
		},
		refused(miner) {
			keep(miner, clock.nowNs() + DISTRUST_NS);
		},
	};
}
