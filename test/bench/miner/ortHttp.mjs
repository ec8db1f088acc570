/**
 * What HTTP alone costs a model's run: node ortHttp.mjs MODEL FOLDER COUNT.
 *
 * Node's own server, the model in its thread: it reads the body of a request, runs the model on the ready tensors of row
 * `x-row`, and gives `x-answer-bytes` bytes. It checks and signs nothing, decodes nothing, and a model that ends its process
 * ends the server. Prints one line of JSON when it listens: {"port", "pid"}.
 */
import { createServer } from "node:http";
import { workOf } from "./ortWork.mjs";

const [name, folder, count] = process.argv.slice(2);
const work = await workOf(name, folder, Number(count));
const rows = Array.from({ length: Number(count) }, (_, i) => i);
await work.prepare?.(rows, 1);
const run = work.single?.bare ?? ((row) => work.bare([row], 1));
const server = createServer((request, response) => {
	const parts = [];
	request.on("data", (part) => parts.push(part));
	request.on("end", async () => {
		Buffer.concat(parts);
		await run(Number(request.headers["x-row"]));
		response.end(Buffer.alloc(Number(request.headers["x-answer-bytes"])));
	});
});
server.listen(0, "127.0.0.1", () => {
	process.stdout.write(`${JSON.stringify({ port: server.address().port, pid: process.pid })}\n`);
});
process.on("SIGTERM", () => process.exit(0));
