/**
 * What a miner costs beside its rivals, in the same run.
 *
 * npm run bench -- miner [--json] [--only axon|btauth|ort] [--rounds 5] [--scale 1] [--concurrency 1,16,64]
 *
 * - `axon`: an echo behind Bittensor 10.5's Axon and behind a miner's server, signatures verified on both, receipts on
 * - `btauth`: the same beside bittensor 11.3's own check of btauth/1 under FastAPI and uvicorn, as pip installs them and
 *   (`btauthNative`) on uvloop and httptools
 * - `ort`: OCR, embeddings, generation and chat beside bare ONNX Runtime (test/bench/miner/ort.mjs)
 *
 * Figures are medians of the rounds, ratios too; servers take turns. Cost law: a request costs a fixed sum (HTTP, a check, a
 * signature), two sha256 of its bodies, and its task's own work. With --json the last line is one object:
 * `axonRatio` is the least, over all concurrencies, of Axon's processor time a request over ours by the session path (and
 * `axonP99Lower` whether that path's p99 is the lower one at each),
 * `axonRatioSr25519` the same by the hotkey's own signatures, `axonRatioEngine` with the echo in an inference process.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "../measure/statistics.mjs";
import { cryptoCost } from "./miner/cryptoCost.mjs";
import { measureEcho } from "./miner/echo.mjs";

const option = (name, otherwise) => {
	const at = process.argv.indexOf(`--${name}`);
	return at < 0 ? otherwise : process.argv[at + 1];
};
const asJson = process.argv.includes("--json");
const say = (text) => (asJson ? process.stderr : process.stdout).write(`${text}\n`);
const only = option("only", undefined);
const concurrencies = option("concurrency", "1,16,64").split(",").map(Number);
const rounds = Number(option("rounds", "5"));
const scale = Number(option("scale", "1"));
const RIVALS = {
	all: ["axon", "btauth", "btauthNative"],
	axon: ["axon"],
	btauth: ["btauth", "btauthNative"],
};
const OURS = ["session", "sr25519", "engine"];
const PARTS = ["axon", "btauth", "ort"];
if (only !== undefined && !PARTS.includes(only)) {
	console.error(`--only: expected one of ${PARTS.join(", ")}, got "${only}"; leave it out for all of them`);
	process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "ganglion-bench-miner-"));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const loadBefore = loadavg()[0];
const result = {};
if (only !== "ort") Object.assign(result, await echo());
if (only === undefined || only === "ort") {
	const { measureOrt } = await import(new URL("miner/ort.mjs", import.meta.url).href);
	Object.assign(result, await measureOrt({ asJson, rounds, say }));
}
result.load = { before: loadBefore, after: loadavg()[0] };
say(`load of the machine: ${result.load.before.toFixed(1)} before, ${result.load.after.toFixed(1)} after`);
if (asJson) process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);

async function echo() {
	const rivals = RIVALS[only ?? "all"];
	const crypto = await cryptoCost();
	const measured = await measureEcho(
		{ names: [...rivals, ...OURS], concurrencies, rounds, scale, folder },
		say,
	);
	for (const rival of rivals) crypto[rival] = measured[rival].crypto;
	const ratios = (rival, ours) =>
		measured[rival].skipped === undefined
			? concurrencies.map((c) => timesTheCpu(measured[rival][c], measured[ours][c]))
			: undefined;
	const least = (values) => (values === undefined ? null : Math.min(...values));
	const figures = { echo: measured, crypto };
	for (const rival of rivals) {
		figures[`${rival}Ratio`] = least(ratios(rival, "session"));
		figures[`${rival}RatioSr25519`] = least(ratios(rival, "sr25519"));
		figures[`${rival}RatioEngine`] = least(ratios(rival, "engine"));
		figures[`${rival}P99Lower`] =
			measured[rival].skipped === undefined
				? concurrencies.every((c) => measured.session[c].p99Ms < measured[rival][c].p99Ms)
				: null;
	}
	print(measured, crypto, rivals);
	return figures;
}

/** Processor time of one beside another's: the median of what each round gave, whose measurements lie seconds apart. */
function timesTheCpu(rival, ours) {
	return median(rival.rounds.map((cpuMs, round) => cpuMs / ours.rounds[round]));
}

function print(measured, crypto, rivals) {
	const number = (value, digits) => value.toFixed(digits).padStart(9);
	say("\nserver       at once   CPU ms  requests/s   p50 ms   p99 ms  MiB");
	for (const [name, row] of Object.entries(measured))
		for (const c of row.skipped === undefined ? concurrencies : []) {
			const { cpuMs, perSecond, p50Ms, p99Ms } = row[c];
			say(
				`${name.padEnd(13)}${String(c).padStart(5)}${number(cpuMs, 3)}${number(perSecond, 0)}   ${number(p50Ms, 2)}${number(p99Ms, 2)}${number(row.rssMiB, 0)}`,
			);
		}
	for (const rival of rivals)
		for (const ours of measured[rival].skipped === undefined ? OURS : [])
			say(
				`${rival} / ${ours}: ${concurrencies.map((c) => `${timesTheCpu(measured[rival][c], measured[ours][c]).toFixed(1)} at ${c}`).join(", ")} times the CPU`,
			);
	say("\nbare signatures, µs of CPU: check, sign");
	for (const [name, cost] of Object.entries(crypto))
		if (cost !== undefined) say(`${name.padEnd(19)}${number(cost.verifyUs, 0)}${number(cost.signUs, 0)}`);
}
