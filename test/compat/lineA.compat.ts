import { accountsA } from "./accountsA.js";
import { clientLine, scriptArguments } from "./clientLine.js";
import type { Command, Commands, Refusals } from "./clientTasks.js";
import { type Facts, IMMUNITY, NAME, NOTE, PORTS, SALT, STAKE, SYMBOL, TRANSFER, UNSTAKE } from "./facts.js";
import { LINE_A } from "./lines.js";
import { CLOSED_BLOCKS } from "./timelockTask.js";
import { refusalsA, upkeepA } from "./upkeepA.js";

/** bittensor 10.5.0 with btcli 9.23.2. */

const wallet = (name: string) => ["--wallet-name", name, "--hotkey", "default"];
const netuid = (facts: Facts) => ["--netuid", String(facts.netuid)];
const yes = ["--yes"];
const row = ["--uids", "0", "--weights", "1.0", "--salt", SALT.join(",")];
/** As u16: the SDK commits to what it is given, and scales only what it reveals. */
const SALTED = { salt: SALT, weights: [65_535] };
const open = "--no-mev-protection";
const identity = [
	...["--subnet-name", "mine", "--github-repo", "https://github.com/example/subnet"],
	...["--subnet-contact", "owner@example.com", "--subnet-url", "https://example.com"],
	...["--discord-handle", "owner", "--description", "d", "--logo-url", "https://example.com/l.png"],
	...["--additional-info", "a"],
];

const timelocked: Command = {
	how: "Subtensor.set_weights(...), commit-reveal on",
	program: "python",
	argv: (facts) => scriptArguments("set_weights", facts),
};

const commands: Commands = {
	...accountsA,
	...upkeepA,
	"wallet create": {
		how: "btcli wallet create",
		argv: () => [
			...["wallet", "create", ...wallet("owner"), "--no-use-password", "--n-words", "12", "--json-output"],
		],
	},
	"wallet balance": {
		how: "btcli wallet balance",
		argv: () => ["wallet", "balance", "--wallet-name", "owner", "--json-output"],
	},
	"wallet transfer": {
		how: "btcli wallet transfer",
		argv: ({ destination }) => [
			...["wallet", "transfer", ...wallet("owner"), "--dest", destination],
			...["--amount", String(TRANSFER), ...yes],
		],
	},
	"wallet set-identity": {
		how: "btcli wallet set-identity",
		full: true,
		argv: () => [
			...[
				"wallet",
				"set-identity",
				...wallet("owner"),
				"--id-name",
				NAME,
				"--web-url",
				"https://example.com",
			],
			...["--image-url", "https://example.com/i.png", "--discord", "d", "--description", "d"],
			...["--additional", "a", "--github", "https://github.com/example/subnet", ...yes],
		],
	},
	"subnets: cost of creation": {
		how: "btcli subnets burn-cost",
		argv: () => ["subnets", "burn-cost", "--json-output"],
	},
	"subnets create": {
		how: "btcli subnets create",
		argv: () => ["subnets", "create", ...wallet("owner"), ...identity, open, ...yes],
	},
	"subnets start": {
		how: "btcli subnets start",
		argv: (facts) => ["subnets", "start", ...wallet("owner"), ...netuid(facts), "--yes"],
	},
	"subnets set-identity": {
		how: "btcli subnets set-identity",
		full: true,
		argv: (facts) => [
			...["subnets", "set-identity", ...wallet("owner"), ...netuid(facts), "--subnet-name", NAME],
			...identity.slice(2),
			...yes,
		],
	},
	"subnets set-symbol": {
		how: "btcli subnets set-symbol",
		full: true,
		argv: (facts) => ["subnets", "set-symbol", SYMBOL, ...wallet("owner"), ...netuid(facts), ...yes],
	},
	"subnets list": { how: "btcli subnets list", argv: () => ["subnets", "list", "--json-output"] },
	"subnets show": {
		how: "btcli subnets show",
		argv: (facts) => ["subnets", "show", ...netuid(facts), "--no-prompt", "--json-output"],
	},
	"subnets hyperparameters": {
		how: "btcli subnets hyperparameters",
		argv: (facts) => ["subnets", "hyperparameters", ...netuid(facts), "--json-output"],
	},
	"sudo get": {
		how: "btcli sudo get",
		full: true,
		argv: (facts) => ["sudo", "get", ...netuid(facts), "--json-output"],
	},
	"sudo set": {
		how: "btcli sudo set",
		argv: (facts) => [
			...["sudo", "set", ...wallet("owner"), ...netuid(facts)],
			...["--param", "immunity_period", "--value", String(IMMUNITY), ...yes],
		],
	},
	"subnets register": {
		how: "btcli subnets register --unsafe",
		argv: (facts) => ["subnets", "register", ...wallet("neuron"), ...netuid(facts), "--unsafe", ...yes],
	},
	"subnets register, safe": {
		how: "btcli subnets register --safe --tolerance 0.5",
		full: true,
		argv: (facts) => [
			...[
				"subnets",
				"register",
				...wallet("second"),
				...netuid(facts),
				"--safe",
				"--tolerance",
				"0.5",
				...yes,
			],
		],
	},
	"subnets metagraph": {
		how: "btcli subnets metagraph",
		full: true,
		argv: (facts) => ["subnets", "metagraph", ...netuid(facts), "--no-prompt", "--json-output"],
	},
	"stake add": {
		how: "btcli stake add --unsafe",
		argv: (facts) => [
			...["stake", "add", ...wallet("neuron"), ...netuid(facts), "--amount", String(STAKE)],
			...["--unsafe", open, ...yes],
		],
	},
	"stake add, safe": {
		how: "btcli stake add --safe",
		full: true,
		argv: (facts) => [
			...["stake", "add", ...wallet("neuron"), ...netuid(facts), "--amount", String(STAKE)],
			...["--safe", "--tolerance", "0.05", "--partial", open, ...yes],
		],
	},
	"stake list": {
		how: "btcli stake list",
		argv: () => ["stake", "list", ...wallet("neuron"), "--no-prompt", "--json-output"],
	},
	"stake remove": {
		how: "btcli stake remove --unsafe",
		argv: (facts) => [
			...["stake", "remove", ...wallet("neuron"), ...netuid(facts), "--amount", String(UNSTAKE)],
			...["--unsafe", open, ...yes],
		],
	},
	"stake remove, safe": {
		how: "btcli stake remove --safe",
		full: true,
		argv: (facts) => [
			...["stake", "remove", ...wallet("neuron"), ...netuid(facts), "--amount", String(UNSTAKE)],
			...["--safe", "--tolerance", "0.05", "--partial", open, ...yes],
		],
	},
	"stake move": {
		how: "btcli stake move",
		full: true,
		argv: ({ netuid: subnet, ownerHotkey, hotkey }) => [
			...["stake", "move", "--wallet-name", "neuron", "--hotkey", hotkey, "--dest", ownerHotkey],
			...["--origin-netuid", String(subnet), "--dest-netuid", String(subnet)],
			...["--amount", String(UNSTAKE), open, ...yes],
		],
	},
	"stake transfer": {
		how: "btcli stake transfer",
		full: true,
		argv: ({ netuid: subnet, destination, hotkey }) => [
			...["stake", "transfer", "--wallet-name", "neuron", "--hotkey", hotkey, "--dest", destination],
			...["--origin-netuid", String(subnet), "--dest-netuid", String(subnet)],
			...["--amount", String(UNSTAKE), open, ...yes],
		],
	},
	"wallet overview": {
		how: "btcli wallet overview",
		full: true,
		argv: () => ["wallet", "overview", ...wallet("neuron"), "--json-output"],
	},
	"axon set": {
		how: "btcli axon set",
		argv: (facts) => [
			...["axon", "set", ...wallet("neuron"), ...netuid(facts)],
			...["--ip", "8.8.4.4", "--port", String(PORTS.axonSet), ...yes],
		],
	},
	"SDK: serve an axon": {
		how: "Subtensor.serve_axon(...)",
		program: "python",
		full: true,
		argv: (facts) => scriptArguments("serve_axon", facts, { ip: "8.8.4.4", port: PORTS.serve }),
	},
	"SDK: metagraph": {
		how: "Subtensor.metagraph(netuid)",
		program: "python",
		argv: (facts) => scriptArguments("metagraph", facts),
	},
	"SDK: set weights": {
		how: "Subtensor.set_weights(...)",
		program: "python",
		argv: (facts) => scriptArguments("set_weights", facts),
	},
	"weights commit": {
		how: "btcli weights commit",
		full: true,
		argv: (facts) => ["weights", "commit", ...wallet("neuron"), ...netuid(facts), ...row, ...yes],
	},
	"SDK: commit weights, salted": {
		how: "Subtensor.commit_weights(...)",
		program: "python",
		argv: (facts) => scriptArguments("commit_weights", facts, SALTED),
	},
	"SDK: reveal weights, salted": {
		how: "Subtensor.reveal_weights(...)",
		program: "python",
		argv: (facts) => scriptArguments("reveal_weights", facts, SALTED),
	},
	"SDK: commit weights, timelocked": { ...timelocked, full: true },
};

const refusals: Refusals = {
	...refusalsA,
	"weights commit": {
		message: /Storage function "SubtensorModule.get_commit_reveal_weights_enabled" not found/,
		why: "The client takes the name of a function for that of an item, on every chain. The SDK commits.",
	},
};

clientLine({
	line: LINE_A,
	script: "line_a.py",
	btcli: (argv, endpoint) => [
		...argv,
		...(argv[0] === "wallet" && ["create", "sign"].includes(argv[1] ?? "") ? [] : ["--network", endpoint]),
		...(argv.includes("--wallet-name") ? ["--wallet-path", "~/.bittensor/wallets"] : []),
	],
	commands,
	refusals,
	sealing: {
		"SDK: timelocked weights are opened": timelocked,
		"SDK: a timelocked commitment is opened": {
			how: "Subtensor.set_reveal_commitment(...)",
			program: "python",
			argv: (facts) => scriptArguments("set_reveal_commitment", facts, { data: NOTE, blocks: CLOSED_BLOCKS }),
		},
	},
});
