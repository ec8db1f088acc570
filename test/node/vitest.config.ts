import { defineConfig } from "vitest/config";

/** Networks of many machines: `.ci/node`, apart from `npm test`, since it needs root and a build of chain/node. */
export default defineConfig({
	test: {
		include: ["test/node/**/*.node.test.ts"],
		testTimeout: 900_000,
		hookTimeout: 900_000,
		retry: 0,
		pool: "forks",
		maxWorkers: 1,
		bail: 0,
	},
});
