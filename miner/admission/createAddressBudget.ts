import { type Clock, type Refusal, refusal } from "../../subnets/index.js";
import { networkOf } from "./networkOf.js";

export interface AddressBudgetOptions {
	/** Wrong signatures a minute from one network before the rest of that minute is refused unread. */
	readonly forgedPerMinute: number;
	/** Requests a second without a good signature that one network may sustain, and how many after a pause. */
	readonly refusedPerSecond: number;
	readonly refusedBurst: number;
	/** Wrong signatures a second that are checked for all networks together from which no good one came lately. */
	readonly strangersForgedPerSecond: number;
	/** Networks remembered, of strangers and of known ones each; the one not seen for longest is forgotten. */
	readonly capacity: number;
}

/** A refusal, and after how many seconds another try may succeed. */
export interface BudgetRefusal extends Refusal {
	readonly retryAfterS: number;
}

/**
 * What requests cost that nobody has signed: charged to the network address that they come from, never to the hotkey
 * that they name, since whoever cannot sign can name anybody's.
 */
export interface AddressBudget {
	/** For any request, by its head. */
	check(address: string): BudgetRefusal | undefined;
	/** For a request whose signature would be checked next. */
	checkSignatureRoom(address: string): BudgetRefusal | undefined;
	/** Whether the address is so deep in debt that its connections are not worth an answer. */
	isShunned(address: string): boolean;
	/** Charges a connection, a request refused unproven, or one whose signature was checked and wrong. */
	spend(address: string, what: "connection" | "refused" | "forged"): void;
	/** A request from there was signed well by somebody who may ask. */
	prove(address: string): void;
	/** Whether one was, within ten minutes. */
	isKnown(address: string): boolean;
}

interface Account {
	/** May be negative: a debt. */
	tokens: number;
	atNs: bigint;
	forged: number;
	minuteNs: bigint;
}

const MINUTE_NS = 60_000_000_000n;
const SECOND_NS = 1_000_000_000n;
const KNOWN_NS = 10n * MINUTE_NS;
/** What a connection costs, in refused requests: to accept one is cheaper than to answer. */
const CONNECTION_COST = 0.25;
/** What a refusal costs a network that signs well: its validators may run into their own limits, and into a full queue. */
const KNOWN_COST = 0.1;

/**
 * Token buckets by network. A network that has used up its bucket gets 429 and its connection closed; one that goes on
 * runs up a debt, and at half a burst of debt it is shunned: no answer, no new connection, until time has paid.
 *
 * Forgeries from many networks share one bucket, and only networks that nobody has signed well from are refused by it:
 * a flood from a thousand addresses takes a bounded share of the processor and shuts no known validator out.
 */
export function createAddressBudget(options: AddressBudgetOptions, modules: { clock: Clock }): AddressBudget {
	const { forgedPerMinute, refusedPerSecond, refusedBurst, strangersForgedPerSecond, capacity } = options;
	const { clock } = modules;
	const accounts = new Map<string, Account>();
	const known = new Map<string, bigint>();
	const strangers = { tokens: strangersForgedPerSecond, atNs: clock.nowNs() };

	const refill = (bucket: { tokens: number; atNs: bigint }, perSecond: number, most: number): void => {
		const now = clock.nowNs();
		const seconds = Math.max(0, Number(now - bucket.atNs) / 1e9);
		bucket.tokens = Math.min(most, bucket.tokens + seconds * perSecond);
		bucket.atNs = now;
	};
	const find = (network: string): Account | undefined => {
		const account = accounts.get(network);
		if (account === undefined) return undefined;
		refill(account, refusedPerSecond, refusedBurst);
		if (account.atNs - account.minuteNs >= MINUTE_NS) {
			account.minuteNs = account.atNs;
			account.forged = 0;
		}
		return account;
	};
	const isKnown = (network: string): boolean => {
		const at = known.get(network);
		return at !== undefined && clock.nowNs() - at < KNOWN_NS;
	};

	return {
		check(address) {
			const account = find(networkOf(address));
			if (account === undefined) return undefined;
			if (account.forged >= forgedPerMinute) return forgedTooOften();
			if (account.tokens >= 0) return undefined;
			return refusedTooOften(-account.tokens / refusedPerSecond);
		},
		checkSignatureRoom(address) {
			refill(strangers, strangersForgedPerSecond, strangersForgedPerSecond);
			return strangers.tokens >= 1 || isKnown(networkOf(address)) ? undefined : busyWithForgeries();
		},
		isShunned: (address) => (find(networkOf(address))?.tokens ?? 0) < -refusedBurst / 2,
		spend(address, what) {
			const network = networkOf(address);
			const now = clock.nowNs();
			const account = find(network) ?? { tokens: refusedBurst, atNs: now, forged: 0, minuteNs: now };
			// The debt has a floor, so that an attack is paid off within seconds of its end.
			account.tokens = Math.max(-refusedBurst, account.tokens - costOf(what, isKnown(network)));
			if (what === "forged") {
				account.forged += 1;
				refill(strangers, strangersForgedPerSecond, strangersForgedPerSecond);
				if (!isKnown(network)) strangers.tokens = Math.max(0, strangers.tokens - 1);
			}
			remember(accounts, network, account, capacity);
		},
		prove(address) {
			const network = networkOf(address);
			const at = known.get(network);
			const now = clock.nowNs();
			// Its place in the order is renewed once a second at most: it costs more than the rest of this.
			if (at !== undefined && now >= at && now - at < SECOND_NS) return;
			remember(known, network, now, capacity);
		},
		isKnown: (address) => isKnown(networkOf(address)),
	};
}

function costOf(what: "connection" | "refused" | "forged", isKnown: boolean): number {
	if (what === "connection") return CONNECTION_COST;
	return what === "refused" && isKnown ? KNOWN_COST : 1;
}

/** Keeps an entry as the newest of a bounded map. */
function remember<T>(map: Map<string, T>, key: string, value: T, capacity: number): void {
	map.delete(key);
	map.set(key, value);
	const oldest = map.keys().next().value;
	if (map.size > capacity && oldest !== undefined) map.delete(oldest);
}

const forgedTooOften = (): BudgetRefusal => ({
	...refusal(
		429,
		"TOO_MANY_BAD_SIGNATURES",
		"too many wrong signatures came from this address",
		"Sign requests by btauth/1 (docs/protocol.md), and try again after a minute.",
	),
	retryAfterS: 60,
});

const refusedTooOften = (retryAfterS: number): BudgetRefusal => ({
	...refusal(
		429,
		"TOO_MANY_UNSIGNED",
		"too many requests without a good signature came from this address",
		"Send signed requests, and try again after Retry-After seconds; one that goes on is not answered at all.",
	),
	retryAfterS,
});

const busyWithForgeries = (): BudgetRefusal => ({
	...refusal(
		503,
		"BUSY_WITH_FORGERIES",
		"wrong signatures come from many addresses, and those that never signed well have to wait",
		"Send it again after Retry-After seconds.",
	),
	retryAfterS: 1,
});
