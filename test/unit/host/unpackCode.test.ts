import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RuntimeCodeError } from "../../../chain/host/errors.js";
import { artifactPath } from "../../../chain/host/runtime/openRuntime.js";
import { unpackCode } from "../../../chain/host/runtime/unpackCode.js";

const MAGIC = Buffer.from("52bc537646db8e05", "hex");
const PREAMBLE = Buffer.from("0061736d01000000", "hex");
const blob = new Uint8Array(readFileSync(artifactPath()));

/** A zstd frame (RFC 8878) of raw blocks, without the size of its content, as polkadot-sdk writes runtimes. */
function frame(content: Buffer, windowLog = 20): Buffer {
	const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (windowLog - 10) << 3]);
	const size = Buffer.alloc(3);
	size.writeUIntLE((content.length << 3) | 1, 0, 3);
	return Buffer.concat([MAGIC, header, size, content]);
}

describe("unpackCode", () => {
	it("gives exactly the module that was packed", () => {
		const facts = JSON.parse(readFileSync(join(artifactPath(), "..", "artifact.json"), "utf8"));
		const code = unpackCode(blob);
		expect(createHash("sha256").update(code).digest("hex")).toBe(facts.runtime.uncompressedSha256);
	});

	it("leaves a module that is not packed as it is", () => {
		const code = unpackCode(blob);
		expect(unpackCode(code)).toBe(code);
	});

	it("ends a module after its last section, empty ones included", () => {
		const module = Buffer.concat([PREAMBLE, Buffer.from([0, 2, 1, 0x61, 1, 0])]);
		expect(Buffer.from(unpackCode(frame(module)))).toEqual(module);
	});

	it("ends a module before what the unpacking of the last block leaves behind it", () => {
		const filling = 100_000;
		const length = Buffer.from([
			0x80 | ((filling + 2) & 0x7f),
			0x80 | (((filling + 2) >> 7) & 0x7f),
			(filling + 2) >> 14,
		]);
		const begin = Buffer.concat([PREAMBLE, Buffer.from([0]), length, Buffer.from([1, 0x61])]);
		// a block of literals that are one byte repeated, unpacked at the end of 128 KiB before they are moved
		const literals = Buffer.from([
			0x0d | ((filling & 0xf) << 4),
			(filling >> 4) & 0xff,
			filling >> 12,
			0x41,
			0,
		]);
		const last = Buffer.alloc(3);
		last.writeUIntLE((literals.length << 3) | 0b101, 0, 3);
		const first = frame(begin);
		first[MAGIC.length + 6] = (first[MAGIC.length + 6] ?? 0) & 0xfe;
		const code = unpackCode(Buffer.concat([first, last, literals]));
		expect(Buffer.from(code)).toEqual(Buffer.concat([begin, Buffer.alloc(filling, 0x41)]));
	});

	it.each([
		["bytes that are neither", Buffer.from("neither")],
		["a part of a packed module", blob.subarray(0, blob.length >> 1)],
		["packed bytes that are no module", frame(Buffer.from("no module"))],
		["a section that passes the limit", frame(Buffer.concat([PREAMBLE, Buffer.from("0affffffff0f", "hex")]))],
	])("refuses %s", (_name, bytes) => {
		expect(() => unpackCode(bytes)).toThrow(RuntimeCodeError);
	});
});
