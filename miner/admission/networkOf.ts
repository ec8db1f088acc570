import { isIPv6 } from "node:net";

const PREFIX_GROUPS = 4;

/**
 * The network that an address is counted under: an IPv4 address by itself (written in IPv6 too), an IPv6 address by its
 * first 64 bits, since whoever has one address of a /64 has them all.
 */
export function networkOf(address: string): string {
	if (!address.includes(":")) return address;
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
	if (mapped !== undefined) return mapped;
	const bare = address.split("%")[0] ?? address;
	if (!isIPv6(bare)) return address;
	const [head = "", tail] = bare.toLowerCase().split("::");
	const before = head === "" ? [] : head.split(":");
	const after = tail === undefined || tail === "" ? [] : tail.split(":");
	// A dotted end stands for two groups.
	const length = [...before, ...after].reduce((sum, group) => sum + (group.includes(".") ? 2 : 1), 0);
	const zeros = tail === undefined ? [] : Array<string>(8 - length).fill("0");
	const groups = [...before, ...zeros, ...after].slice(0, PREFIX_GROUPS);
	return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}
