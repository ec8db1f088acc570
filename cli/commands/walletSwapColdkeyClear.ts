import { calls } from "../../chain/client/index.js";
import { changeColdkeySwap, coldkeySwapOptions, coldkeySwapSchema } from "../coldkeySwapChange.js";
import { defineCommand } from "../command.js";
import { renderReceipt } from "../submitCommand.js";

export const walletSwapColdkeyClear = defineCommand({
	path: "wallet swap-coldkey clear",
	summary: "Withdraw an announced coldkey swap",
	description:
		"Possible once the announcement has stood long enough: see `ganglion wallet swap-coldkey status`.",
	options: coldkeySwapOptions,
	examples: ["ganglion wallet swap-coldkey clear --wallet me"],
	resultSchema: coldkeySwapSchema,
	run: (values, context) => changeColdkeySwap(calls.clearColdkeySwap(), values, context),
	render: (result) => renderReceipt([["withdrawn", result.coldkey]], result),
});
