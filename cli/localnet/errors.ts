import { GanglionError } from "../../chain/wallet/index.js";

/** A port that the network needs is bound by somebody else. */
export class PortTakenError extends GanglionError {
	readonly port: number;

	constructor(port: number, user: string, options?: { cause?: unknown }) {
		super(
			"PORT_TAKEN",
			`port ${port}, wanted by ${user}, is taken by another program`,
			"end that program, or give localnet other ports by --port (it takes the 20 that follow, too)",
			options,
		);
		this.port = port;
	}
}

/** Another localnet runs on the same data folder. */
export class DataFolderBusyError extends GanglionError {
	readonly folder: string;
	readonly pid: number;

	constructor(folder: string, pid: number) {
		super(
			"DATA_FOLDER_BUSY",
			`the data folder ${folder} is used by another localnet (process ${pid})`,
			"stop that one, or give this one a folder of its own by --data DIR or --tmp",
		);
		this.folder = folder;
		this.pid = pid;
	}
}

/** The data folder holds something that is not a local network, or a broken one. */
export class DataFolderBrokenError extends GanglionError {
	readonly folder: string;

	constructor(folder: string, what: string, options?: { cause?: unknown }) {
		super(
			"DATA_FOLDER_BROKEN",
			`the data folder ${folder} cannot be used: ${what}`,
			"move it away or delete it to start a new network, or name another by --data DIR",
			options,
		);
		this.folder = folder;
	}
}

/** The network in the data folder was made with other cheats than asked for. */
export class CheatsDifferError extends GanglionError {
	readonly folder: string;

	constructor(folder: string, cheats: readonly string[]) {
		super(
			"CHEATS_DIFFER",
			`the network in ${folder} was made with the cheats ${cheats.join(",") || "none"}`,
			"leave --cheats out to go on with them, or start another network by --data DIR or --tmp",
		);
		this.folder = folder;
	}
}

/** A process of the network ended and the network cannot go on without it. */
export class NodeFailedError extends GanglionError {
	readonly node: string;

	constructor(node: string, how: number | string, lastLines: readonly string[], logFolder: string) {
		const last = lastLines.at(-1);
		super(
			"NODE_FAILED",
			`${node} ended (${how})${last === undefined ? "" : `: ${last}`}`,
			`see ${node}.log in ${logFolder}`,
		);
		this.node = node;
	}
}

/** The network did not reach the asked-for state in time. */
export class LocalnetTimeoutError extends GanglionError {
	constructor(what: string, seconds: number) {
		super(
			"LOCALNET_TIMEOUT",
			`${what} did not happen within ${seconds} s`,
			"look into logs/ of the data folder; on a slow machine give --block-ms a larger value",
		);
	}
}

/** Stopped by Ctrl-C or SIGTERM before the asked-for epochs had passed. */
export class LocalnetStoppedError extends GanglionError {
	constructor(epochs: number) {
		super(
			"LOCALNET_ABORTED",
			`stopped before ${epochs} epochs had passed`,
			"let it run, or ask for fewer by --epochs",
		);
	}
}
