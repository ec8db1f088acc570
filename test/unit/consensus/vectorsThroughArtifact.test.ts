import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRuntime } from "../../../chain/host/index.js";
import { packageRoot } from "../../../chain/wallet/index.js";
import { createArtifactEngine } from "../../../cli/yuma/artifactEngine.js";
import { parseYumaFile } from "../../../cli/yuma/parseYumaFile.js";
import { describeDifference } from "../../../cli/yuma/renderYuma.js";
import { runYuma } from "../../../cli/yuma/runYuma.js";

/**
 * Every epoch of test/vectors, computed by the committed runtime artifact. The same files are run by
 * `cargo test -p ganglion-consensus`, which also runs the arithmetic of math.json: no runtime call reaches that. random.json is read by
 * randomThroughArtifact.test.ts.
 */

const folder = join(packageRoot(), "test", "vectors");
const EPOCH_FILES: Readonly<Record<string, number>> = { "yuma.json": 15, "yuma-runtime293.json": 77 };
const OTHER_FILES = ["README.md", "math.json", "random.json"];

describe("the artifact's consensus", () => {
	const engine = { name: "chain" as const, run: createArtifactEngine(openRuntime()) };

	for (const [name, vectors] of Object.entries(EPOCH_FILES))
		it(`agrees with every value of ${name}`, async () => {
			const file = parseYumaFile(name, readFileSync(join(folder, name), "utf8"));
			const document = await runYuma({ name, file }, engine);
			expect(document.vectors.flatMap((vector) => vector.differences.map(describeDifference))).toEqual([]);
			expect(document.vectors.length).toBeGreaterThanOrEqual(vectors);
			expect(document.compared).toBeGreaterThan(1000);
			expect(document.passed).toBe(true);
		});

	it("leaves no file of test/vectors unread", () => {
		expect(readdirSync(folder).sort()).toEqual([...Object.keys(EPOCH_FILES), ...OTHER_FILES].sort());
	});

	it("refuses an input that describes no subnet, in words", async () => {
		const vector = {
			name: "no subnet",
			n: 1,
			stakes: [1],
			hyperparameters: {
				kappa: 32767,
				bondsPenalty: 65535,
				bondsMovingAverage: 900000,
				maxAllowedValidators: 1,
				activityCutoffBlocks: 10,
				tempo: 1,
				ownerUid: 7,
			},
			epochs: [{ block: 1 }],
		};
		const file = parseYumaFile("x", JSON.stringify(vector));
		await expect(runYuma({ name: "x", file }, engine)).rejects.toMatchObject({
			code: "YUMA_INPUT_INVALID",
			message: expect.stringContaining("ownerUid"),
		});
	});
});
