import { scriptArguments } from "./clientLine.js";
import type { Commands, Refusals } from "./clientTasks.js";
import { type Facts, MECHANISMS, MESSAGE, STAKE, TRIMMED } from "./facts.js";
import { TAO } from "./world.js";

/** Line B's commands for what is done now and then, and for what only Bittensor has. */

const wallet = (name: string) => ["--wallet", name, "--wallet-hotkey", "default"];
const netuid = (facts: Facts) => ["--netuid", String(facts.netuid)];
const other = (facts: Facts) => ["--netuid", String(facts.otherNetuid)];

export const upkeepB: Commands = {
	"wallet sign": {
		how: "btcli wallet sign",
		full: true,
		argv: () => [...wallet("owner"), "wallet", "sign", "--message", MESSAGE],
	},
	"wallet get-identity": {
		how: "btcli wallet get-identity",
		full: true,
		argv: () => [...wallet("owner"), "wallet", "get-identity"],
	},
	"wallet associate-hotkey": {
		how: "btcli wallet associate-hotkey",
		full: true,
		argv: ({ otherHotkey }) => [...wallet("neuron"), "wallet", "associate-hotkey", "--hotkey", otherHotkey],
	},
	"subnets get-identity": {
		how: "btcli hparams get-identity",
		full: true,
		argv: (facts) => ["hparams", "get-identity", String(facts.netuid)],
	},
	"subnets mechanisms: count": {
		how: "btcli hparams mechanisms count --value",
		full: true,
		argv: (facts) => [
			...[...wallet("owner"), "hparams", "mechanisms", "count", ...other(facts)],
			...["--value", String(MECHANISMS)],
		],
	},
	"subnets trim": {
		how: "btcli hparams trim",
		full: true,
		argv: (facts) => [
			...[...wallet("owner"), "hparams", "trim", ...other(facts), "--max-n", String(TRIMMED)],
		],
	},
	"stake auto": {
		how: "btcli stake auto",
		full: true,
		argv: () => [...wallet("neuron"), "stake", "auto"],
	},
	"stake remove, all": {
		how: "btcli --no-mev-shield stake unstake-all",
		full: true,
		argv: ({ hotkey }) => [
			...["--no-mev-shield", ...wallet("leaver"), "stake", "unstake-all", "--hotkey", hotkey],
		],
	},
	"axon reset": {
		how: "btcli misc axon reset",
		full: true,
		argv: (facts) => [...wallet("neuron"), "misc", "axon", "reset", ...netuid(facts)],
	},
	"subnets register, in a batch": {
		how: "btcli tx batch",
		full: true,
		argv: ({ netuid: subnet, hotkey }) => [
			...[...wallet("fourth"), "tx", "batch", "--intents"],
			JSON.stringify([{ op: "burned_register", netuid: subnet, hotkey_ss58: hotkey }]),
		],
	},
	"SDK: register": {
		how: "submit_call(SubtensorModule.burned_register(...))",
		program: "python",
		full: true,
		argv: (facts) => scriptArguments("register", facts, { wallet: "fifth", hotkey: facts.hotkey }),
	},
	"stake add, shielded": {
		how: "btcli stake add",
		full: true,
		argv: (facts) => [...[...wallet("neuron"), "stake", "add", ...netuid(facts), "--amount", String(STAKE)]],
	},
	"root: register": {
		how: "btcli root register",
		full: true,
		argv: () => [...wallet("neuron"), "root", "register"],
	},
	"root: claim": {
		how: "btcli tx claim-root",
		full: true,
		argv: (facts) => [...wallet("neuron"), "tx", "claim-root", "--subnets", String(facts.netuid)],
	},
	"stake lock": {
		how: "btcli conviction add",
		full: true,
		argv: (facts) => [...wallet("neuron"), "conviction", "add", ...netuid(facts), "--amount", "1"],
	},
	"stake burn": {
		how: "btcli --no-mev-shield hparams stake-burn",
		full: true,
		argv: (facts) => [
			...["--no-mev-shield", ...wallet("owner"), "hparams", "stake-burn", ...netuid(facts)],
			...["--amount", "1", "--limit-price", String(2n * TAO)],
		],
	},
	"miner's collateral": {
		how: "btcli tx add-collateral",
		full: true,
		argv: (facts) => [...wallet("neuron"), "tx", "add-collateral", ...netuid(facts), "--amount", "1"],
	},
	"crowdloan create": {
		how: "btcli tx create-crowdloan",
		full: true,
		argv: ({ destination }) => [
			...[
				...wallet("neuron"),
				"tx",
				"create-crowdloan",
				"--deposit-tao",
				"10",
				"--min-contribution-tao",
				"1",
			],
			...["--cap-tao", "100", "--end", "100000", "--target", destination],
		],
	},
};

const UNSHIELDED = /MEV shield is not active on this network \(MevShield\.NextKey is unset\)/;

export const refusalsB: Refusals = {
	"subnets register": {
		message: UNSHIELDED,
		why: "This command goes through Bittensor's encrypted mempool alone, and with `--no-mev-shield` says “burned_register must be submitted MEV-shielded”. `btcli tx batch` with one `burned_register` does the same without, and so does `submit_call` of the SDK.",
	},
	"miner's collateral": {
		message: UNSHIELDED,
		why: "Miners need no collateral here. The command goes through Bittensor's encrypted mempool alone.",
	},
	"root: register": {
		message: /call SubtensorModule.root_register not found/,
		why: "The chain has no root network.",
	},
	"root: claim": {
		message: /call SubtensorModule.claim_root not found/,
		why: "No root network, so nothing is ever to claim.",
	},
	"stake lock": {
		message: /call SubtensorModule.lock_stake not found/,
		why: "Stake is not locked for conviction here.",
	},
	"stake burn": {
		message: /call SubtensorModule.add_stake_burn not found/,
		why: "Stake has the price of a token here, so that nothing can be bought back.",
	},
	"crowdloan create": {
		message: /pallet "Crowdloan" not found/,
		why: "There is no pallet for crowdloans.",
	},
};
