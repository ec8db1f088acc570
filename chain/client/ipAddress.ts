import { isIP } from "node:net";
import { CallArgumentError } from "./errors.js";

function groupsOfIpv6(text: string): number[] {
	// An IPv4 tail stands for the last two groups.
	const tail = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
	const plain =
		tail === null
			? text
			: `${tail[1]}${((Number(tail[2]) << 8) | Number(tail[3])).toString(16)}:${((Number(tail[4]) << 8) | Number(tail[5])).toString(16)}`;
	const [head = "", rest] = plain.split("::");
	const parse = (part: string) =>
		part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
	const left = parse(head);
	const right = rest === undefined ? [] : parse(rest);
	return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
}

/**
 * An IP address as the chain stores it: a number, and 4 or 6.
 *
 * @throws {CallArgumentError} where the text is no IP address; names are not resolved here
 */
export function parseIp(text: string): { readonly number: bigint; readonly type: 4 | 6 } {
	const type = isIP(text);
	if (type === 4) {
		const bytes = text.split(".").map(Number);
		return { number: bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n), type: 4 };
	}
	if (type === 6 && !text.includes("%")) {
		return { number: groupsOfIpv6(text).reduce((sum, group) => sum * 65536n + BigInt(group), 0n), type: 6 };
	}
	throw new CallArgumentError(
		`expected an IP address, got "${text.slice(0, 80)}"`,
		"give it like 203.0.113.7 or 2001:db8::7",
	);
}

/** The usual notation of an address as the chain stores it; IPv6 is shortened as RFC 5952 asks. */
export function formatIp(number: bigint, type: number): string {
	if (type !== 6) return [24n, 16n, 8n, 0n].map((shift) => ((number >> shift) & 255n).toString()).join(".");
	const groups = Array.from({ length: 8 }, (_, index) =>
		((number >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
	);
	const runs = [
		...groups
			.map((group) => (group === "0" ? "0" : "x"))
			.join("")
			.matchAll(/0{2,}/g),
	];
	const longest = runs.reduce(
		(best, run) => (run[0].length > best.length ? { at: run.index, length: run[0].length } : best),
		{
			at: -1,
			length: 0,
		},
	);
	if (longest.at === -1) return groups.join(":");
	return `${groups.slice(0, longest.at).join(":")}::${groups.slice(longest.at + longest.length).join(":")}`;
}
