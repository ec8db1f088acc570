import { GanglionError } from "../chain/wallet/index.js";

/** A setting of the miner has a value it cannot run with. */
export class MinerSettingError extends GanglionError {
	constructor(
		readonly setting: string,
		expected: string,
		received: string,
	) {
		super(
			"MINER_SETTING",
			`miner setting ${setting}: expected ${expected}, got ${received}`,
			`Start the miner again with another value for ${setting}.`,
		);
	}
}

/** The engine process could not load the task or its model. */
export class EngineStartError extends GanglionError {
	constructor(
		readonly reason: string,
		remedy = "Read the reason; `ganglion subnet check` runs the same bundle and says what is wrong.",
		options?: { cause?: unknown },
	) {
		super("ENGINE_START", `the inference process did not start: ${reason}`, remedy, options);
	}
}

/** A reload was asked of a miner that was started without a way to read its task anew. */
export class ReloadUnsupportedError extends GanglionError {
	constructor() {
		super(
			"RELOAD_UNSUPPORTED",
			"expected a miner that can read its task anew, got one that was handed its task",
			"Pass `openTask` to startMiner, as `ganglion miner start` does.",
		);
	}
}

/** A miner was asked to read its task anew and serves the one before on. */
export class ReloadRefusedError extends GanglionError {
	constructor(reason: string, remedy: string) {
		super("RELOAD_REFUSED", `the miner did not reload: ${reason}`, remedy);
	}
}

/** Nobody answers where a miner is said to listen. */
export class MinerUnreachableError extends GanglionError {
	constructor(
		readonly origin: string,
		options?: { cause?: unknown },
	) {
		super(
			"MINER_UNREACHABLE",
			`no miner answers at ${origin}`,
			"Start it, or name the address and port that it listens on by --host and --port.",
			options,
		);
	}
}

/** The model names other files of this disk as its weights. */
export class ModelExternalDataError extends GanglionError {
	constructor() {
		super(
			"MODEL_EXTERNAL_DATA",
			"expected a model whose weights are all in its file, got one that names other files",
			"Load it through its bundle, which checks those files; behaviours that change weights need a model without them.",
		);
	}
}

/** No server behind the miner can serve the task. */
export class UpstreamUnusableError extends GanglionError {
	constructor(
		readonly reason: string,
		remedy: string,
	) {
		super("UPSTREAM_UNUSABLE", `the servers behind this miner cannot be used: ${reason}`, remedy);
	}
}

/** A server behind the miner gave no answer to one request. Its caller is told the status and the message. */
export class UpstreamError extends GanglionError {
	constructor(
		readonly status: number,
		code: string,
		message: string,
		remedy: string,
		/** Which server; for the log, never for the caller. */
		readonly server?: string,
		options?: { cause?: unknown },
	) {
		super(code, message, remedy, options);
	}
}

/** A cheating miner was asked for without saying that it is one. */
export class AdversaryNotConfirmedError extends GanglionError {
	constructor(readonly behaviour: string) {
		super(
			"ADVERSARY_NOT_CONFIRMED",
			`behaviour "${behaviour}" is a cheat, kept for localnet, tests and study`,
			"Leave the behaviour out to run an honest miner, or confirm with --i-know-this-cheats.",
		);
	}
}

/** What the system's codes mean, for those that a wrong host or port gives. */
const PORT_FAULTS: Readonly<Record<string, string>> = {
	EADDRINUSE: "something listens there already (EADDRINUSE)",
	EADDRNOTAVAIL: "this machine has no such address (EADDRNOTAVAIL)",
	EACCES: "this user may not take a port below 1024 (EACCES)",
};

/** The port is in use or may not be bound. */
export class MinerPortError extends GanglionError {
	/** As the CLI counts it: a port is taken. */
	readonly exitCode = 5;

	constructor(
		readonly host: string,
		readonly port: number,
		readonly reason: string,
		options?: { cause?: unknown },
	) {
		super(
			"MINER_PORT",
			`cannot listen on ${host}:${port}: ${PORT_FAULTS[reason] ?? reason}`,
			reason === "EADDRNOTAVAIL"
				? "Listen on an address of this machine by --host (0.0.0.0: on all), and publish another by --external-ip."
				: "Choose another --port, or stop what listens there.",
			options,
		);
	}
}

/** The hotkey has no uid on the subnet and there is no coldkey here to register it with. */
export class NotRegisteredError extends GanglionError {
	constructor(
		readonly netuid: number,
		readonly hotkey: string,
	) {
		super(
			"MINER_NOT_REGISTERED",
			`hotkey ${hotkey} has no uid on subnet ${netuid}`,
			`Register it: ganglion subnet register --netuid ${netuid} with the same --wallet and --hotkey, or start the miner with --register.`,
		);
	}
}

/** Services that tell a machine's public address do not agree on one. */
export class PublicAddressError extends GanglionError {
	constructor(readonly answers: readonly string[]) {
		super(
			"PUBLIC_ADDRESS_UNKNOWN",
			`expected two services that tell the same public address, got ${answers.length === 0 ? "none" : answers.join("; ")}`,
			"Name the address by --external-ip, or other services by --address-services.",
		);
	}
}
