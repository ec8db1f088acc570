import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkPorts } from "../../cli/localnet/checkPorts.js";
import { type LocalnetReport, localnetReportSchema } from "../../cli/localnet/localnetReport.js";
import { planNetwork, plannedPorts } from "../../cli/localnet/plan.js";

/**
 * The newcomer's command, as the README gives it, run once for real: a whole network for five epochs. Everything
 * below looks at the one document that it printed.
 */

const root = fileURLToPath(new URL("../..", import.meta.url));
const main = join(root, "dist", "cli", "main.js");

interface Run {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

let run: Run;
let report: LocalnetReport;
let folder: string;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-e2e-"));
	const port = String(await freePorts());
	run = await execute("npm", ["start", "--silent", "--", "--tmp", "--epochs", "5", "--json", "--port", port]);
	if (run.code === 0) report = JSON.parse(run.stdout) as LocalnetReport;
}, 480_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("npm start -- --tmp --epochs 5 --json", () => {
	it("ends with exit code 0 and one document of its schema on stdout", () => {
		expect(run.code, run.stderr.slice(-3000)).toBe(0);
		const validate = new Ajv({ allowUnionTypes: true }).compile(localnetReportSchema);
		expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
	});

	it("keeps the books: at genesis + minted - burned = now", () => {
		const { atGenesis, minted, burned, now } = report.issuance;
		expect(minted).toBeGreaterThan(0);
		expect(burned).toBeGreaterThan(0);
		expect(atGenesis + minted - burned).toBe(now);
		expect(report.conservation).toEqual({ holds: true, difference: 0 });
	});

	it("runs two tasks with two validators on each and seven miners, four of which cheat", () => {
		expect(report.subnets.map(({ task }) => task)).toEqual(["ocr", "text-generation"]);
		for (const subnet of report.subnets) {
			expect(subnet.epochs).toBeGreaterThanOrEqual(5);
			expect(subnet.neurons.filter(({ kind }) => kind === "validator")).toHaveLength(2);
			expect(new Set(subnet.neurons.map(({ coldkey }) => coldkey)).size).toBe(subnet.neurons.length);
		}
		const miners = report.subnets.flatMap(({ neurons }) => neurons.filter(({ kind }) => kind === "miner"));
		expect(miners).toHaveLength(7);
		expect(miners.filter(({ behaviour }) => behaviour !== "honest")).toHaveLength(4);
	});

	it("pays each honest miner at least ten times any cheat of its subnet", () => {
		for (const { netuid, neurons } of report.subnets) {
			const miners = neurons.filter(({ kind }) => kind === "miner");
			const honest = miners.filter(({ behaviour }) => behaviour === "honest");
			const cheats = miners.filter(({ behaviour }) => behaviour !== "honest");
			const least = Math.min(...honest.map(({ incentive }) => incentive));
			const most = Math.max(...cheats.map(({ incentive }) => incentive));
			expect(least, `subnet ${netuid}`).toBeGreaterThan(0);
			expect(least, `subnet ${netuid}`).toBeGreaterThanOrEqual(10 * most);
		}
	});

	it("pays validators and the miners that earned it", () => {
		for (const { neurons } of report.subnets) {
			for (const neuron of neurons.filter(({ kind }) => kind === "validator")) {
				expect(neuron.dividends).toBeGreaterThan(0);
				expect(neuron.emissionRao).toBeGreaterThan(0);
			}
			for (const neuron of neurons.filter(({ behaviour }) => behaviour === "honest"))
				expect(neuron.emissionRao).toBeGreaterThan(0);
		}
	});

	it("names every cheat, and no honest miner, in the validators' verdicts", () => {
		for (const { netuid, neurons } of report.subnets)
			for (const neuron of neurons.filter(({ kind }) => kind === "miner")) {
				const faults = report.verdicts.filter(
					(verdict) =>
						verdict.netuid === netuid && verdict.hotkey === neuron.hotkey && verdict.verdict === "fail",
				);
				if (neuron.behaviour === "honest") expect(faults, `uid ${neuron.uid}`).toEqual([]);
				else expect(faults.length, `${neuron.behaviour}, uid ${neuron.uid}`).toBeGreaterThan(0);
			}
	});

	it("prints evidence that verify-evidence confirms from receipts and models alone", () => {
		const file = join(folder, "report.json");
		writeFileSync(file, run.stdout);
		const checked = spawnSync(process.execPath, [main, "verify-evidence", file, "--json"], {
			encoding: "utf8",
		});
		expect(checked.status, checked.stdout.slice(-2000) + checked.stderr.slice(-2000)).toBe(0);
	}, 180_000);
});

describe("npm start, when it cannot", () => {
	it("says in one line which port is taken, and prints an error document under --json", async () => {
		const { createServer } = await import("node:net");
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const { port } = server.address() as { port: number };
		const args = ["localnet", "--tmp", "--port", String(port)];
		const plain = await execute(process.execPath, [main, ...args]);
		const json = await execute(process.execPath, [main, ...args, "--json", "--epochs", "1"]);
		await new Promise((resolve) => server.close(resolve));
		expect(plain.code).toBe(5);
		expect(plain.stderr).toContain(`port ${port}`);
		expect(json.code).toBe(5);
		expect(JSON.parse(json.stdout)).toMatchObject({
			error: { code: "PORT_TAKEN", remedy: expect.stringContaining("--port") },
		});
	});

	it("says that a second copy is on the same folder, before anything about ports", async () => {
		const data = join(folder, "busy");
		mkdirSync(data);
		writeFileSync(join(data, "localnet.json"), '{"format":1}\n');
		writeFileSync(join(data, "localnet.pid"), `${process.pid}\n`);
		const refused = await execute(process.execPath, [main, "localnet", "--data", data, "--json"]);
		expect(refused.code).toBe(5);
		expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: "DATA_FOLDER_BUSY" } });
	});

	it("refuses a data folder that is something else", async () => {
		const file = join(folder, "a-file");
		writeFileSync(file, "");
		const refused = await execute(process.execPath, [main, "localnet", "--data", file, "--port", "19944"]);
		expect(refused.code).not.toBe(0);
		expect(refused.stderr).toContain("expected a folder");
	});
});

describe("Ctrl-C", () => {
	it("ends every process, and a second start goes on from the same chain", async () => {
		const data = join(folder, "kept");
		const args = [main, "localnet", "--data", data, "--port", String(await freePorts()), "--block-ms", "500"];
		const first = await stopWhenRunning(args);
		expect(first.code, first.stderr.slice(-2000) + first.stdout.slice(-2000)).toBe(0);
		const second = await stopWhenRunning(args);
		expect(second.code, second.stderr.slice(-2000) + second.stdout.slice(-2000)).toBe(0);
		expect(genesisOf(second.stdout)).toBe(genesisOf(first.stdout));
		expect(existsSync(join(data, "localnet.pid"))).toBe(false);
		const left = spawnSync("pgrep", ["-f", data], { encoding: "utf8" }).stdout;
		expect(left).toBe("");
	}, 180_000);
});

/** A port of which the 20 that follow are free, too: other networks may run on this computer. */
async function freePorts(): Promise<number> {
	for (let attempt = 0; attempt < 100; attempt++) {
		const port = 20_000 + 21 * Math.floor(Math.random() * 500);
		const free = await checkPorts(plannedPorts(planNetwork(port))).then(
			() => true,
			() => false,
		);
		if (free) return port;
	}
	throw new Error("no free ports");
}

function genesisOf(output: string): string | undefined {
	return /genesis (0x[0-9a-f]+)/.exec(output)?.[1];
}

async function stopWhenRunning(args: readonly string[]): Promise<Run> {
	return await execute(process.execPath, args, (stdout) => stdout.includes("running; data"));
}

/** Runs a command to its end; `interrupt` sends it SIGINT once its output says so. */
async function execute(
	command: string,
	args: readonly string[],
	interrupt?: (stdout: string) => boolean,
): Promise<Run> {
	const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
	let stdout = "";
	let stderr = "";
	let interrupted = false;
	child.stdout.on("data", (chunk: Buffer) => {
		stdout += chunk.toString();
		if (interrupted || interrupt?.(stdout) !== true) return;
		interrupted = true;
		child.kill("SIGINT");
	});
	child.stderr.on("data", (chunk: Buffer) => {
		stderr += chunk.toString();
	});
	const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
	return { code, stdout, stderr };
}
