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
		// Tests load models in their own process too, and report to nobody either.
		env: { ORT_DISABLE_TELEMETRY: "1" },
	},
});
