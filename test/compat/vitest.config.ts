import { defineConfig } from "vitest/config";

/** The compatibility matrix: `npm run compat`, apart from `npm test`, since it needs a Python package index. */
export default defineConfig({
	test: {
		include: ["test/compat/**/*.compat.ts"],
		globalSetup: ["test/compat/matrix.ts"],
		testTimeout: 180_000,
		hookTimeout: 600_000,
		retry: 0,
		pool: "forks",
		maxWorkers: 2,
	},
});
