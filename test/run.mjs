// npm test: builds, runs vitest, then the Rust tests where cargo is present, and closes with one line that sums
// both: `N passed, N failed, N skipped`. Arguments go to vitest, and then only vitest runs.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const total = { passed: 0, failed: 0, skipped: 0 };
/** A line for each failed test, said again at the end: a log's middle is soon lost. */
const failures = [];
const args = process.argv.slice(2);

if (!run("npm", ["run", "build", "--silent"])) finish("the build failed");

const folder = mkdtempSync(join(tmpdir(), "ganglion-test-"));
const report = join(folder, "vitest.json");
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const passed = run(process.execPath, [
	vitest,
	"run",
	"--reporter=default",
	"--reporter=json",
	`--outputFile.json=${report}`,
	...args,
]);
try {
	const result = JSON.parse(readFileSync(report, "utf8"));
	total.passed += result.numPassedTests;
	total.failed += result.numFailedTests;
	total.skipped += result.numPendingTests + result.numTodoTests;
	for (const { name: file, assertionResults } of result.testResults)
		for (const { fullName, status, failureMessages } of assertionResults)
			if (status === "failed")
				failures.push(`${relative(root, file)}: ${fullName}: ${firstLine(failureMessages)}`);
	if (!passed && result.numFailedTests === 0) finish("vitest failed outside a test: see its output above");
	if (result.numTotalTests === 0) finish("vitest ran no test");
} catch (error) {
	finish(`vitest left no report: ${error.message}`);
} finally {
	rmSync(folder, { recursive: true, force: true });
}

if (args.length === 0) {
	if (spawnSync("cargo", ["--version"]).status === 0) cargo();
	else console.log("Rust tests not run: cargo is not on this machine (they are run by CI)");
}
finish();

/** Runs the chain's Rust tests; their target folder lies outside the repository so that clones share it. */
function cargo() {
	const target = process.env.CARGO_TARGET_DIR ?? join(homedir(), ".cache", "ganglion", "target");
	const result = spawnSync("cargo", ["test", "--workspace", "--locked", "--quiet"], {
		cwd: join(root, "chain"),
		env: { ...process.env, CARGO_TARGET_DIR: target },
		encoding: "utf8",
		maxBuffer: 1 << 28,
		stdio: ["ignore", "pipe", "inherit"],
	});
	process.stdout.write(result.stdout);
	for (const match of result.stdout.matchAll(/^test (\S+) \.\.\. FAILED$|^ {4}(\S+::\S+)$/gm))
		failures.push(`cargo test: ${match[1] ?? match[2]}`);
	let lines = 0;
	for (const match of result.stdout.matchAll(
		/test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/g,
	)) {
		lines++;
		total.passed += Number(match[1]);
		total.failed += Number(match[2]);
		total.skipped += Number(match[3]);
	}
	if (lines === 0) finish("cargo test ran nothing: see its output above");
	if (result.status !== 0 && total.failed === 0) finish("cargo test failed outside a test");
}

function run(command, parameters) {
	const shell = process.platform === "win32" && command === "npm";
	return spawnSync(command, parameters, { cwd: root, stdio: "inherit", shell }).status === 0;
}

function firstLine(messages) {
	return messages[0]?.split("\n", 1)[0] ?? "no message";
}

function finish(problem) {
	if (problem !== undefined) {
		failures.push(problem);
		total.failed += 1;
	}
	for (const failure of new Set(failures)) console.log(`failed: ${failure}`);
	console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
	process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
}
