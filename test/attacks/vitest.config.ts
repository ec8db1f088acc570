import { defineConfig } from "vitest/config";

/** Attacks on a miner: `npm run test:attacks`, apart from `npm test`, since they take the machine to its limits. */
export default defineConfig({
	test: {
		include: ["test/attacks/**/*.attack.ts"],
		globalSetup: ["test/attacks/report.ts"],
		testTimeout: 1_800_000,
		hookTimeout: 120_000,
		retry: 0,
		pool: "forks",
		// One at a time: each has figures of its own.
		fileParallelism: false,
	},
});
