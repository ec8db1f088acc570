import { scriptArguments } from "./clientLine.js";
import type { Commands, Refusals } from "./clientTasks.js";
import { type Facts, MECHANISMS, MESSAGE, NOTE, STAKE, TRIMMED } from "./facts.js";

/** Line A's commands for what is done now and then, and for what only Bittensor has. */

const wallet = (name: string) => ["--wallet-name", name, "--hotkey", "default"];
const netuid = (facts: Facts) => ["--netuid", String(facts.netuid)];
const other = (facts: Facts) => ["--netuid", String(facts.otherNetuid)];
const yes = ["--yes"];
const open = "--no-mev-protection";

export const upkeepA: Commands = {
	"wallet sign": {
		how: "btcli wallet sign",
		full: true,
		argv: () => [
			...["wallet", "sign", ...wallet("owner"), "--no-use-hotkey", "--message", MESSAGE, "--json-output"],
		],
	},
	"wallet get-identity": {
		how: "btcli wallet get-identity",
		full: true,
		argv: () => ["wallet", "get-identity", ...wallet("owner"), "--json-output"],
	},
	"wallet associate-hotkey": {
		how: "btcli wallet associate-hotkey",
		full: true,
		argv: ({ otherHotkey }) => [
			...["wallet", "associate-hotkey", "--wallet-name", "neuron", "--hotkey", otherHotkey, ...yes],
		],
	},
	"subnets get-identity": {
		how: "btcli subnets get-identity",
		full: true,
		argv: (facts) => ["subnets", "get-identity", ...netuid(facts), "--json-output"],
	},
	"subnets mechanisms: count": {
		how: "btcli subnets mechanisms set",
		full: true,
		argv: (facts) => [
			...["subnets", "mechanisms", "set", ...wallet("owner"), ...other(facts)],
			...["--count", String(MECHANISMS), ...yes],
		],
		typed: () => "y\n",
	},
	"subnets mechanisms: emissions": {
		how: "btcli subnets mechanisms split-emissions",
		full: true,
		argv: (facts) => [
			...["subnets", "mechanisms", "split-emissions", ...wallet("owner"), ...other(facts)],
			...["--split", "75,25", ...yes],
		],
		typed: () => "y\n",
	},
	"subnets trim": {
		how: "btcli sudo trim",
		full: true,
		argv: (facts) => [
			...["sudo", "trim", ...wallet("owner"), ...other(facts), "--max", String(TRIMMED), ...yes],
		],
	},
	"stake auto": {
		how: "btcli stake auto",
		full: true,
		argv: () => ["stake", "auto", "--wallet-name", "neuron", "--json-output"],
	},
	"stake remove, all": {
		how: "btcli stake remove --all",
		full: true,
		argv: ({ hotkey }) => [
			...["stake", "remove", "--wallet-name", "leaver", "--hotkey-ss58-address", hotkey],
			...["--all", open, ...yes],
		],
	},
	"axon reset": {
		how: "btcli axon reset",
		full: true,
		argv: (facts) => ["axon", "reset", ...wallet("neuron"), ...netuid(facts), ...yes],
	},
	"SDK: publish a commitment": {
		how: "Subtensor.set_commitment(...)",
		program: "python",
		full: true,
		argv: (facts) => scriptArguments("set_commitment", facts, { data: NOTE }),
	},
	"stake add, shielded": {
		how: "btcli stake add",
		full: true,
		argv: (facts) => [
			...["stake", "add", ...wallet("neuron"), ...netuid(facts), "--amount", String(STAKE), ...yes],
		],
	},
	"root: register": {
		how: "btcli subnets register --netuid 0",
		full: true,
		argv: () => ["subnets", "register", ...wallet("neuron"), "--netuid", "0", "--unsafe", ...yes],
	},
	"stake lock": {
		how: "btcli lock add",
		full: true,
		argv: (facts) => [
			...["lock", "add", "--wallet-name", "neuron", "--hotkey", facts.hotkey, ...netuid(facts)],
			...["--amount", "1", ...yes],
		],
	},
	"root: claim": {
		how: "btcli stake process-claim",
		full: true,
		argv: (facts) => [
			"stake",
			"process-claim",
			...wallet("neuron"),
			"--netuids",
			String(facts.netuid),
			...yes,
		],
	},
	"stake burn": {
		how: "btcli sudo stake-burn",
		full: true,
		argv: (facts) => [
			...["sudo", "stake-burn", ...wallet("owner"), ...netuid(facts), "--amount", "1", open, ...yes],
		],
	},
	"crowdloan create": {
		how: "btcli crowd create --fundraising",
		full: true,
		argv: ({ destination }) => [
			...["crowd", "create", ...wallet("neuron"), "--fundraising", "--target-address", destination],
			...["--deposit", "10", "--min-contribution", "1", "--cap", "100", "--duration", "100", ...yes],
		],
	},
};

export const refusalsA: Refusals = {
	"stake auto": {
		message: /"destination": "5"/,
		why: "The client takes the first letter of the address for the address. `btcli stake set-auto` works.",
	},
	"stake add, shielded": {
		message: /'NoneType' object has no attribute 'removeprefix'/,
		why: "There is no encrypted mempool: add `--no-mev-protection`, to each command that has it.",
	},
	"root: register": { message: /Subnet 0 does not exist/, why: "The chain has no root network." },
	"root: claim": {
		message: /No claimable emissions found/,
		why: "No root network, so nothing is ever to claim.",
	},
	"stake lock": {
		message: /Call function 'SubtensorModule.lock_stake' not found/,
		why: "Stake is not locked for conviction here.",
	},
	"stake burn": {
		message: /Call function 'SubtensorModule.add_stake_burn' not found/,
		why: "Stake has the price of a token here, so that nothing can be bought back.",
	},
	"crowdloan create": {
		message: /int\(\) argument must be a string, a bytes-like object or a real number, not 'NoneType'/,
		why: "There is no pallet for crowdloans, whose constants the client asks for.",
	},
};
