import { calls } from "../../chain/client/index.js";
import { changeColdkeySwap, coldkeySwapOptions, coldkeySwapSchema } from "../coldkeySwapChange.js";
import { defineCommand } from "../command.js";
import { renderReceipt } from "../submitCommand.js";

export const walletSwapColdkeyDispute = defineCommand({
	path: "wallet swap-coldkey dispute",
	summary: "Stop an announced coldkey swap until root decides",
	description:
		"For a coldkey whose swap somebody else announced. Nothing can be done with it until root has swapped it or ended the announcement.",
	options: coldkeySwapOptions,
	examples: ["ganglion wallet swap-coldkey dispute --wallet me"],
	resultSchema: coldkeySwapSchema,
	run: (values, context) => changeColdkeySwap(calls.disputeColdkeySwap(), values, context),
	render: (result) => renderReceipt([["disputed", result.coldkey]], result),
});
