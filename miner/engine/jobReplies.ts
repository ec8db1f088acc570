import { writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { type Answer, InputRefusedError } from "../../subnets/index.js";
import { UpstreamError } from "../errors.js";
import { lengthsOf, sizeOf } from "../heldAnswer.js";
import type { EngineJob, EngineReply } from "./engineMessages.js";
import { packRows } from "./packedRows.js";

/** Answers whose rows may be on their way to the disk; past it the next is written before work goes on. */
const WRITES_AT_ONCE = 4;

/** Rows of fewer bytes in all travel with their answer: a file of their own would cost this process more. */
const WORTH_A_FILE = 128 * 1024;

/** What an engine process tells of its jobs. */
export interface JobReplies {
	begun(jobs: readonly EngineJob[]): void;
	/** A piece of text; pieces of one turn of the event loop travel together. */
	token(job: EngineJob, text: string): void;
	answered(job: EngineJob, answer: Answer): void;
	refused(job: EngineJob, error: unknown, signal: AbortSignal): void;
	capacity(jobs: number): void;
	/** A line for the miner's log. */
	notice(line: string): void;
}

/** @param log - gets where a task's code failed, never what it said: that may quote a payload */
export function createJobReplies(
	send: (reply: EngineReply) => void,
	log: (line: string) => void,
): JobReplies {
	let writing = 0;
	let pieces: { id: number; text: string }[] = [];
	const flush = (): void => {
		if (pieces.length === 0) return;
		send({ type: "tokens", pieces });
		pieces = [];
	};
	return {
		begun: (jobs) => send({ type: "begun", ids: jobs.map(({ id }) => id) }),
		token({ id }, text) {
			if (pieces.length === 0) queueMicrotask(flush);
			pieces.push({ id, text });
		},
		answered({ id, rowsFile }, answer) {
			flush();
			const { withheld, ...rest } = answer;
			if (withheld === undefined) return send({ type: "answered", id, answer });
			const tensors = lengthsOf(withheld);
			if (rowsFile === undefined || sizeOf(tensors) < WORTH_A_FILE)
				return send({ type: "answered", id, answer: rest, packed: packRows(withheld) });
			// The answer need not wait for the disk: a demand for its rows does, in the miner's process.
			send({ type: "answered", id, answer: rest, rows: { tensors } });
			const keep = (error: unknown): void =>
				send(error === null ? { type: "kept", id } : { type: "kept", id, withheld });
			const rows = Object.values(withheld).flatMap((tensor) => tensor.rows);
			if (writing >= WRITES_AT_ONCE) return keep(writeNow(rowsFile, rows));
			writing++;
			void writeLater(rowsFile, rows).then((error) => {
				writing--;
				keep(error);
			});
		},
		refused({ id }, error, signal) {
			flush();
			send(asRefusal(id, error, signal, log));
		},
		capacity: (jobs) => send({ type: "capacity", jobs }),
		notice: (line) => send({ type: "notice", line }),
	};
}

/** Null where it worked. */
function writeNow(file: string, rows: readonly Uint8Array[]): unknown {
	try {
		writeFileSync(file, Buffer.concat(rows), { mode: 0o600 });
		return null;
	} catch (error) {
		return error;
	}
}

async function writeLater(file: string, rows: readonly Uint8Array[]): Promise<unknown> {
	try {
		const handle = await open(file, "w", 0o600);
		try {
			const { bytesWritten } = await handle.writev(rows);
			const wanted = rows.reduce((sum, row) => sum + row.byteLength, 0);
			return bytesWritten === wanted ? null : new Error(`wrote ${bytesWritten} of ${wanted} bytes`);
		} finally {
			await handle.close();
		}
	} catch (error) {
		return error;
	}
}

function asRefusal(
	id: number,
	error: unknown,
	signal: AbortSignal,
	log: (line: string) => void,
): EngineReply {
	if (error instanceof InputRefusedError) {
		const { status, code, message, remedy } = error;
		return { type: "refused", id, status, code, message, remedy };
	}
	if (!signal.aborted && error instanceof UpstreamError) {
		const { status, code, message, remedy, server } = error;
		log(`${code}${server === undefined ? "" : ` at ${server}`}: ${message}`);
		return { type: "refused", id, status, code, message, remedy };
	}
	if (signal.aborted) {
		const message = "the work was cancelled";
		return { type: "refused", id, status: 408, code: "CANCELLED", message, remedy: "Send it again." };
	}
	log(faultWithoutText(error));
	return taskFault(id);
}

/** The refusal of a request at which the task's code failed. */
export function taskFault(id: number): EngineReply {
	return {
		type: "refused",
		id,
		status: 500,
		code: "TASK_FAULT",
		message: "the task's code failed on this request",
		remedy: "Check the request against the task; tell the subnet's author if it is well-formed.",
	};
}

/** Where a fault happened. Its text is left out: it may quote the payload. Never throws, whatever a task has made of its error. */
function faultWithoutText(error: unknown): string {
	if (!(error instanceof Error)) return "the task threw something that is no error";
	try {
		const frames = String(error.stack)
			.split("\n")
			.filter((line) => line.startsWith("    at "));
		return [`task fault: ${error.name}`, ...frames].join("\n");
	} catch {
		return "the task threw an error that cannot be read";
	}
}
