import type { Commands } from "./clientTasks.js";
import { type Facts, HALF, TAKE, TRANSFER, UNSTAKE } from "./facts.js";

/** Line A's commands about stake in other subnets, children, keys that take another's place, and proxies. */

const wallet = (name: string) => ["--wallet-name", name, "--hotkey", "default"];
const netuid = (facts: Facts) => ["--netuid", String(facts.netuid)];
const yes = ["--yes"];
const open = "--no-mev-protection";
const kind = ["--proxy-type", "Any", "--index", "0"];
const coldkeySwap = (action: string, name: string) => ["wallet", "swap-coldkey", action, ...wallet(name)];

export const accountsA: Commands = {
	"stake swap": {
		how: "btcli stake swap --unsafe",
		full: true,
		argv: ({ netuid: origin, otherNetuid }) => [
			...["stake", "swap", ...wallet("neuron"), "--origin-netuid", String(origin)],
			...["--dest-netuid", String(otherNetuid), "--amount", String(UNSTAKE), "--unsafe", open, ...yes],
		],
	},
	"stake set-auto": {
		how: "btcli stake set-auto",
		full: true,
		argv: (facts) => ["stake", "set-auto", "--wallet-name", "neuron", ...netuid(facts), ...yes],
		typed: ({ ownerHotkey }) => `${ownerHotkey}\n`,
	},
	"stake child set": {
		how: "btcli stake child set",
		full: true,
		argv: (facts) => [
			...["stake", "child", "set", ...wallet("parent"), ...netuid(facts)],
			...["--children", facts.otherHotkey, "--proportions", String(HALF), ...yes],
		],
	},
	"stake child get": {
		how: "btcli stake child get",
		full: true,
		argv: (facts) => ["stake", "child", "get", ...wallet("parent"), ...netuid(facts), "--json-output"],
	},
	"stake child take": {
		how: "btcli stake child take",
		full: true,
		argv: (facts) => [
			...["stake", "child", "take", ...wallet("parent"), ...netuid(facts)],
			...["--take", String(TAKE), ...yes],
		],
	},
	"stake child revoke": {
		how: "btcli stake child revoke",
		full: true,
		argv: (facts) => ["stake", "child", "revoke", ...wallet("parent"), ...netuid(facts), ...yes],
	},
	"delegate take: set": {
		how: "btcli sudo set-take",
		full: true,
		argv: () => ["sudo", "set-take", ...wallet("parent"), "--take", String(TAKE)],
	},
	"delegate take: get": {
		how: "btcli sudo get-take",
		full: true,
		argv: () => ["sudo", "get-take", ...wallet("parent"), "--json-output"],
	},
	"wallet swap-hotkey": {
		how: "btcli wallet swap-hotkey",
		full: true,
		argv: () => ["wallet", "swap-hotkey", "new", ...wallet("swapper"), "--all-netuids", ...yes],
	},
	"wallet swap-coldkey: announce": {
		how: "btcli wallet swap-coldkey announce",
		full: true,
		argv: ({ otherColdkey }) => [
			...coldkeySwap("announce", "mover"),
			...["--new-coldkey", otherColdkey, open, ...yes],
		],
	},
	"wallet swap-coldkey: check": {
		how: "btcli wallet swap-check",
		full: true,
		argv: ({ otherColdkey }) => ["wallet", "swap-check", "--address", otherColdkey],
	},
	"wallet swap-coldkey: clear": {
		how: "btcli wallet swap-coldkey clear",
		full: true,
		argv: () => [...coldkeySwap("clear", "mover"), open, ...yes],
	},
	"wallet swap-coldkey: execute": {
		how: "btcli wallet swap-coldkey execute",
		full: true,
		argv: ({ otherColdkey }) => [
			...coldkeySwap("execute", "mover"),
			...["--new-coldkey", otherColdkey, open, ...yes],
		],
	},
	"wallet swap-coldkey: dispute": {
		how: "btcli wallet swap-coldkey dispute",
		full: true,
		argv: () => [...coldkeySwap("dispute", "robbed"), open, ...yes],
	},
	"proxy add": {
		how: "btcli proxy add",
		full: true,
		argv: ({ otherColdkey }) => [
			...["proxy", "add", ...wallet("principal"), "--delegate", otherColdkey],
			...["--proxy-type", "Transfer", "--delay", "0", ...yes],
		],
	},
	"a transfer by a proxy": {
		how: "btcli wallet transfer --proxy",
		full: true,
		argv: ({ destination, otherColdkey }) => [
			...["wallet", "transfer", ...wallet("agent"), "--dest", destination],
			...["--amount", String(TRANSFER), "--proxy", otherColdkey, ...yes],
		],
	},
	"proxy remove": {
		how: "btcli proxy remove",
		full: true,
		argv: ({ otherColdkey }) => [
			...["proxy", "remove", ...wallet("principal"), "--delegate", otherColdkey],
			...["--proxy-type", "Transfer", "--delay", "0", ...yes],
		],
	},
	"proxy announce": {
		how: "btcli wallet transfer --proxy --announce-only",
		full: true,
		argv: ({ destination, otherColdkey }) => [
			...["wallet", "transfer", ...wallet("agent"), "--dest", destination, "--announce-only"],
			...["--amount", String(TRANSFER), "--proxy", otherColdkey, ...yes],
		],
	},
	"proxy execute": {
		how: "btcli proxy execute",
		full: true,
		argv: ({ otherColdkey, callHash }) => [
			...["proxy", "execute", ...wallet("agent"), "--proxy", otherColdkey],
			...["--call-hash", callHash, ...yes],
		],
	},
	"proxy create": {
		how: "btcli proxy create",
		full: true,
		argv: () => ["proxy", "create", ...wallet("maker"), ...kind, "--delay", "0", ...yes],
	},
	"proxy kill": {
		how: "btcli proxy kill",
		full: true,
		argv: ({ otherColdkey, origin }) => [
			...["proxy", "kill", ...wallet("maker"), "--proxy", otherColdkey],
			...["--height", String(origin.block), "--ext-index", String(origin.extrinsic), ...kind, ...yes],
		],
	},
};
