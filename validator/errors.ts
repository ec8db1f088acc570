import { GanglionError } from "../chain/wallet/index.js";

/** The validator's data folder cannot be opened: another process holds it. */
export class ValidatorDataLockedError extends GanglionError {
	readonly folder: string;

	constructor(folder: string, options?: { cause?: unknown }) {
		super(
			"VALIDATOR_DATA_LOCKED",
			`the validator's data folder ${folder} is held by another process`,
			"stop the other validator, or give this one a folder of its own with --data",
			options,
		);
		this.folder = folder;
	}
}

/** The validator's data folder holds something that is not its database, or one that a newer release wrote. */
export class ValidatorDataUnusableError extends GanglionError {
	readonly folder: string;

	constructor(folder: string, reason: string, options?: { cause?: unknown }) {
		super(
			"VALIDATOR_DATA_UNUSABLE",
			`the validator's data folder ${folder} cannot be used: ${reason}`,
			"use the release that wrote it, or move the folder away to start with fresh scores",
			options,
		);
		this.folder = folder;
	}
}

/** The data folder was written on another chain or for another hotkey. */
export class ValidatorDataForeignError extends GanglionError {
	readonly expected: string;
	readonly actual: string;

	constructor(what: "genesis hash" | "hotkey", expected: string, actual: string) {
		super(
			"VALIDATOR_DATA_FOREIGN",
			`expected a data folder of ${what} ${expected}, got one of ${actual}`,
			"give this validator a data folder of its own with --data; scores do not carry over between chains or hotkeys",
		);
		this.expected = expected;
		this.actual = actual;
	}
}

/** The validator's hotkey is in none of the subnets it was started for. */
export class ValidatorNotRegisteredError extends GanglionError {
	readonly netuid: number;
	readonly hotkey: string;

	constructor(netuid: number, hotkey: string) {
		super(
			"VALIDATOR_NOT_REGISTERED",
			`hotkey ${hotkey} is not registered on subnet ${netuid}`,
			`run \`ganglion subnet register --netuid ${netuid}\` with this hotkey first`,
		);
		this.netuid = netuid;
		this.hotkey = hotkey;
	}
}

/** The bundle that a validator was given is not the one that the subnet publishes. */
export class PublishedTaskMismatchError extends GanglionError {
	readonly netuid: number;
	readonly published: string;
	readonly given: string;

	constructor(netuid: number, published: string, given: string) {
		super(
			"PUBLISHED_TASK_MISMATCH",
			`subnet ${netuid} publishes the task ${published}, this bundle is ${given}`,
			"take the bundle that the subnet's owner published; `ganglion subnet show` prints its hash and address",
		);
		this.netuid = netuid;
		this.published = published;
		this.given = given;
	}
}

/** The child process that re-executes models ended, or did not answer in time. */
export class ReexecutionFailedError extends GanglionError {
	/** `process`: the child ended or took too long; `run`: ONNX Runtime refused what it was given. */
	readonly fault: "process" | "run";

	constructor(fault: "process" | "run", reason: string, options?: { cause?: unknown }) {
		super(
			"REEXECUTION_FAILED",
			`the model could not be run again: ${reason}`,
			"the audit is repeated in a later round; see the log where it goes on",
			options,
		);
		this.fault = fault;
	}
}

/** Evidence that does not have the documented shape. */
export class EvidenceInvalidError extends GanglionError {
	constructor(reason: string, options?: { cause?: unknown }) {
		super(
			"EVIDENCE_INVALID",
			`expected an evidence document, got one where ${reason}`,
			"give the JSON document of `ganglion localnet --json`, or an export of a validator's GET /api/verdicts",
			options,
		);
	}
}

/** The gateway's port is taken. */
export class GatewayPortTakenError extends GanglionError {
	readonly port: number;

	constructor(port: number, options?: { cause?: unknown }) {
		super(
			"GATEWAY_PORT_TAKEN",
			`port ${port} of the gateway is in use`,
			"stop the other process, or choose another port with --gateway-port",
			options,
		);
		this.port = port;
	}
}

/** The port that the proxy was to listen on is in use. */
export class ProxyPortTakenError extends GanglionError {
	readonly port: number;

	constructor(port: number, options?: { cause?: unknown }) {
		super(
			"PROXY_PORT_TAKEN",
			`port ${port} of 127.0.0.1 is in use`,
			"stop the other process, or choose another --port, 0 for any",
			options,
		);
		this.port = port;
	}
}

/** No gateway answers at the address, or it broke off. */
export class GatewayUnreachableError extends GanglionError {
	constructor(url: string, options?: { cause?: unknown }) {
		super(
			"GATEWAY_UNREACHABLE",
			`no validator's gateway answers at ${url}`,
			"start the local network (`npm start`), or name the gateway of a running validator by --gateway",
			options,
		);
	}
}

/** A gateway or miner answered a query with a refusal. */
export class QueryRefusedError extends GanglionError {
	readonly status: number;

	constructor(status: number, code: string, message: string, remedy: string) {
		super("QUERY_REFUSED", `the answer was ${status} ${code}: ${message}`, remedy);
		this.status = status;
	}
}

/** A miner asked directly gave no answer. */
export class MinerUnreachableError extends GanglionError {
	readonly uid: number;

	constructor(uid: number, reason: string) {
		super(
			"MINER_UNREACHABLE",
			`uid ${uid} gave no answer: ${reason}`,
			"ask another miner by --uid, or a gateway",
		);
		this.uid = uid;
	}
}

/** A subnet's task is none of those that this installation has. */
export class TaskNotFoundError extends GanglionError {
	readonly netuid: number;

	constructor(netuid: number, hash: string | undefined) {
		super(
			"TASK_NOT_FOUND",
			hash === undefined
				? `subnet ${netuid} publishes no task`
				: `subnet ${netuid} publishes the task ${hash}, which does not ship with Ganglion`,
			`give its bundle: --task ${netuid}=FOLDER`,
		);
		this.netuid = netuid;
	}
}
