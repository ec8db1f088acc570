import { BlockList, isIP } from "node:net";

export interface IpAddress {
	/** As it was written, an IPv4 address in IPv6's clothes as IPv4. */
	readonly ip: string;
	readonly family: "ipv4" | "ipv6";
}

/** Ranges that no miner on the public network can have. A validator led there would ask its own house. */
const notPublic = new BlockList();
for (const [network, prefix] of [
	["0.0.0.0", 8],
	["10.0.0.0", 8],
	["100.64.0.0", 10],
	["127.0.0.0", 8],
	["169.254.0.0", 16],
	["172.16.0.0", 12],
	["192.0.0.0", 24],
	["192.168.0.0", 16],
	["198.18.0.0", 15],
	["224.0.0.0", 3],
] as const)
	notPublic.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
	["::", 96],
	["64:ff9b::", 96],
	["64:ff9b:1::", 48],
	["2002::", 16],
	["fec0::", 10],
	["fc00::", 7],
	["fe80::", 10],
	["ff00::", 8],
] as const)
	notPublic.addSubnet(network, prefix, "ipv6");

const linkLocal = new BlockList();
linkLocal.addSubnet("169.254.0.0", 16, "ipv4");
linkLocal.addSubnet("fe80::", 10, "ipv6");

/** An address as the chain or an option gives it; undefined for a text that is none, such as a name. */
export function readIpAddress(text: string): IpAddress | undefined {
	const family = isIP(text);
	if (family === 0) return undefined;
	const ip = family === 6 ? mappedIpv4(text) : text;
	return { ip, family: isIP(ip) === 6 ? "ipv6" : "ipv4" };
}

/** Whether other networks can reach it: validators ask no other address, unless their network is local. */
export function isPublicAddress({ ip, family }: IpAddress): boolean {
	return !notPublic.check(ip, family);
}

/** Whether it is of the link alone, where clouds keep credentials: asked on no network. */
export function isLinkLocal({ ip, family }: IpAddress): boolean {
	return linkLocal.check(ip, family);
}

/** `::ffff:127.0.0.1` and `::ffff:7f00:1` are 127.0.0.1 in disguise. */
function mappedIpv4(ip: string): string {
	const canonical = new URL(`http://[${ip}]`).hostname.slice(1, -1);
	const match = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
	if (match === null) return ip;
	const value = (Number.parseInt(match[1] as string, 16) << 16) | Number.parseInt(match[2] as string, 16);
	return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
}
