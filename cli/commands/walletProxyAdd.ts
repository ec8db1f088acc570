import { calls } from "../../chain/client/index.js";
import { defineCommand } from "../command.js";
import { changeProxy, proxyChangeOptions, proxyChangeSchema, renderProxyChange } from "../proxyChange.js";

export const walletProxyAdd = defineCommand({
	path: "wallet proxy add",
	summary: "Let another account make some of the coldkey's calls",
	description:
		"Lets another account make the coldkey's calls of one kind, so that the coldkey can stay offline: Staking moves stake within the coldkey, Transfer sends tokens, Owner runs its subnets, Any does everything. docs/chain.md says what each kind may do. A deposit is held until the proxy is removed.",
	options: proxyChangeOptions,
	examples: ["ganglion wallet proxy add --wallet me --delegate 5FHneW46… --type Staking"],
	resultSchema: proxyChangeSchema,
	run: (values, context) => changeProxy(calls.addProxy, values, context),
	render: renderProxyChange,
});
