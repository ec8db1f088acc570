import { clientLine, scriptArguments } from "./clientLine.js";
import {
	type Commands,
	type Facts,
	IMMUNITY,
	PORTS,
	type Refusals,
	SALT,
	STAKE,
	TRANSFER,
	UNSTAKE,
} from "./clientTasks.js";
import { LINE_A } from "./lines.js";

/** bittensor 10.5.0 with btcli 9.23.2. */

const wallet = (name: string) => ["--wallet-name", name, "--hotkey", "default"];
const netuid = (facts: Facts) => ["--netuid", String(facts.netuid)];
const yes = ["--yes"];
const row = ["--uids", "0", "--weights", "1.0", "--salt", SALT.join(",")];
const open = "--no-mev-protection";
const identity = [
	...["--subnet-name", "mine", "--github-repo", "https://github.com/example/subnet"],
	...["--subnet-contact", "owner@example.com", "--subnet-url", "https://example.com"],
	...["--discord-handle", "owner", "--description", "d", "--logo-url", "https://example.com/l.png"],
	...["--additional-info", "a"],
];

const commands: Commands = {
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
		argv: (facts) => scriptArguments("commit_weights", facts, { salt: SALT }),
	},
	"SDK: reveal weights, salted": {
		how: "Subtensor.reveal_weights(...)",
		program: "python",
		argv: (facts) => scriptArguments("reveal_weights", facts, { salt: SALT }),
	},
	"SDK: commit weights, timelocked": {
		how: "Subtensor.set_weights(...), commit-reveal on",
		program: "python",
		full: true,
		argv: (facts) => scriptArguments("set_weights", facts),
	},
};

const refusals: Refusals = {
	"wallet balance": /SubnetInfoRuntimeApi.get_all_dynamic_info' not found in registry/,
	"subnets create": /Call function 'SubtensorModule.register_network_with_identity' not found/,
	"subnets list": /Storage function "SubtensorModule.MechanismCountCurrent" not found/,
	"subnets show": /no message: it did not end/,
	"subnets hyperparameters": /SubnetInfoRuntimeApi.get_subnet_hyperparams_v3' not found in registry/,
	"sudo get": /SubnetInfoRuntimeApi.get_subnet_hyperparams_v3' not found in registry/,
	"subnets register, safe": /register_limit/,
	"subnets metagraph": /no message: it did not end/,
	"stake add": /get_all_dynamic_info/,
	"stake add, safe": /get_all_dynamic_info/,
	"stake list": /Storage function "SubtensorModule.IdentitiesV2" not found/,
	"stake remove": /Storage function "SubtensorModule.IdentitiesV2" not found/,
	"stake remove, safe": /Storage function "SubtensorModule.IdentitiesV2" not found/,
	"wallet overview": /get_all_dynamic_info/,
	"SDK: metagraph": /SubnetInfoRuntimeApi.get_subnet_state' not found in registry/,
	"SDK: set weights": /Call SubtensorModule.set_mechanism_weights not found in chain metadata/,
	"weights commit": /Storage function "SubtensorModule.get_commit_reveal_weights_enabled" not found/,
	"SDK: commit weights, salted": /Call SubtensorModule.commit_mechanism_weights not found in chain metadata/,
	"SDK: reveal weights, salted": /Call SubtensorModule.reveal_mechanism_weights not found in chain metadata/,
	"SDK: commit weights, timelocked": /Storage function "SubtensorModule.PendingEpochAt" not found/,
};

clientLine({
	line: LINE_A,
	script: "line_a.py",
	btcli: (argv, endpoint) => [
		...argv,
		...(argv.includes("create") && argv[0] === "wallet" ? [] : ["--network", endpoint]),
		...(argv.includes("--wallet-name") ? ["--wallet-path", "~/.bittensor/wallets"] : []),
	],
	commands,
	refusals,
});
