import { decodeAddress, type Wallet } from "../chain/wallet/index.js";
import type { OptionsSpec } from "./command.js";

/** Somebody else's hotkey, in place of one of the wallet's. */
export const hotkeyTargetOption = {
	hotkeyAddress: {
		type: "string",
		placeholder: "ss58",
		env: false,
		describe: "a hotkey by its address, in place of --hotkey",
	},
} as const satisfies OptionsSpec;

/** The address of the hotkey that the options mean. */
export function hotkeyTarget(values: { readonly hotkeyAddress: string | undefined }, wallet: Wallet): string {
	const { hotkeyAddress } = values;
	if (hotkeyAddress === undefined) return wallet.hotkeyAddress();
	decodeAddress(hotkeyAddress);
	return hotkeyAddress;
}
