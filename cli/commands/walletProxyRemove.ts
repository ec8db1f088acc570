import { calls } from "../../chain/client/index.js";
import { defineCommand } from "../command.js";
import { changeProxy, proxyChangeOptions, proxyChangeSchema, renderProxyChange } from "../proxyChange.js";

export const walletProxyRemove = defineCommand({
	path: "wallet proxy remove",
	summary: "Take another account's right to the coldkey's calls away",
	description:
		"Removes a proxy: delegate, type and delay are those it was added with (see wallet proxy list). Its deposit comes back. Works in safe mode too.",
	options: proxyChangeOptions,
	examples: ["ganglion wallet proxy remove --wallet me --delegate 5FHneW46… --type Staking"],
	resultSchema: proxyChangeSchema,
	run: (values, context) => changeProxy(calls.removeProxy, values, context),
	render: renderProxyChange,
});
