import { closeSync, openSync, writevSync } from "node:fs";
import { type Answer, InputRefusedError } from "../../subnets/index.js";
import type { EngineJob, EngineReply, WrittenRows } from "./engineMessages.js";

/** What an engine process tells of its jobs. */
export interface JobReplies {
	begun(jobs: readonly EngineJob[]): void;
	/** A piece of text; pieces of one turn of the event loop travel together. */
	token(job: EngineJob, text: string): void;
	answered(job: EngineJob, answer: Answer): void;
	refused(job: EngineJob, error: unknown, signal: AbortSignal): void;
	capacity(jobs: number): void;
}

/** @param log - gets where a task's code failed, never what it said: that may quote a payload */
export function createJobReplies(
	send: (reply: EngineReply) => void,
	log: (line: string) => void,
): JobReplies {
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
			const { withheld } = answer;
			if (rowsFile === undefined || withheld === undefined) return send({ type: "answered", id, answer });
			try {
				const rows = writeRows(rowsFile, withheld);
				const { withheld: _, ...rest } = answer;
				send({ type: "answered", id, answer: rest, rows });
			} catch {
				// A disk that fails costs the rows after a restart, never the answer.
				send({ type: "answered", id, answer });
			}
		},
		refused({ id }, error, signal) {
			flush();
			send(asRefusal(id, error, signal, log));
		},
		capacity: (jobs) => send({ type: "capacity", jobs }),
	};
}

/** Writes the rows one behind the other: several megabytes that need not pass through the miner's own memory. */
function writeRows(file: string, withheld: NonNullable<Answer["withheld"]>): WrittenRows {
	const tensors = Object.entries(withheld);
	const rows = tensors.flatMap(([, tensor]) => tensor.rows);
	const wanted = rows.reduce((sum, row) => sum + row.byteLength, 0);
	const descriptor = openSync(file, "w", 0o600);
	try {
		const written = rows.length === 0 ? 0 : writevSync(descriptor, rows);
		if (written !== wanted) throw new Error(`wrote ${written} of ${wanted} bytes of withheld rows`);
	} finally {
		closeSync(descriptor);
	}
	return {
		tensors: Object.fromEntries(
			tensors.map(([name, tensor]) => [name, tensor.rows.map(({ byteLength }) => byteLength)]),
		),
	};
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
	if (signal.aborted) {
		const message = "the work was cancelled";
		return { type: "refused", id, status: 408, code: "CANCELLED", message, remedy: "Send it again." };
	}
	log(faultWithoutText(error));
	return {
		type: "refused",
		id,
		status: 500,
		code: "TASK_FAULT",
		message: "the task's code failed on this request",
		remedy: "Check the request against the task; tell the subnet's author if it is well-formed.",
	};
}

/** Where a fault happened. Its text is left out: it may quote the payload. */
function faultWithoutText(error: unknown): string {
	if (!(error instanceof Error)) return "the task threw something that is no error";
	const frames = (error.stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
	return [`task fault: ${error.name}`, ...frames].join("\n");
}
