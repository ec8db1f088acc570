import { accountsB } from "./accountsB.js";
import { clientLine, scriptArguments } from "./clientLine.js";
import type { Command, Commands } from "./clientTasks.js";
import { type Facts, IMMUNITY, NAME, PORTS, STAKE, SYMBOL, TRANSFER, UNSTAKE } from "./facts.js";
import { LINE_B } from "./lines.js";
import { refusalsB, upkeepB } from "./upkeepB.js";
import { TAO } from "./world.js";

/** bittensor 11.3.0, which brings btcli along. */

const wallet = (name: string) => ["--wallet", name, "--wallet-hotkey", "default"];
const netuid = (facts: Facts) => ["--netuid", String(facts.netuid)];

const timelocked: Command = {
	how: "execute(CommitWeights(...))",
	program: "python",
	argv: (facts) => scriptArguments("commit_timelocked", facts),
};

const commands: Commands = {
	...accountsB,
	...upkeepB,
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
	"wallet set-identity": {
		how: "btcli wallet set-identity",
		full: true,
		argv: () => [...wallet("owner"), "wallet", "set-identity", "--name", NAME],
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
	"subnets set-identity": {
		how: "btcli hparams set-identity",
		full: true,
		argv: (facts) => [...wallet("owner"), "hparams", "set-identity", ...netuid(facts), "--name", NAME],
	},
	"subnets set-symbol": {
		how: "btcli hparams set-symbol",
		full: true,
		argv: (facts) => [...wallet("owner"), "hparams", "set-symbol", ...netuid(facts), "--symbol", SYMBOL],
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
	"subnets register, raw call": {
		how: "btcli --no-mev-shield call SubtensorModule.register_limit",
		argv: ({ netuid: subnet, hotkey }) => [
			...["--no-mev-shield", ...wallet("third"), "call", "SubtensorModule.register_limit"],
			...["--args", JSON.stringify({ netuid: subnet, hotkey, limit_price: Number(TAO) })],
		],
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
	"stake move": {
		how: "btcli --no-mev-shield stake move",
		full: true,
		argv: ({ netuid: subnet, ownerHotkey, hotkey }) => [
			...["--no-mev-shield", ...wallet("neuron"), "stake", "move", "--netuid", String(subnet)],
			...["--origin-hotkey", hotkey, "--dest-hotkey", ownerHotkey, "--amount", String(UNSTAKE)],
		],
	},
	"stake transfer": {
		how: "btcli --no-mev-shield stake transfer",
		full: true,
		argv: ({ netuid: subnet, destination, hotkey }) => [
			...["--no-mev-shield", ...wallet("neuron"), "stake", "transfer", "--netuid", String(subnet)],
			...["--hotkey", hotkey, "--dest", destination, "--amount", String(UNSTAKE)],
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
	"SDK: commit weights, timelocked": { ...timelocked, full: true },
};

clientLine({
	line: LINE_B,
	script: "line_b.py",
	btcli: (argv, endpoint) => [
		...["--network", endpoint, "--fallback-endpoints", "none", "--archive-endpoints", "none"],
		...["--json", "--yes", ...argv],
	],
	commands,
	refusals: refusalsB,
	sealing: {
		"SDK: timelocked weights are opened": timelocked,
	},
});
