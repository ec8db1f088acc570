import { BlockList, isIP } from "node:net";

/** Address ranges that no miner on the public network can have. A validator led there would ask its own house. */
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

/** Link-local addresses, where clouds keep credentials: never asked, on no network. */
const never = new BlockList();
never.addSubnet("169.254.0.0", 16, "ipv4");
never.addSubnet("fe80::", 10, "ipv6");

/**
 * The origin to ask, such as `http://203.0.113.7:8091`, or why it is not asked.
 *
 * What a miner publishes is its own claim. Names are not resolved (the chain stores addresses only), and addresses
 * inside private networks are left alone unless `allowLocal`, which a network on one computer needs.
 */
export function endpointOf(
	axon: { readonly ip: string; readonly port: number } | undefined,
	options: { readonly allowLocal: boolean },
): { readonly origin: string } | { readonly refused: string } {
	if (axon === undefined || axon.port === 0) return { refused: "it publishes no endpoint" };
	const family = isIP(axon.ip);
	if (family === 0) return { refused: `its endpoint ${axon.ip} is no IP address` };
	const ip = family === 6 ? mappedIpv4(axon.ip) : axon.ip;
	const kind = isIP(ip) === 6 ? "ipv6" : "ipv4";
	if (never.check(ip, kind) || (!options.allowLocal && notPublic.check(ip, kind)))
		return { refused: `its endpoint ${axon.ip} is not a public address` };
	return { origin: `http://${kind === "ipv6" ? `[${ip}]` : ip}:${axon.port}` };
}

/** `::ffff:127.0.0.1` and `::ffff:7f00:1` are 127.0.0.1 in disguise. */
function mappedIpv4(ip: string): string {
	const canonical = new URL(`http://[${ip}]`).hostname.slice(1, -1);
	const match = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
	if (match === null) return ip;
	const value = (Number.parseInt(match[1] as string, 16) << 16) | Number.parseInt(match[2] as string, 16);
	return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
}
