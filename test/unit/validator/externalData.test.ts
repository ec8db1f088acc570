import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { initTask, loadBundle, loadModel, tensorBytes } from "../../../subnets/index.js";
import { createOrtSession } from "../../../validator/audit/ortSession.js";

// A model by hand, as the template's make-model.mjs writes one: y = x and w, one behind the other, and w lies in a file of this disk.

const varint = (value: number): number[] =>
	value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
const number = (field: number, value: number) => [...varint(field << 3), ...varint(value)];
const bytes = (field: number, content: readonly number[]) => [
	...varint((field << 3) | 2),
	...varint(content.length),
	...content,
];
const text = (field: number, value: string) => bytes(field, [...Buffer.from(value, "utf8")]);
const entry = (key: string, value: string) => bytes(13, [...text(1, key), ...text(2, value)]);
const shaped = (name: string) => [
	...text(1, name),
	...bytes(2, bytes(1, [...number(1, 1), ...bytes(2, bytes(1, number(1, 4)))])),
];

function modelThatReads(file: string): Uint8Array {
	const weights = [
		...number(1, 64),
		...number(2, 1),
		...text(8, "w"),
		...entry("location", file),
		...entry("offset", "0"),
		...entry("length", "256"),
		...number(14, 1),
	];
	const axis = [...text(1, "axis"), ...number(3, 0), 0xa0, 0x01, 2];
	const node = [
		...text(1, "x"),
		...text(1, "w"),
		...text(2, "logits"),
		...text(4, "Concat"),
		...bytes(5, axis),
	];
	const graph = [
		...bytes(1, node),
		...text(2, "g"),
		...bytes(5, weights),
		...bytes(11, shaped("x")),
		...bytes(12, shaped("logits")),
	];
	return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 13))]);
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
		const model = modelThatReads("package.json");
		writeFileSync(join(folder, "model.onnx"), model);
		const { manifest } = await loadBundle(folder);
		const sha256 = createHash("sha256").update(model).digest("hex");
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
