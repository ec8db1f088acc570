import { isLinkLocal, isPublicAddress, readIpAddress } from "../../subnets/index.js";

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
	const address = readIpAddress(axon.ip);
	if (address === undefined) return { refused: `its endpoint ${axon.ip} is no IP address` };
	if (isLinkLocal(address) || (!options.allowLocal && !isPublicAddress(address)))
		return { refused: `its endpoint ${axon.ip} is not a public address` };
	const { ip, family } = address;
	return { origin: `http://${family === "ipv6" ? `[${ip}]` : ip}:${axon.port}` };
}
