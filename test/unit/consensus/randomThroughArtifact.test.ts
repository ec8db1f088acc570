import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeEpochInput } from "../../../chain/client/index.js";
import { openRuntime } from "../../../chain/host/index.js";
import { packageRoot } from "../../../chain/wallet/index.js";
import { randomSubnet } from "./randomSubnet.js";

/**
 * The random subnets that `cargo test -p ganglion-consensus` computes natively, through the committed artifact in V8:
 * inputs and results must have the hashes of test/vectors/random.json, which both compare with.
 */

interface RandomFile {
	readonly format: string;
	readonly largest: number;
	readonly batch: number;
	readonly batches: readonly {
		readonly firstSeed: number;
		readonly inputs: string;
		readonly results: string;
	}[];
}

describe("random subnets through the artifact", () => {
	const path = join(packageRoot(), "test", "vectors", "random.json");
	const file = JSON.parse(readFileSync(path, "utf8")) as RandomFile;
	const runtime = openRuntime();

	it("are 10,000", () => {
		expect(file.format).toBe("yuma-random/1");
		expect(file.batches.map(({ firstSeed }) => firstSeed)).toEqual(
			Array.from({ length: 10_000 / file.batch }, (_, index) => index * file.batch),
		);
	});

	it.each(file.batches)("give what they give in Rust, from seed $firstSeed on", (batch) => {
		const [inputs, results] = [createHash("sha256"), createHash("sha256")];
		for (let seed = batch.firstSeed; seed < batch.firstSeed + file.batch; seed++) {
			const input = encodeEpochInput(randomSubnet(seed, file.largest));
			inputs.update(input);
			results.update(runtime.call("GanglionApi_run_epoch", input));
		}
		const found = { ...batch, inputs: inputs.digest("hex"), results: results.digest("hex") };
		expect(found).toEqual(batch);
	});
});
