import { describe, expect, it } from "vitest";
import { showPull } from "../../../cli/pullProgress.js";
import type { PullEvent } from "../../../subnets/index.js";

const events: readonly PullEvent[] = [
	{ type: "found", name: "acme/tiny", files: 2, bytes: 2_000_500 },
	{ type: "kept", path: "config.json", bytes: 500 },
	{ type: "progress", path: "onnx/model.onnx", bytes: 500_000, total: 2_000_000 },
	{ type: "progress", path: "onnx/model.onnx", bytes: 1_000_000, total: 2_000_000 },
	{ type: "progress", path: "onnx/model.onnx", bytes: 2_000_000, total: 2_000_000 },
	{ type: "fetched", path: "onnx/model.onnx", bytes: 2_000_000, sha256: "ab".repeat(32) },
];

/** What a pull shows whose events come a second apart. */
function shown(tty: boolean, columns = 100, all: readonly PullEvent[] = events): string {
	let text = "";
	let now = 0;
	const show = showPull({ stderr: (piece) => (text += piece), tty, columns }, () => (now += 1000));
	for (const event of all) show(event);
	return text;
}

describe("the progress of a pull", () => {
	it("is a line a file where nobody watches", () => {
		expect(shown(false)).toBe(
			[
				"acme/tiny: 2 files, 2.0 MB",
				"  config.json: here already",
				"  onnx/model.onnx: 2.0 MB, sha256 abababababababab…",
				"",
			].join("\n"),
		);
	});

	it("is a bar with its speed on a terminal, drawn over and gone at the end", () => {
		const text = shown(true);
		expect(text).toContain("██████░░░░░░░░░░░░░░░░░░  25 % of 2.0 MB  onnx/model.onnx");
		expect(text).toContain("████████████░░░░░░░░░░░░  50 % of 2.0 MB, 500 kB/s  onnx/model.onnx");
		const last = text.split("\n").at(-2) ?? "";
		expect(last.slice(last.lastIndexOf("\r") + 1)).toContain("\u001b[K  onnx/model.onnx: 2.0 MB, sha256");
	});

	it("stays in one line of a narrow terminal, and says bytes where the size is not known", () => {
		const unknown: PullEvent = { type: "progress", path: "model.onnx", bytes: 1_500, total: undefined };
		expect(shown(true, 40, [unknown])).toBe("\r\u001b[K  model.onnx 1.5 kB");
		const bar = shown(true, 40, events.slice(2, 3)).replace("\r\u001b[K", "");
		expect(bar).toHaveLength(39);
	});
});
