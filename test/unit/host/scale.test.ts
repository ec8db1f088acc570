import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeBytes, encodeCompact, encodeOptionalBytes } from "../../../chain/host/scale/compact.js";
import {
	DIGEST,
	decodeHeader,
	encodeHeader,
	engineDigest,
	headerFromJson,
	headerToJson,
} from "../../../chain/host/scale/header.js";
import { ScaleError, ScaleReader } from "../../../chain/host/scale/scaleReader.js";
import { decodeValidity } from "../../../chain/host/scale/validity.js";

describe("compact integers", () => {
	it("have the published forms", () => {
		const hex = (value: number | bigint) => Buffer.from(encodeCompact(value)).toString("hex");
		expect(hex(0)).toBe("00");
		expect(hex(1)).toBe("04");
		expect(hex(42)).toBe("a8");
		expect(hex(69)).toBe("1501");
		expect(hex(65_535)).toBe("feff0300");
		expect(hex(1_073_741_823)).toBe("feffffff");
		expect(hex(1_073_741_824)).toBe("0300000040");
		expect(hex(100_000_000_000_000n)).toBe("0b00407a10f35a");
	});

	it("come back as they went", () => {
		fc.assert(
			fc.property(fc.bigInt({ min: 0n, max: 2n ** 130n }), (value) => {
				const reader = new ScaleReader(encodeCompact(value));
				expect(reader.compactBig()).toBe(value);
				expect(reader.remaining).toBe(0);
			}),
		);
	});
});

describe("reader", () => {
	it("never reads past the end, whatever the bytes", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
				for (const read of [decodeHeader, decodeValidity]) {
					try {
						read(bytes);
					} catch (error) {
						expect(error).toBeInstanceOf(ScaleError);
					}
				}
			}),
			{ numRuns: 2000 },
		);
	});

	it("reads what the writers write", () => {
		const reader = new ScaleReader(encodeOptionalBytes(Uint8Array.of(1, 2, 3)));
		expect(reader.u8()).toBe(1);
		expect([...reader.vector()]).toEqual([1, 2, 3]);
		expect([...encodeOptionalBytes(undefined)]).toEqual([0]);
		expect([...encodeBytes(Uint8Array.of(9))]).toEqual([4, 9]);
	});
});

describe("header", () => {
	it("comes back from SCALE and from JSON", () => {
		const header = {
			parentHash: new Uint8Array(32).fill(1),
			number: 70_000,
			stateRoot: new Uint8Array(32).fill(2),
			extrinsicsRoot: new Uint8Array(32).fill(3),
			logs: [
				engineDigest(DIGEST.preRuntime, "aura", new Uint8Array(8)),
				Uint8Array.of(DIGEST.runtimeUpdated),
				engineDigest(DIGEST.seal, "aura", new Uint8Array(64)),
			],
		};
		const bytes = encodeHeader(header);
		expect(encodeHeader(decodeHeader(bytes))).toEqual(bytes);
		expect(encodeHeader(headerFromJson(headerToJson(decodeHeader(bytes))))).toEqual(bytes);
	});
});

describe("validity", () => {
	it("tells why a transaction is refused", () => {
		expect(decodeValidity(Uint8Array.of(1, 0, 3))).toEqual({ valid: false, kind: "invalid", name: "Stale" });
		expect(decodeValidity(Uint8Array.of(1, 0, 7, 6))).toEqual({
			valid: false,
			kind: "invalid",
			name: "Custom",
			custom: 6,
		});
		expect(decodeValidity(Uint8Array.of(1, 1, 0)).valid).toBe(false);
	});
});
