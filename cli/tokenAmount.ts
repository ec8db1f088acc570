import { UsageError } from "./errors.js";

/** Rao in one token. */
export const RAO_PER_TOKEN = 1_000_000_000n;

/** The symbol printed after an amount of tokens. */
export const TOKEN_SYMBOL = "τ";

const AMOUNT = /^(\d{1,12})(?:\.(\d{1,9}))?$/;

/**
 * Reads an amount typed in tokens, exactly: "1.5" is 1500000000n rao. No sign, exponent, or grouping.
 *
 * @throws {UsageError} where the text is no amount, or finer than a rao
 */
export function parseTokens(text: string, name: string): bigint {
	const match = AMOUNT.exec(text.trim());
	if (match === null) {
		throw new UsageError(
			`${name}: expected an amount in tokens with at most 9 decimals, got "${text}"`,
			'write it like "12" or "0.000000001"',
		);
	}
	const [, whole = "0", fraction = ""] = match;
	return BigInt(whole) * RAO_PER_TOKEN + BigInt(fraction.padEnd(9, "0"));
}

/** Rao as tokens with all decimals that matter, without the symbol: 1500000000n is "1.5". */
export function formatTokens(rao: bigint): string {
	const sign = rao < 0n ? "-" : "";
	const absolute = rao < 0n ? -rao : rao;
	const fraction = (absolute % RAO_PER_TOKEN).toString().padStart(9, "0").replace(/0+$/, "");
	return `${sign}${absolute / RAO_PER_TOKEN}${fraction === "" ? "" : `.${fraction}`}`;
}
