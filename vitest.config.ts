import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["test/**/*.test.ts"],
		exclude: ["test/bench/**", "test/node/**", "**/node_modules/**"],
		testTimeout: 60_000,
		hookTimeout: 60_000,
		retry: 0,
		pool: "forks",
		maxWorkers: 2,
	},
});
