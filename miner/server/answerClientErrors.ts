import type { Socket } from "node:net";
import type { AddressBudget } from "../admission/createAddressBudget.js";
import type { Connections } from "./boundConnections.js";
import { refusalBytes } from "./refuse.js";

/** What Node's parser finds wrong with a request, in HTTP's words and ours. */
const FAULTS: Readonly<Record<string, { status: string; code: string; message: string; remedy: string }>> = {
	HPE_HEADER_OVERFLOW: {
		status: "431 Request Header Fields Too Large",
		code: "HEAD_TOO_LARGE",
		message: "the head of the request is larger than this miner takes",
		remedy: "Send at most 16 KiB of headers.",
	},
	ERR_HTTP_REQUEST_TIMEOUT: {
		status: "408 Request Timeout",
		code: "REQUEST_TOO_SLOW",
		message: "the request did not come in whole within this miner's time limit",
		remedy: "Send it faster.",
	},
};

const MALFORMED = {
	status: "400 Bad Request",
	code: "HTTP_MALFORMED",
	message: "the request is not well-formed HTTP/1.1",
	remedy: "Send a request line, headers and a body whose length is its Content-Length.",
};

/** Answers what never became a request, in the shape of every other refusal, and charges it to its address. */
export function answerClientErrors(modules: {
	budget: Pick<AddressBudget, "spend">;
	connections: Pick<Connections, "countCutOff">;
}): (error: Error & { code?: string }, socket: Socket) => void {
	return (error, socket) => {
		if (socket.remoteAddress !== undefined) modules.budget.spend(socket.remoteAddress, "refused");
		// its sender left
		if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
		modules.connections.countCutOff(error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? "too_slow" : "no_http");
		const { status, ...fault } = FAULTS[error.code ?? ""] ?? MALFORMED;
		const body = refusalBytes(fault);
		const head = [
			`HTTP/1.1 ${status}`,
			"Content-Type: application/json; charset=utf-8",
			`Content-Length: ${body.length}`,
			"Connection: close",
		];
		socket.end(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]), () => socket.destroy());
	};
}
