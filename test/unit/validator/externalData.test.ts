import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { initTask, loadBundle, loadModel, sha256Hex, tensorBytes } from "../../../subnets/index.js";
import { createOrtSession } from "../../../validator/audit/ortSession.js";
import { external, FLOAT, graph, model, node, numberAttribute, value } from "../subnets/onnxWriter.js";

/** A model of which y = x and w, one behind the other, and w lies in a file of this disk. */
function modelThatReads(file: string): Uint8Array {
	return model(
		graph({
			nodes: [
				node({
					operator: "Concat",
					inputs: ["x", "w"],
					outputs: ["logits"],
					attributes: [numberAttribute("axis", 0)],
				}),
			],
			initializers: [external("w", FLOAT, [64], { location: file, offset: "0", length: "256" })],
			inputs: [value("x", FLOAT, [4])],
			outputs: [value("logits", FLOAT, [4])],
		}),
	);
}

describe("a model whose weights are another file", () => {
	let folder: string;
	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), "ganglion-external-"));
		await initTask(folder, "external");
	});
	afterAll(() => {
		rmSync(folder, { recursive: true, force: true });
	});

	it("is refused before ONNX Runtime sees it, in the validator too", async () => {
		expect(statSync("package.json").size).toBeGreaterThan(256);
		const file = modelThatReads("package.json");
		writeFileSync(join(folder, "model.onnx"), file);
		const { manifest } = await loadBundle(folder);
		const sha256 = sha256Hex(file);
		const pinned = { folder, manifest: { ...manifest, model: { ...manifest.model, sha256 } } };
		const read = async () => {
			const session = await createOrtSession(await loadModel(pinned), { threads: 1 });
			const { logits: y } = await session.run({
				x: { name: "x", datatype: "FP32", shape: [4], data: new Float32Array(4) },
			});
			return Buffer.from(y === undefined || y.datatype === "BYTES" ? [] : tensorBytes(y)).toString("latin1");
		};
		await expect(read()).rejects.toThrow(/other files/);
	});
});
