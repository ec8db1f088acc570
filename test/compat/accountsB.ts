import type { Commands } from "./clientTasks.js";
import { DESTINATION, type Facts, HALF, TAKE, TRANSFER, UNSTAKE } from "./facts.js";

/** Line B's commands about stake in other subnets, children, keys that take another's place, proxies and multisigs. */

const wallet = (name: string) => ["--wallet", name, "--wallet-hotkey", "default"];
const netuid = (facts: Facts) => ["--netuid", String(facts.netuid)];
const transfer = (amount: bigint) => [
	"wallet",
	"transfer",
	"--dest",
	DESTINATION,
	"--amount",
	String(amount),
];

export const accountsB: Commands = {
	"stake swap": {
		how: "btcli --no-mev-shield stake swap",
		full: true,
		argv: ({ netuid: origin, otherNetuid }) => [
			...["--no-mev-shield", ...wallet("neuron"), "stake", "swap", "--origin-netuid", String(origin)],
			...["--dest-netuid", String(otherNetuid), "--amount", String(UNSTAKE)],
		],
	},
	"stake set-auto": {
		how: "btcli stake set-auto",
		full: true,
		argv: (facts) => [
			...[...wallet("neuron"), "stake", "set-auto", ...netuid(facts), "--hotkey", facts.ownerHotkey],
		],
	},
	"stake child set": {
		how: "btcli stake child set",
		full: true,
		argv: (facts) => [
			...[...wallet("parent"), "stake", "child", "set", ...netuid(facts)],
			...["--children", JSON.stringify([[HALF, facts.otherHotkey]])],
		],
	},
	"stake child get": {
		how: "btcli stake child get",
		full: true,
		argv: (facts) => [...wallet("parent"), "stake", "child", "get", ...netuid(facts)],
	},
	"stake child take": {
		how: "btcli stake child take",
		full: true,
		argv: (facts) => [
			...[...wallet("parent"), "stake", "child", "take", ...netuid(facts), "--take", String(TAKE)],
		],
	},
	"stake child revoke": {
		how: "btcli stake child revoke",
		full: true,
		argv: (facts) => [...wallet("parent"), "stake", "child", "revoke", ...netuid(facts)],
	},
	"delegate take: set": {
		how: "btcli hparams set-take",
		full: true,
		argv: () => [...wallet("parent"), "hparams", "set-take", "--take", String(TAKE)],
	},
	"delegate take: get": {
		how: "btcli hparams get-take",
		full: true,
		argv: () => [...wallet("parent"), "hparams", "get-take"],
	},
	"wallet swap-hotkey": {
		how: "btcli wallet swap-hotkey",
		full: true,
		argv: ({ otherHotkey }) => [...wallet("swapper"), "wallet", "swap-hotkey", "--new-hotkey", otherHotkey],
	},
	"wallet swap-coldkey: announce": {
		how: "btcli wallet announce-coldkey-swap",
		full: true,
		argv: ({ otherColdkey }) => [
			...[...wallet("mover"), "wallet", "announce-coldkey-swap", "--new-coldkey", otherColdkey],
		],
	},
	"wallet swap-coldkey: check": {
		how: "btcli wallet swap-check",
		full: true,
		argv: ({ otherColdkey }) => ["wallet", "swap-check", "--coldkey", otherColdkey],
	},
	"wallet swap-coldkey: clear": {
		how: "btcli tx clear-coldkey-swap-announcement",
		full: true,
		argv: () => [...wallet("mover"), "tx", "clear-coldkey-swap-announcement"],
	},
	"wallet swap-coldkey: execute": {
		how: "btcli wallet swap-coldkey",
		full: true,
		argv: ({ otherColdkey }) => [
			...[...wallet("mover"), "wallet", "swap-coldkey", "--new-coldkey", otherColdkey],
		],
	},
	"wallet swap-coldkey: dispute": {
		how: "btcli tx dispute-coldkey-swap",
		full: true,
		argv: () => [...wallet("robbed"), "tx", "dispute-coldkey-swap"],
	},
	"proxy add": {
		how: "btcli proxy add",
		full: true,
		argv: ({ otherColdkey }) => [
			...[...wallet("principal"), "proxy", "add", "--delegate", otherColdkey, "--proxy-type", "Transfer"],
		],
	},
	"proxy list": {
		how: "btcli proxy list",
		full: true,
		argv: ({ otherColdkey }) => ["proxy", "list", "--coldkey", otherColdkey],
	},
	"a transfer by a proxy": {
		how: "btcli wallet transfer --proxy-for",
		full: true,
		argv: ({ otherColdkey }) => [...wallet("agent"), ...transfer(TRANSFER), "--proxy-for", otherColdkey],
	},
	"proxy remove": {
		how: "btcli proxy remove",
		full: true,
		argv: ({ otherColdkey }) => [
			...[...wallet("principal"), "proxy", "remove", "--delegate", otherColdkey],
			...["--proxy-type", "Transfer"],
		],
	},
	"proxy announce": {
		how: "btcli call Proxy.announce",
		full: true,
		argv: ({ otherColdkey, callHash }) => [
			...[...wallet("agent"), "call", "Proxy.announce", "--args"],
			JSON.stringify({ real: otherColdkey, call_hash: callHash }),
		],
	},
	"proxy execute": {
		how: "btcli proxy execute --inner-op transfer",
		full: true,
		argv: ({ otherColdkey }) => [
			...[...wallet("agent"), "proxy", "execute", "--delegate", "agent", "--real", otherColdkey],
			...["--inner-op", "transfer", "--inner-args"],
			JSON.stringify({ dest_ss58: DESTINATION, amount_tao: Number(TRANSFER) }),
		],
	},
	"proxy create": {
		how: "btcli proxy create",
		full: true,
		argv: () => [...wallet("maker"), "proxy", "create", "--proxy-type", "Any"],
	},
	"proxy kill": {
		how: "btcli proxy kill --proxy-for",
		full: true,
		argv: ({ otherColdkey, origin }) => [
			...[...wallet("maker"), "proxy", "kill", "--spawner", "maker", "--proxy-type", "Any"],
			...["--height", String(origin.block), "--ext-index", String(origin.extrinsic)],
			...["--proxy-for", otherColdkey],
		],
	},
	"multisig add": {
		how: "btcli multisig add",
		full: true,
		argv: () => ["multisig", "add", "both", "--threshold", "2", "--signatories", "first,last"],
	},
	"multisig: first approval": {
		how: "btcli wallet transfer --signatory",
		full: true,
		argv: () => ["--wallet", "both", ...transfer(TRANSFER), "--signatory", "first"],
	},
	"multisig: last approval": {
		how: "btcli wallet transfer --signatory",
		full: true,
		argv: () => ["--wallet", "both", ...transfer(TRANSFER), "--signatory", "last"],
	},
};
