import type { Logger } from "pino";
import { calls, unpaidRegistration } from "../../chain/client/index.js";
import type { Keypair } from "../../chain/wallet/index.js";
import { BundleHashMismatchError } from "../../subnets/index.js";
import { NotRegisteredError } from "../errors.js";
import type { MinerChain } from "./minerChain.js";

/**
 * Makes sure that the hotkey has a uid on the subnet.
 *
 * @param coldkey - pays the burn where the hotkey is not registered; undefined: refuse
 * @returns the uid that the chain showed; undefined right after a registration made here
 * @param modules.beforePaying - refuses a miner that could not serve, before it costs the burn
 * @throws {NotRegisteredError} without a uid and without a coldkey
 * @throws {RegistrationUnpaidError} where the coldkey cannot pay
 */
export async function ensureRegistered(
	options: { netuid: number; hotkey: string; coldkey: Keypair | undefined },
	modules: {
		chain: MinerChain;
		logger: Logger;
		signal: AbortSignal;
		beforePaying: () => Promise<void>;
	},
): Promise<number | undefined> {
	const { netuid, hotkey, coldkey } = options;
	const { chain, logger, signal } = modules;
	const { neurons } = await chain.metagraph(netuid);
	const own = neurons.find((neuron) => neuron.hotkey === hotkey);
	if (own !== undefined) return own.uid;
	if (coldkey === undefined) throw new NotRegisteredError(netuid, hotkey);
	const { address } = coldkey;
	const [freeRao, { burnRao }] = await Promise.all([chain.balance(address), chain.subnet(netuid)]);
	const unpaid = unpaidRegistration({ coldkey: address, freeRao, burnRao });
	if (unpaid !== undefined) throw unpaid;
	await modules.beforePaying();
	await chain.submit(calls.burnedRegister(netuid, hotkey), coldkey, { signal, waitFor: "inBlock" });
	logger.info({ hotkey }, "registered by burn");
	return undefined;
}

/**
 * Refuses a bundle that is not the subnet's published task. A subnet that publishes none takes any bundle.
 *
 * @throws {BundleHashMismatchError}
 */
export async function checkPublishedTask(
	options: { netuid: number; name: string; hash: string },
	modules: { chain: MinerChain },
): Promise<void> {
	const published = await modules.chain.publishedTask(options.netuid);
	const expected = published?.hash.replace(/^0x/, "").toLowerCase();
	if (expected !== undefined && expected !== options.hash) {
		throw new BundleHashMismatchError(options.name, expected, options.hash);
	}
}
