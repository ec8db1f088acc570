import { decodeAddress } from "../chain/wallet/index.js";
import type { CommandContext, OptionsSpec, OptionValues } from "./command.js";
import { walletFrom, type walletOptions } from "./walletOptions.js";

/** Somebody else's account, in place of the wallet's coldkey. */
export const accountTargetOption = {
	address: {
		type: "string",
		placeholder: "ss58",
		env: false,
		describe: "any account by its address, in place of the wallet's coldkey",
	},
} as const satisfies OptionsSpec;

/**
 * The address of the account that the options mean. The wallet is looked into only where they name none.
 *
 * @throws {AddressError} where the address that they name is none
 */
export function accountTarget(
	values: OptionValues<typeof accountTargetOption & typeof walletOptions>,
	context: CommandContext,
): string {
	const { address } = values;
	if (address === undefined) return walletFrom(values, context).coldkeyAddress();
	decodeAddress(address);
	return address;
}
