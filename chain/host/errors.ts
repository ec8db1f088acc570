import { GanglionError } from "../wallet/index.js";

/** The runtime blob, or one given to `set_code`, cannot be run. */
export class RuntimeCodeError extends GanglionError {
	declare readonly code: "RUNTIME_CODE";

	constructor(expected: string, came: string, cause?: unknown) {
		super(
			"RUNTIME_CODE",
			`runtime code: expected ${expected}, came ${came}`,
			"give a runtime built by `npm run artifact`, or reinstall the package",
			{ cause },
		);
	}
}

/** A call into the runtime trapped, was refused by the host, or does not exist. */
export class RuntimeCallError extends GanglionError {
	declare readonly code: "RUNTIME_CALL";
	readonly method: string;
	readonly reason: string;

	constructor(method: string, reason: string, cause?: unknown) {
		super(
			"RUNTIME_CALL",
			`runtime call ${method}: ${reason}`,
			"check the call's name and arguments against the chain's metadata",
			{ cause },
		);
		this.method = method;
		this.reason = reason;
	}
}

/** A runtime call passed its time or memory limit, or its worker died; the worker was replaced. */
export class RuntimeLimitError extends GanglionError {
	declare readonly code: "RUNTIME_LIMIT";
	readonly what: string;

	constructor(what: string) {
		super(
			"RUNTIME_LIMIT",
			`the runtime call was ended: ${what}`,
			"ask for less in one call; the chain goes on with a fresh worker",
		);
		this.what = what;
	}
}

/** This node's key is none of the chain's authorities: no engine would take a block of it. */
export class NotAuthorityError extends GanglionError {
	declare readonly code: "NOT_AUTHORITY";
	readonly own: string;
	readonly authorities: readonly string[];

	constructor(own: string, authorities: readonly string[]) {
		super(
			"NOT_AUTHORITY",
			`this node makes no blocks: expected its key ${own} among the chain's authorities, found ${authorities.join(", ") || "none"}`,
			"an embedded chain has //Alice for its authority: begin again from a copy of the data folder of before the change, or from a genesis with that key",
		);
		this.own = own;
		this.authorities = authorities;
	}
}

/** Genesis cannot be built from the preset and its patch. */
export class GenesisError extends GanglionError {
	declare readonly code: "GENESIS";

	constructor(message: string, remedy: string) {
		super("GENESIS", message, remedy);
	}
}

/** The port is in use. */
export class PortTakenError extends GanglionError {
	declare readonly code: "PORT_TAKEN";
	readonly host: string;
	readonly port: number;

	constructor(host: string, port: number) {
		super(
			"PORT_TAKEN",
			`port ${port} on ${host} is taken by another process`,
			"end that process, or choose another port with --port",
		);
		this.host = host;
		this.port = port;
	}
}

/** Another process (or another host of this one) runs a chain on the data folder. */
export class DataLockedError extends GanglionError {
	declare readonly code: "DATA_LOCKED";
	readonly folder: string;

	constructor(folder: string, holder: string) {
		super(
			"DATA_LOCKED",
			`the data folder ${folder} is in use by ${holder}`,
			"end that chain first, or choose another folder with --data",
		);
		this.folder = folder;
	}
}

/** The data folder is not readable as a chain of ours. */
export class DataDamagedError extends GanglionError {
	declare readonly code: "DATA_DAMAGED";
	readonly folder: string;

	constructor(folder: string, found: string, cause?: unknown) {
		super(
			"DATA_DAMAGED",
			`the data folder ${folder} is damaged: ${found}`,
			"restore it from a copy, or move it away and start a new chain",
			{ cause },
		);
		this.folder = folder;
	}
}

/** A snapshot of a chain cannot be written or read. */
export class SnapshotError extends GanglionError {
	declare readonly code: "SNAPSHOT_UNUSABLE";
	readonly file: string;

	constructor(file: string, found: string, remedy: string, cause?: unknown) {
		super("SNAPSHOT_UNUSABLE", `the snapshot ${file}: ${found}`, remedy, { cause });
		this.file = file;
	}
}

/** A chain spec cannot be written. */
export class ChainSpecError extends GanglionError {
	declare readonly code: "CHAIN_SPEC_UNUSABLE";
	readonly file: string;

	constructor(file: string, found: string, remedy: string, cause?: unknown) {
		super("CHAIN_SPEC_UNUSABLE", `the chain spec ${file}: ${found}`, remedy, { cause });
		this.file = file;
	}
}

/** The folder holds a chain with other settings than those asked for. */
export class ChainSettingsError extends GanglionError {
	declare readonly code: "CHAIN_SETTINGS";

	constructor(setting: string, asked: string, stored: string) {
		super(
			"CHAIN_SETTINGS",
			`${setting} is fixed at genesis: asked for ${asked}, the chain in the data folder has ${stored}`,
			`leave ${setting} out, ask for ${stored}, or choose another folder with --data`,
		);
	}
}

/** The pool or the chain refuses a transaction; `rpcCode` and `data` are what JSON-RPC clients know. */
export class TransactionRefusedError extends GanglionError {
	declare readonly code: "TRANSACTION_REFUSED";
	readonly rpcCode: number;
	readonly rpcMessage: string;
	readonly data: string | undefined;

	constructor(rpcCode: number, rpcMessage: string, data?: string) {
		super(
			"TRANSACTION_REFUSED",
			data === undefined ? rpcMessage : `${rpcMessage}: ${data}`,
			"sign again with the account's next nonce and enough balance for the fee",
		);
		this.rpcCode = rpcCode;
		this.rpcMessage = rpcMessage;
		this.data = data;
	}
}

/** Writing to disk failed; nothing that was not flushed has been announced. */
export class StoreWriteError extends GanglionError {
	declare readonly code: "STORE_WRITE";

	constructor(folder: string, found: string, cause?: unknown) {
		super(
			"STORE_WRITE",
			`the chain cannot write to ${folder}: ${found}`,
			"make room on the disk; the chain goes on by itself, from the last block that was announced",
			{ cause },
		);
	}
}
