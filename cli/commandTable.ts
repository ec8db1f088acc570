import type { Command } from "./command.js";

/** Any command, whatever its values and result. */
export type AnyCommand = Command<never, unknown>;

/** A command as the top-level help needs it; the rest is loaded when it is run or explained. */
export interface CommandEntry {
	/** Equal to the command's own `summary` (a test compares them). */
	readonly summary: string;
	load(): Promise<AnyCommand>;
}

/** Every command by its path, in the order of the help. */
export const commandTable: Readonly<Record<string, CommandEntry>> = {
	localnet: {
		summary: "Run a whole network on this computer: chain, validators, miners",
		load: async () => (await import("./commands/localnet.js")).localnet,
	},
	"chain start": {
		summary: "Run the embedded chain alone",
		load: async () => (await import("./commands/chainStart.js")).chainStart,
	},
	"chain upgrade": {
		summary: "Give a running chain another runtime, after trying it",
		load: async () => (await import("./commands/chainUpgrade.js")).chainUpgrade,
	},
	"chain spec": {
		summary: "Write the chain spec of a network of many machines",
		load: async () => (await import("./commands/chainSpec.js")).chainSpec,
	},
	"chain export": {
		summary: "Write the chain of a data folder into one file",
		load: async () => (await import("./commands/chainExport.js")).chainExport,
	},
	"chain import": {
		summary: "Make a data folder from a file that chain export wrote",
		load: async () => (await import("./commands/chainImport.js")).chainImport,
	},
	"beacon relay": {
		summary: "Bring a randomness beacon's pulses to the chain",
		load: async () => (await import("./commands/beaconRelay.js")).beaconRelay,
	},
	"wallet create": {
		summary: "Make a coldkey and a hotkey, or one more hotkey",
		load: async () => (await import("./commands/walletCreate.js")).walletCreate,
	},
	"wallet list": {
		summary: "Show the wallets on this computer",
		load: async () => (await import("./commands/walletList.js")).walletList,
	},
	"wallet show": {
		summary: "Show a wallet's addresses, without its secrets",
		load: async () => (await import("./commands/walletShow.js")).walletShow,
	},
	"wallet balance": {
		summary: "Show what a coldkey has, free and staked",
		load: async () => (await import("./commands/walletBalance.js")).walletBalance,
	},
	"wallet transfer": {
		summary: "Send tokens from the wallet's coldkey",
		load: async () => (await import("./commands/walletTransfer.js")).walletTransfer,
	},
	"wallet proxy add": {
		summary: "Let another account make some of the coldkey's calls",
		load: async () => (await import("./commands/walletProxyAdd.js")).walletProxyAdd,
	},
	"wallet proxy remove": {
		summary: "Take another account's right to the coldkey's calls away",
		load: async () => (await import("./commands/walletProxyRemove.js")).walletProxyRemove,
	},
	"wallet proxy list": {
		summary: "Show who may make some of a coldkey's calls",
		load: async () => (await import("./commands/walletProxyList.js")).walletProxyList,
	},
	"wallet swap-hotkey": {
		summary: "Put another hotkey in the place of one",
		load: async () => (await import("./commands/walletSwapHotkey.js")).walletSwapHotkey,
	},
	"wallet swap-coldkey announce": {
		summary: "Announce that another coldkey will get everything",
		load: async () => (await import("./commands/walletSwapColdkeyAnnounce.js")).walletSwapColdkeyAnnounce,
	},
	"wallet swap-coldkey execute": {
		summary: "Hand everything to the coldkey that was announced",
		load: async () => (await import("./commands/walletSwapColdkeyExecute.js")).walletSwapColdkeyExecute,
	},
	"wallet swap-coldkey dispute": {
		summary: "Stop an announced coldkey swap until root decides",
		load: async () => (await import("./commands/walletSwapColdkeyDispute.js")).walletSwapColdkeyDispute,
	},
	"wallet swap-coldkey clear": {
		summary: "Withdraw an announced coldkey swap",
		load: async () => (await import("./commands/walletSwapColdkeyClear.js")).walletSwapColdkeyClear,
	},
	"wallet swap-coldkey status": {
		summary: "Show whether a coldkey's swap is announced or disputed",
		load: async () => (await import("./commands/walletSwapColdkeyStatus.js")).walletSwapColdkeyStatus,
	},
	"wallet sign": {
		summary: "Sign a message by a key of the wallet",
		load: async () => (await import("./commands/walletSign.js")).walletSign,
	},
	"wallet verify": {
		summary: "Verify a message's signature",
		load: async () => (await import("./commands/walletVerify.js")).walletVerify,
	},
	"subnet list": {
		summary: "Show the subnets of a chain",
		load: async () => (await import("./commands/subnetList.js")).subnetList,
	},
	"subnet show": {
		summary: "Show one subnet: owner, task, epoch, price, emission",
		load: async () => (await import("./commands/subnetShow.js")).subnetShow,
	},
	"subnet metagraph": {
		summary: "Show the neurons of a subnet",
		load: async () => (await import("./commands/subnetMetagraph.js")).subnetMetagraph,
	},
	"subnet hyperparameters": {
		summary: "Show a subnet's hyperparameters, or set them",
		load: async () => (await import("./commands/subnetHyperparameters.js")).subnetHyperparameters,
	},
	"subnet register": {
		summary: "Register the wallet's hotkey in a subnet",
		load: async () => (await import("./commands/subnetRegister.js")).subnetRegister,
	},
	"subnet create": {
		summary: "Create a subnet",
		load: async () => (await import("./commands/subnetCreate.js")).subnetCreate,
	},
	"subnet commitment set": {
		summary: "Say something about the wallet's hotkey in a subnet",
		load: async () => (await import("./commands/subnetCommitmentSet.js")).subnetCommitmentSet,
	},
	"subnet commitment get": {
		summary: "Show what a hotkey says about itself in a subnet",
		load: async () => (await import("./commands/subnetCommitmentGet.js")).subnetCommitmentGet,
	},
	"subnet start": {
		summary: "Let a subnet's emission begin",
		load: async () => (await import("./commands/subnetStart.js")).subnetStart,
	},
	"subnet identity get": {
		summary: "Show what a subnet's owner tells about it",
		load: async () => (await import("./commands/subnetIdentityGet.js")).subnetIdentityGet,
	},
	"subnet identity set": {
		summary: "Tell what a subnet is, as its owner",
		load: async () => (await import("./commands/subnetIdentitySet.js")).subnetIdentitySet,
	},
	"subnet dissolve": {
		summary: "Remove a subnet, as root",
		load: async () => (await import("./commands/subnetDissolve.js")).subnetDissolve,
	},
	"stake add": {
		summary: "Stake on a hotkey in a subnet",
		load: async () => (await import("./commands/stakeAdd.js")).stakeAdd,
	},
	"stake remove": {
		summary: "Take stake back to the coldkey",
		load: async () => (await import("./commands/stakeRemove.js")).stakeRemove,
	},
	"stake move": {
		summary: "Move stake to another hotkey",
		load: async () => (await import("./commands/stakeMove.js")).stakeMove,
	},
	"stake transfer": {
		summary: "Give stake to another coldkey",
		load: async () => (await import("./commands/stakeTransfer.js")).stakeTransfer,
	},
	"stake swap": {
		summary: "Move stake to another subnet",
		load: async () => (await import("./commands/stakeSwap.js")).stakeSwap,
	},
	"stake child set": {
		summary: "Let other hotkeys validate with a hotkey's stake",
		load: async () => (await import("./commands/stakeChildSet.js")).stakeChildSet,
	},
	"stake child get": {
		summary: "Show who validates with whose stake, seen from a hotkey",
		load: async () => (await import("./commands/stakeChildGet.js")).stakeChildGet,
	},
	"stake child take": {
		summary: "Set what a hotkey keeps of its parents' dividends",
		load: async () => (await import("./commands/stakeChildTake.js")).stakeChildTake,
	},
	"stake list": {
		summary: "Show where a coldkey has staked",
		load: async () => (await import("./commands/stakeList.js")).stakeList,
	},
	"weights set": {
		summary: "Set a validator's weights",
		load: async () => (await import("./commands/weightsSet.js")).weightsSet,
	},
	"weights show": {
		summary: "Show the weights that validators have set",
		load: async () => (await import("./commands/weightsShow.js")).weightsShow,
	},
	"miner start": {
		summary: "Serve a subnet's task",
		load: async () => (await import("./commands/minerStart.js")).minerStart,
	},

	"miner reload": {
		summary: "Have a running miner read its task anew and serve it, without losing a request",
		load: async () => (await import("./commands/minerReload.js")).minerReload,
	},
	"miner doctor": {
		summary: "Look at everything a miner needs, and say what is wrong and what to do",
		load: async () => (await import("./commands/minerDoctor.js")).minerDoctor,
	},
	"model pull": {
		summary: "Fetch a model and pin its files",
		load: async () => (await import("./commands/modelPull.js")).modelPull,
	},
	"model list": {
		summary: "Show the models that were pulled",
		load: async () => (await import("./commands/modelList.js")).modelList,
	},
	"model verify": {
		summary: "Check the files of models against their pinned sha256",
		load: async () => (await import("./commands/modelVerify.js")).modelVerify,
	},
	"model remove": {
		summary: "Delete a model that was pulled",
		load: async () => (await import("./commands/modelRemove.js")).modelRemove,
	},
	"subnet init": {
		summary: "Make a folder with a task that runs as it is",
		load: async () => (await import("./commands/subnetInit.js")).subnetInit,
	},
	"subnet model": {
		summary: "Write a task's model as a server behind a miner must serve it",
		load: async () => (await import("./commands/subnetModel.js")).subnetModel,
	},
	"subnet check": {
		summary: "Try a task as its miners and validators will, and say what they would refuse",
		load: async () => (await import("./commands/subnetCheck.js")).subnetCheck,
	},
	"subnet publish": {
		summary: "Sign a task and put its hash on the chain",
		load: async () => (await import("./commands/subnetPublish.js")).subnetPublish,
	},
	"validator start": {
		summary: "Validate subnets: ask, verify, score, set weights, answer researchers",
		load: async () => (await import("./commands/validatorStart.js")).validatorStart,
	},
	query: {
		summary: "Ask a subnet's miners for one inference",
		load: async () => (await import("./commands/query.js")).query,
	},
	proxy: {
		summary: "Sign what your own tools ask: OpenAI's API and the Open Inference Protocol",
		load: async () => (await import("./commands/proxy.js")).proxy,
	},
	"verify-evidence": {
		summary: "Check a validator's verdicts again, from receipts and models alone",
		load: async () => (await import("./commands/verifyEvidence.js")).verifyEvidence,
	},
	"yuma run": {
		summary: "Run epochs of Yuma consensus from a file",
		load: async () => (await import("./commands/yumaRun.js")).yumaRun,
	},
};
