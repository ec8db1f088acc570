import { clientLine, scriptArguments } from "./clientLine.js";
import {
	type Commands,
	type Facts,
	IMMUNITY,
	PORTS,
	type Refusals,
	STAKE,
	TRANSFER,
	UNSTAKE,
} from "./clientTasks.js";
import { LINE_B } from "./lines.js";

/** bittensor 11.3.0, which brings btcli along. */

const wallet = (name: string) => ["--wallet", name, "--wallet-hotkey", "default"];
const netuid = (facts: Facts) => ["--netuid", String(facts.netuid)];

const commands: Commands = {
	"wallet create": {
		how: "btcli wallet create --no-password",
		argv: () => [...wallet("owner"), "wallet", "create", "--no-password"],
	},
	"wallet balance": { how: "btcli wallet balance", argv: () => [...wallet("owner"), "wallet", "balance"] },
	"wallet transfer": {
		how: "btcli wallet transfer",
		argv: ({ destination }) => [
			...[...wallet("owner"), "wallet", "transfer", "--dest", destination, "--amount", String(TRANSFER)],
		],
	},
	"subnets: cost of creation": {
		how: "btcli subnets create-cost",
		argv: () => ["subnets", "create-cost"],
	},
	"subnets create": { how: "btcli subnets create", argv: () => [...wallet("owner"), "subnets", "create"] },
	"subnets start": {
		how: "btcli hparams start",
		argv: (facts) => [...wallet("owner"), "hparams", "start", ...netuid(facts)],
	},
	"subnets list": { how: "btcli subnets list", argv: () => ["subnets", "list"] },
	"subnets show": {
		how: "btcli subnets show",
		argv: (facts) => ["subnets", "show", String(facts.netuid)],
	},
	"subnets hyperparameters": {
		how: "btcli subnets hyperparameters",
		argv: (facts) => ["subnets", "hyperparameters", String(facts.netuid)],
	},
	"sudo get": {
		how: "btcli hparams get",
		full: true,
		argv: (facts) => ["hparams", "get", ...netuid(facts)],
	},
	"sudo set": {
		how: "btcli hparams set",
		argv: (facts) => [
			...[...wallet("owner"), "hparams", "set", ...netuid(facts)],
			...["--name", "immunity_period", "--value", String(IMMUNITY)],
		],
	},
	"subnets register": {
		how: "btcli subnets register",
		argv: (facts) => [...wallet("neuron"), "subnets", "register", ...netuid(facts)],
	},
	"subnets metagraph": {
		how: "btcli subnets metagraph",
		full: true,
		argv: (facts) => ["subnets", "metagraph", String(facts.netuid)],
	},
	"stake add": {
		how: "btcli --no-mev-shield stake add --no-slippage-protection",
		argv: (facts) => [
			...["--no-mev-shield", ...wallet("neuron"), "stake", "add", ...netuid(facts)],
			...["--amount", String(STAKE), "--no-slippage-protection"],
		],
	},
	"stake add, safe": {
		how: "btcli --no-mev-shield stake add",
		full: true,
		argv: (facts) => [
			...["--no-mev-shield", ...wallet("neuron"), "stake", "add", ...netuid(facts)],
			...["--amount", String(STAKE)],
		],
	},
	"stake list": { how: "btcli stake list", argv: () => [...wallet("neuron"), "stake", "list"] },
	"stake remove": {
		how: "btcli --no-mev-shield stake remove --no-slippage-protection",
		argv: (facts) => [
			...["--no-mev-shield", ...wallet("neuron"), "stake", "remove", ...netuid(facts)],
			...["--amount", String(UNSTAKE), "--no-slippage-protection"],
		],
	},
	"stake remove, safe": {
		how: "btcli --no-mev-shield stake remove",
		full: true,
		argv: (facts) => [
			...["--no-mev-shield", ...wallet("neuron"), "stake", "remove", ...netuid(facts)],
			...["--amount", String(UNSTAKE)],
		],
	},
	"wallet overview": {
		how: "btcli wallet overview",
		full: true,
		argv: () => [...wallet("neuron"), "wallet", "overview"],
	},
	"axon set": {
		how: "btcli misc axon set",
		argv: (facts) => [
			...[...wallet("neuron"), "misc", "axon", "set", ...netuid(facts)],
			...["--ip", "8.8.4.4", "--port", String(PORTS.axonSet)],
		],
	},
	"SDK: serve an axon": {
		how: "execute(ServeAxon(...))",
		program: "python",
		full: true,
		argv: (facts) => scriptArguments("serve_axon", facts, { ip: "8.8.4.4", port: PORTS.serve }),
	},
	"SDK: metagraph": {
		how: "subnets.metagraph(netuid)",
		program: "python",
		argv: (facts) => scriptArguments("metagraph", facts),
	},
	"SDK: set weights": {
		how: "execute(SetWeights(...))",
		program: "python",
		argv: (facts) => scriptArguments("set_weights", facts),
	},
	"SDK: commit weights, timelocked": {
		how: "execute(CommitWeights(...))",
		program: "python",
		full: true,
		argv: (facts) => scriptArguments("commit_timelocked", facts),
	},
};

/** Read at connect, so everything stands behind it. */
const noSymbols = /storage function SubtensorModule.TokenSymbol not found/;

const refusals: Refusals = {
	"wallet balance": noSymbols,
	"wallet transfer": noSymbols,
	"subnets: cost of creation": noSymbols,
	"subnets create": noSymbols,
	"subnets start": noSymbols,
	"subnets list": noSymbols,
	"subnets show": noSymbols,
	"subnets hyperparameters": noSymbols,
	"sudo get": noSymbols,
	"sudo set": noSymbols,
	"subnets register": noSymbols,
	"subnets metagraph": noSymbols,
	"stake add": noSymbols,
	"stake add, safe": noSymbols,
	"stake list": noSymbols,
	"stake remove": noSymbols,
	"stake remove, safe": noSymbols,
	"wallet overview": noSymbols,
	"axon set": noSymbols,
	"SDK: serve an axon": noSymbols,
	"SDK: metagraph": noSymbols,
	"SDK: set weights": noSymbols,
	"SDK: commit weights, timelocked": noSymbols,
};

clientLine({
	line: LINE_B,
	script: "line_b.py",
	btcli: (argv, endpoint) => [
		...["--network", endpoint, "--fallback-endpoints", "none", "--archive-endpoints", "none"],
		...["--json", "--yes", ...argv],
	],
	commands,
	refusals,
});
