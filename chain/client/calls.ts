import { createHash } from "node:crypto";
import { checkAddress, checkAmount, checkNetuid, MAX_U16, subtensor } from "./callArguments.js";
import type { CallValue, ChainCall } from "./chainCall.js";
import { type CommitmentField, commitmentArgument } from "./commitment.js";
import { CallArgumentError } from "./errors.js";
import { hyperparameterCall } from "./hyperparameters.js";
import { parseIp } from "./ipAddress.js";
import type { ProxyType } from "./proxies.js";
import { coldkeyHash } from "./readColdkeySwap.js";
import { stakeCalls } from "./stakeCalls.js";
import { identityBytes, type SubnetIdentity } from "./subnetIdentity.js";

const MAX_U32 = 0xffff_ffff;

function checkRow(uids: readonly number[], values: readonly number[]): void {
	if (uids.length !== values.length)
		throw new CallArgumentError(
			`${uids.length} uids and ${values.length} weights`,
			"give one weight for each uid",
		);
	const outside = [...uids, ...values].find(
		(value) => !Number.isInteger(value) || value < 0 || value > MAX_U16,
	);
	if (outside !== undefined)
		throw new CallArgumentError(
			`expected uids and weights from 0 to 65535, got ${outside}`,
			"scale the weights to u16",
		);
	if (new Set(uids).size !== uids.length)
		throw new CallArgumentError("a uid is named twice", "name each uid once");
}

function toHash(hash: string | Uint8Array): string {
	const hex = typeof hash === "string" ? hash.replace(/^0x/, "") : Buffer.from(hash).toString("hex");
	if (!/^[0-9a-f]{64}$/i.test(hex))
		throw new CallArgumentError("expected a hash of 32 bytes", "give 64 hexadecimal digits");
	return `0x${hex}`;
}

function toSignature(signature: string | Uint8Array): string {
	const hex =
		typeof signature === "string" ? signature.replace(/^0x/, "") : Buffer.from(signature).toString("hex");
	if (!/^[0-9a-f]{128}$/i.test(hex))
		throw new CallArgumentError("expected a signature of 64 bytes", "give the sr25519 signature of the hash");
	return `0x${hex}`;
}

function proxyCall(call: string, delegate: string, type: ProxyType, delayBlocks: number): ChainCall {
	if (!Number.isInteger(delayBlocks) || delayBlocks < 0 || delayBlocks > MAX_U32)
		throw new CallArgumentError(`expected a delay in whole blocks, got ${delayBlocks}`, "give 0 for none");
	return { pallet: "Proxy", call, args: [{ Id: checkAddress(delegate) }, type, delayBlocks] };
}

/** The calls of the chain that Ganglion uses, as plain data. Arguments are checked before anything is sent. */
export const calls = {
	/** Sends tokens; the sender's account stays alive. */
	transfer: (dest: string, rao: bigint): ChainCall => ({
		pallet: "Balances",
		call: "transfer_keep_alive",
		args: [{ Id: checkAddress(dest) }, checkAmount(rao)],
	}),

	/** Registers a hotkey in a subnet for the price of the moment, paid by the signing coldkey. */
	burnedRegister: (netuid: number, hotkey: string): ChainCall =>
		subtensor("burned_register", checkNetuid(netuid), checkAddress(hotkey)),

	/** Creates a subnet; the signing coldkey owns it, and the hotkey is its uid 0. */
	registerNetwork: (hotkey: string): ChainCall => subtensor("register_network", checkAddress(hotkey)),

	/** Lets a subnet's emission begin. By its owner's coldkey. */
	startCall: (netuid: number): ChainCall => subtensor("start_call", checkNetuid(netuid)),

	/** Publishes where a neuron serves. By its hotkey. */
	serveAxon: (axon: {
		readonly netuid: number;
		readonly ip: string;
		readonly port: number;
		readonly version?: number;
		readonly protocol?: number;
	}): ChainCall => {
		const { number, type } = parseIp(axon.ip);
		if (!Number.isInteger(axon.port) || axon.port < 1 || axon.port > MAX_U16)
			throw new CallArgumentError(
				`expected a port from 1 to 65535, got ${axon.port}`,
				"give the port that is served",
			);
		return subtensor(
			"serve_axon",
			checkNetuid(axon.netuid),
			axon.version ?? 0,
			number,
			axon.port,
			type,
			axon.protocol ?? 4,
			0,
			0,
		);
	},

	...stakeCalls,

	/** Sets weights (u16, any scale). By a validator's hotkey. */
	setWeights: (
		netuid: number,
		uids: readonly number[],
		weights: readonly number[],
		versionKey: number | bigint = 0n,
	): ChainCall => {
		checkRow(uids, weights);
		return subtensor("set_weights", checkNetuid(netuid), uids, weights, BigInt(versionKey));
	},

	/** Commits to weights by their hash: see `weightCommitHash`. By a validator's hotkey. */
	commitWeights: (netuid: number, hash: string | Uint8Array): ChainCall =>
		subtensor("commit_weights", checkNetuid(netuid), toHash(hash)),

	/** Reveals committed weights: exactly what was hashed. By the hotkey that committed. */
	revealWeights: (
		netuid: number,
		uids: readonly number[],
		values: readonly number[],
		salt: Uint8Array | readonly number[],
		versionKey: number | bigint = 0n,
	): ChainCall => {
		checkRow(uids, values);
		return subtensor("reveal_weights", checkNetuid(netuid), uids, values, [...salt], BigInt(versionKey));
	},

	/** Commits to weights that open by themselves when the beacon has signed `round`: see `sealWeights`. */
	commitTimelockedWeights: (netuid: number, sealed: Uint8Array, round: number, version: number): ChainCall =>
		subtensor(
			"commit_timelocked_weights",
			checkNetuid(netuid),
			`0x${Buffer.from(sealed).toString("hex")}`,
			BigInt(round),
			version,
		),

	/** Brings pulses of the beacon to the chain, by ascending round. By anybody who can pay the fee in advance. */
	writePulses: (
		pulses: readonly { readonly round: number; readonly signature: Uint8Array }[],
	): ChainCall => ({
		pallet: "Drand",
		call: "write_pulse",
		args: [
			pulses.map(({ round, signature }) => ({
				round: BigInt(round),
				randomness: `0x${createHash("sha256").update(signature).digest("hex")}`,
				signature: `0x${Buffer.from(signature).toString("hex")}`,
			})),
		],
	}),

	/** Publishes a task's manifest hash for a subnet. By the subnet's owner. */
	publishTask: (
		netuid: number,
		hash: string | Uint8Array,
		uri: string,
		signature: string | Uint8Array,
	): ChainCall => ({
		pallet: "Tasks",
		call: "publish",
		args: [
			checkNetuid(netuid),
			toHash(hash),
			new TextEncoder().encode(uri),
			{ Sr25519: toSignature(signature) },
		],
	}),

	/** Removes a subnet; all that it holds goes back to its owners in the next blocks. By root alone. */
	dissolveNetwork: (netuid: number): ChainCall => subtensor("root_dissolve_network", checkNetuid(netuid)),

	/** Tells what a subnet is, in place of what was told before. By its owner's coldkey. */
	setSubnetIdentity: (netuid: number, identity: SubnetIdentity): ChainCall =>
		subtensor("set_subnet_identity", checkNetuid(netuid), ...identityBytes(identity)),

	/**
	 * Puts `to` in the place of the hotkey `from`, in one subnet or, without `netuid`, in all. By the coldkey of both.
	 * With `keepStake` the stake stays on `from`.
	 */
	swapHotkey: (swap: {
		readonly from: string;
		readonly to: string;
		readonly netuid?: number;
		readonly keepStake?: boolean;
	}): ChainCall =>
		subtensor(
			"swap_hotkey_v2",
			checkAddress(swap.from),
			checkAddress(swap.to),
			swap.netuid === undefined ? null : checkNetuid(swap.netuid),
			swap.keepStake ?? false,
		),

	/** Announces that the signing coldkey will hand everything to another. It can do nothing else from then on. */
	announceColdkeySwap: (to: string): ChainCall => subtensor("announce_coldkey_swap", coldkeyHash(to)),

	/** Hands everything to the coldkey that was announced, once the delay has passed. */
	swapColdkeyAnnounced: (to: string): ChainCall => subtensor("swap_coldkey_announced", checkAddress(to)),

	/** Stops the signing coldkey's announced swap, and all it can do, until root decides. */
	disputeColdkeySwap: (): ChainCall => subtensor("dispute_coldkey_swap"),

	/** Withdraws the signing coldkey's announcement, once it has stood long enough. */
	clearColdkeySwap: (): ChainCall => subtensor("clear_coldkey_swap_announcement"),

	/** Sets a hyperparameter of a subnet. By its owner's coldkey, some by root alone. */
	setHyperparameter: (netuid: number, name: string, value: CallValue): ChainCall => {
		const { call, args } = hyperparameterCall(name, value);
		return { pallet: "AdminUtils", call, args: [checkNetuid(netuid), ...args] };
	},

	/** Lets another account make some of the signer's calls, for a deposit that comes back. */
	addProxy: (delegate: string, type: ProxyType, delayBlocks: number): ChainCall =>
		proxyCall("add_proxy", delegate, type, delayBlocks),

	/** Takes such a right away: kind and delay are those it was given with. */
	removeProxy: (delegate: string, type: ProxyType, delayBlocks: number): ChainCall =>
		proxyCall("remove_proxy", delegate, type, delayBlocks),

	/** Says something about a neuron, in place of what it said before. By its hotkey. */
	setCommitment: (netuid: number, fields: readonly CommitmentField[]): ChainCall => ({
		pallet: "Commitments",
		call: "set_commitment",
		args: [checkNetuid(netuid), commitmentArgument(fields)],
	}),

	/** Runs a call as root. By the sudo key. */
	sudo: (call: ChainCall): ChainCall => ({ pallet: "Sudo", call: "sudo", args: [call] }),

	/** Gives the chain another runtime. By root; a runtime of a lower or equal `spec_version` is refused. */
	setCode: (code: Uint8Array): ChainCall => ({ pallet: "System", call: "set_code", args: [code] }),

	/** The same whatever its version is. By root. */
	setCodeWithoutChecks: (code: Uint8Array): ChainCall => ({
		pallet: "System",
		call: "set_code_without_checks",
		args: [code],
	}),

	/** Runs a call as root, whatever it weighs. By the sudo key. */
	sudoUncheckedWeight: (call: ChainCall): ChainCall => ({
		pallet: "Sudo",
		call: "sudo_unchecked_weight",
		args: [call, { refTime: 0, proofSize: 0 }],
	}),

	/** Runs calls in order, all or none. */
	batchAll: (batch: readonly ChainCall[]): ChainCall => ({
		pallet: "Utility",
		call: "batch_all",
		args: [batch],
	}),
} as const;
