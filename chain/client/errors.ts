import { GanglionError } from "../wallet/index.js";

/** The endpoint cannot be reached, or the connection broke while something was asked. */
export class ChainUnreachableError extends GanglionError {
	readonly endpoint: string;

	constructor(endpoint: string, reason: string, options?: { cause?: unknown }) {
		super(
			"CHAIN_UNREACHABLE",
			`the chain at ${endpoint} cannot be reached: ${reason}`,
			"start a chain (`ganglion chain start`), or name another endpoint by --endpoint",
			options,
		);
		this.endpoint = endpoint;
	}
}

/** The endpoint took a question and gave no answer in time. */
export class ChainTimeoutError extends GanglionError {
	readonly endpoint: string;
	readonly milliseconds: number;

	constructor(endpoint: string, what: string, milliseconds: number) {
		super(
			"CHAIN_TIMEOUT",
			`the chain at ${endpoint} did not answer ${what} within ${milliseconds} ms`,
			"see whether the node is overloaded or stopped, then try again",
		);
		this.endpoint = endpoint;
		this.milliseconds = milliseconds;
	}
}

/** After a reconnection the endpoint serves another chain than before. */
export class ChainChangedError extends GanglionError {
	readonly expectedGenesis: string;
	readonly actualGenesis: string;

	constructor(endpoint: string, expectedGenesis: string, actualGenesis: string) {
		super(
			"CHAIN_CHANGED",
			`${endpoint} now serves the chain ${actualGenesis}, it served ${expectedGenesis}`,
			"end this process and start it again for the new chain",
		);
		this.expectedGenesis = expectedGenesis;
		this.actualGenesis = actualGenesis;
	}
}

/** The node answered a question with an error. */
export class ChainRpcError extends GanglionError {
	readonly method: string;
	readonly rpcCode: number;
	readonly data: unknown;

	constructor(method: string, rpcCode: number, message: string, data: unknown) {
		const detail =
			data === undefined || data === null
				? ""
				: `: ${typeof data === "string" ? data : JSON.stringify(data)}`;
		super(
			"CHAIN_RPC_FAILED",
			`${method}: ${message}${detail} (${rpcCode})`,
			"check that the node keeps the block that was asked for and offers the method",
		);
		this.method = method;
		this.rpcCode = rpcCode;
		this.data = data;
	}
}

/** The chain lacks a call, storage item or runtime API that is needed. */
export class ChainSurfaceError extends GanglionError {
	constructor(what: string) {
		super(
			"CHAIN_SURFACE_MISSING",
			`the chain has no ${what}`,
			"use a chain with Bittensor's subnets, such as Ganglion's own",
		);
	}
}

/** The transaction pool refused a transaction: it is not, and will not be, in a block. */
export class ChainRefusedError extends GanglionError {
	/** The n of `Custom error: n`, where the refusal is one. */
	readonly customCode: number | undefined;
	/** The nonce belongs to another transaction: with a fresh one it may be taken. */
	readonly nonceTaken: boolean;
	/** The node takes the signature for none: of another key, another runtime, or another chain. */
	readonly signatureUnfit: boolean;

	constructor(
		call: string,
		reason: string,
		remedy: string,
		facts: {
			readonly customCode?: number;
			readonly nonceTaken?: boolean;
			readonly signatureUnfit?: boolean;
		} = {},
	) {
		super("CHAIN_REFUSED", `the chain refused ${call}: ${reason}`, remedy);
		this.customCode = facts.customCode;
		this.nonceTaken = facts.nonceTaken ?? false;
		this.signatureUnfit = facts.signatureUnfit ?? false;
	}
}

/** What a registration would cost, and what there is to pay it with. */
export interface RegistrationPrice {
	/** Address of who pays. */
	readonly coldkey: string;
	readonly freeRao: bigint;
	readonly burnRao: bigint;
}

const RAO_A_TOKEN = 1e9;

/** Rao as tokens with four decimals, for prices and balances that a person compares. */
export const inTokens = (rao: bigint): string => (Number(rao) / RAO_A_TOKEN).toFixed(4);

/** The coldkey cannot pay for the hotkey's registration. */
export class RegistrationUnpaidError extends GanglionError {
	constructor(readonly price: RegistrationPrice) {
		super(
			"REGISTRATION_UNPAID",
			`expected a coldkey that can pay ${inTokens(price.burnRao)} τ for the registration, got ${price.coldkey} with ${inTokens(price.freeRao)} τ free`,
			`ganglion wallet transfer --to ${price.coldkey} sends it tokens: the price, and a little for the fee.`,
		);
	}
}

/** A transaction is in a block, its fee was paid, and its call failed. */
export class ChainDispatchError extends GanglionError {
	readonly pallet: string;
	/** The error's own name, such as `NotEnoughStakeToWithdraw`. */
	readonly errorName: string;
	readonly blockHash: string;

	constructor(call: string, pallet: string, errorName: string, docs: string, blockHash: string) {
		const reason = docs === "" ? "" : `: ${docs}`;
		super(
			"CHAIN_DISPATCH_FAILED",
			`${call} failed with ${pallet}.${errorName}${reason}`,
			docs === ""
				? `look up ${errorName} of pallet ${pallet}`
				: "change what the reason names, then try again",
		);
		this.pallet = pallet;
		this.errorName = errorName;
		this.blockHash = blockHash;
	}
}

/** A transaction's era or nonce passed and no block holds it: it has had no effect. */
export class ChainExpiredError extends GanglionError {
	readonly extrinsicHash: string;

	constructor(call: string, extrinsicHash: string, reason: string) {
		super(
			"CHAIN_TRANSACTION_EXPIRED",
			`${call} is in no block: ${reason}`,
			"nothing was changed; submit it again",
		);
		this.extrinsicHash = extrinsicHash;
	}
}

/** There is no subnet of this number. */
export class SubnetNotFoundError extends GanglionError {
	readonly netuid: number;

	constructor(netuid: number) {
		super(
			"SUBNET_NOT_FOUND",
			`the chain has no subnet ${netuid}`,
			"see `ganglion subnet list` for those there are",
		);
		this.netuid = netuid;
	}
}

/** An argument of a call cannot be what it should be; found before anything was sent. */
export class CallArgumentError extends GanglionError {
	constructor(message: string, remedy: string) {
		super("CALL_ARGUMENT_INVALID", message, remedy);
	}
}

/** A server that should give a beacon's pulses does not. */
export class PulseSourceError extends GanglionError {
	readonly url: string;

	constructor(url: string, reason: string, options?: { cause?: unknown }) {
		super(
			"PULSE_SOURCE_FAILED",
			`expected a pulse of the beacon from ${url}, got ${reason}`,
			"see whether the server can be reached, or name another by --server",
			options,
		);
		this.url = url;
	}
}

/** What should be a beacon's public key is none: nothing can be sealed for it. */
export class BeaconKeyError extends GanglionError {
	readonly byteLength: number;

	constructor(byteLength: number, options?: { cause?: unknown }) {
		super(
			"BEACON_KEY_INVALID",
			`expected a beacon's public key, a compressed point of G2 in 96 bytes, got ${byteLength} bytes that are none`,
			"read Drand.BeaconConfig of the chain that is to open the message",
			options,
		);
		this.byteLength = byteLength;
	}
}
