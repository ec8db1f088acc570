import { createHash, timingSafeEqual } from "node:crypto";

/** Who may ask through the gateway, and how often. */
export interface ApiKeys {
	/** `wrong`: no such key; `tooFast`: come back in `retryAfterS`. */
	admit(
		authorization: string | undefined,
	): { readonly ok: true } | { readonly ok: false; readonly retryAfterS: number | undefined };
}

const MINUTE_MS = 60_000;

/**
 * API keys with a rate for each. Keys are compared by their hashes in constant time, so that neither length nor
 * content shows in how long a refusal takes.
 *
 * @param keys - as researchers send them: `Authorization: Bearer KEY`
 * @param perMinute - requests that one key may make in a minute
 * @param nowMs - Unix time, ms
 */
export function createApiKeys(keys: readonly string[], perMinute: number, nowMs: () => number): ApiKeys {
	const known = keys.map((key) => ({ hash: digest(key), since: 0, used: 0 }));
	return {
		admit(authorization) {
			const given = digest(/^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1] ?? "");
			let found: (typeof known)[number] | undefined;
			for (const key of known) if (timingSafeEqual(key.hash, given)) found = key;
			if (found === undefined) return { ok: false, retryAfterS: undefined };
			const now = nowMs();
			if (now - found.since >= MINUTE_MS) Object.assign(found, { since: now, used: 0 });
			if (found.used >= perMinute)
				return { ok: false, retryAfterS: Math.ceil((found.since + MINUTE_MS - now) / 1000) };
			found.used++;
			return { ok: true };
		},
	};
}

function digest(text: string): Buffer {
	return createHash("sha256").update(text).digest();
}
