import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../chain/wallet/index.js";
import { commandTable } from "../../cli/commandTable.js";
import { sha256, startHub } from "../unit/models/hubServer.js";

/** `ganglion model pull|list|verify|remove` as a person runs them, beside a hub on this machine. */

const main = join(packageRoot(), "dist", "cli", "main.js");
const ajv = new Ajv({ allowUnionTypes: true });
const model = randomBytes(400_000);
const FIRST_BYTES = 150_000;

let folder: string;
let hub: Awaited<ReturnType<typeof startHub>>;
let env: Record<string, string>;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-cli-models-"));
	hub = await startHub({
		"config.json": { content: Buffer.from(JSON.stringify({ architectures: ["BertModel"] })) },
		"onnx/model.onnx": { content: model, isLarge: true },
	});
	env = {
		PATH: process.env.PATH ?? "",
		HOME: folder,
		GANGLION_MODELS: join(folder, "models"),
		HF_ENDPOINT: hub.endpoint,
	};
});
afterAll(async () => {
	await hub.stop();
	rmSync(folder, { recursive: true, force: true });
});

interface Ran {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

function ganglion(...argv: string[]): Promise<Ran> {
	return new Promise((resolve) => {
		execFile(
			process.execPath,
			[main, "model", ...argv],
			{ env, timeout: 60_000 },
			(error, stdout, stderr) => {
				const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
				resolve({ exitCode, stdout, stderr });
			},
		).stdin?.end();
	});
}

/** The document of a command, checked against its own schema, and its exit code. */
async function json(name: string, ...argv: string[]) {
	const { exitCode, stdout, stderr } = await ganglion(name, ...argv, "--json");
	const document = JSON.parse(stdout || `"${stderr}"`);
	const command = await commandTable[`model ${name}`]?.load();
	const validate = ajv.compile(command?.resultSchema ?? false);
	expect(validate(document), `model ${name}: ${JSON.stringify(validate.errors)} ${stdout}`).toBe(true);
	return { exitCode, document };
}

const here = (path: string) => join(folder, "models", "acme", "tiny", path);
const ranges = () => hub.requests.filter(({ host }) => host === "cdn").map(({ range }) => range);

describe("ganglion model", () => {
	it("pull, killed in the middle, goes on where it stopped", async () => {
		let stalled = () => {};
		const stall = new Promise<void>((resolve) => {
			stalled = resolve;
		});
		hub.state.fault = (_request, response, content) => {
			if (content !== model) return false;
			response.writeHead(200, { "Content-Length": content.length });
			response.write(content.subarray(0, FIRST_BYTES), () => stalled());
			return true;
		};
		const killed = spawn(process.execPath, [main, "model", "pull", "hf:acme/tiny"], { env, stdio: "ignore" });
		const ended = new Promise((resolve) => killed.once("exit", resolve));
		await stall;
		const part = () => readdirSync(here("onnx")).find((name) => name.endsWith(".part"));
		while (part() === undefined || statSync(join(here("onnx"), String(part()))).size < FIRST_BYTES)
			await new Promise((resolve) => setTimeout(resolve, 10));
		killed.kill("SIGKILL");
		await ended;
		hub.state.fault = undefined;

		const { exitCode, document } = await json("pull", "hf:acme/tiny");
		expect([exitCode, document.fetched, document.kind]).toEqual([0, 1, "encoder"]);
		expect(document.files).toContainEqual({ path: "onnx/model.onnx", bytes: 400_000, sha256: sha256(model) });
		expect(ranges()).toEqual([undefined, `bytes=${FIRST_BYTES}-`]);
		expect(readdirSync(here("onnx"))).toEqual(["model.onnx"]);
	}, 60_000);

	it("pull again fetches nothing, and list shows what is there", async () => {
		const again = await ganglion("pull", "hf:acme/tiny");
		expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining("nothing was missing")]);
		const { document } = await json("list");
		expect(document.models).toMatchObject([{ name: "acme/tiny", source: "hf:acme/tiny", kind: "encoder" }]);
		expect((await ganglion("list")).stdout).toMatch(
			/acme\/tiny +encoder +\S+ \S+ +2 +hf:acme\/tiny@0123456789ab/,
		);
	}, 60_000);

	it("verify fails for a file that was damaged, says which, and is content when it was pulled again", async () => {
		expect((await json("verify")).exitCode).toBe(0);
		writeFileSync(here("onnx/model.onnx"), model.subarray(1));
		const { exitCode, document } = await json("verify", "acme/tiny");
		expect(exitCode).toBe(1);
		expect(document.models[0].files).toContainEqual(
			expect.objectContaining({ path: "onnx/model.onnx", verdict: "differs", expected: sha256(model) }),
		);
		const said = await ganglion("verify");
		expect([said.exitCode, said.stdout]).toEqual([1, expect.stringContaining("pull it again to repair")]);
		await json("pull", "hf:acme/tiny");
		expect((await json("verify")).exitCode).toBe(0);
	}, 60_000);

	it("remove deletes it, and names a model that is not there", async () => {
		expect((await json("remove", "acme/tiny")).document).toEqual({ name: "acme/tiny", stayed: [] });
		expect((await json("list")).document.models).toEqual([]);
		expect((await ganglion("verify")).stdout).toContain("nothing to verify");
		const absent = await ganglion("remove", "acme/tiny", "--json");
		expect([absent.exitCode, JSON.parse(absent.stdout).error.code]).toEqual([1, "MODEL_NOT_FOUND"]);
	}, 60_000);
});
