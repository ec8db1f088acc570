import { RegistrationUnpaidError } from "./errors.js";

/**
 * Refuses a registration that the coldkey cannot pay, in words that name the price and the account: the chain would say
 * that a balance is too low.
 *
 * @throws {RegistrationUnpaidError}
 */
export async function checkRegistrationPaid(
	options: { netuid: number; coldkey: string },
	modules: {
		chain: {
			balance(address: string): Promise<bigint>;
			subnet(netuid: number): Promise<{ readonly burnRao: bigint }>;
		};
	},
): Promise<void> {
	const { netuid, coldkey } = options;
	const { chain } = modules;
	const [freeRao, { burnRao }] = await Promise.all([chain.balance(coldkey), chain.subnet(netuid)]);
	// what an account must keep and the fee come on top: of those the chain decides
	if (freeRao <= burnRao) throw new RegistrationUnpaidError({ coldkey, freeRao, burnRao });
}
