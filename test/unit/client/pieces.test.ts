import { isIP } from "node:net";
import { TypeRegistry } from "@polkadot/types";
import { blake2AsHex } from "@polkadot/util-crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChainRefusedError, ChainRpcError } from "../../../chain/client/errors.js";
import { decodeEpochResult, encodeEpochInput, weightCommitHash } from "../../../chain/client/index.js";
import { formatIp, parseIp } from "../../../chain/client/ipAddress.js";
import { createNonceQueue } from "../../../chain/client/nonceQueue.js";
import { valuePosition } from "../../../chain/client/readStakes.js";
import { isAlreadyKnown, toRefusal } from "../../../chain/client/refusalReason.js";
import { createWake } from "../../../chain/client/wake.js";
import { decodeAddress, keypairFromUri } from "../../../chain/wallet/index.js";

describe("IP addresses", () => {
	it("come back from the chain's number in their usual form", () => {
		fc.assert(
			fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
				const { number, type } = parseIp(text);
				const formatted = formatIp(number, type);
				expect(isIP(formatted)).toBe(type);
				expect(parseIp(formatted)).toEqual({ number, type });
			}),
		);
		expect(parseIp("127.0.0.1")).toEqual({ number: 2130706433n, type: 4 });
		expect(formatIp(1n, 6)).toBe("::1");
		expect(formatIp(parseIp("2001:db8:0:0:1:0:0:1").number, 6)).toBe("2001:db8::1:0:0:1");
		expect(parseIp("::ffff:1.2.3.4").number).toBe(0xffff01020304n);
	});

	it("are no names", () => {
		for (const text of ["localhost", "", "1.2.3", "1.2.3.256", "fe80::1%eth0", "::1::"])
			expect(() => parseIp(text), text).toThrow(/IP address/);
	});
});

describe("the hash of a weight commit", () => {
	it("is BLAKE2b-256 of the SCALE tuple that Bittensor hashes", () => {
		const registry = new TypeRegistry();
		const u16 = fc.integer({ min: 0, max: 65535 });
		fc.assert(
			fc.property(
				fc.array(u16, { maxLength: 300 }),
				fc.uint8Array({ maxLength: 40 }),
				fc.nat(4095),
				u16,
				(row, salt, netuid, key) => {
					const account = keypairFromUri("//Alice").address;
					const hash = weightCommitHash({
						account,
						netuid,
						mechanism: 1,
						uids: row,
						values: row,
						salt,
						versionKey: key,
					});
					const types = "(AccountId, u16, Vec<u16>, Vec<u16>, Vec<u16>, u64)";
					const tuple = registry.createType(types as "Null", [
						decodeAddress(account),
						netuid + 4096,
						row,
						row,
						[...salt],
						key,
					]);
					expect(hash).toBe(blake2AsHex(tuple.toU8a(), 256));
				},
			),
			{ numRuns: 30 },
		);
	});

	it("takes a salt as bytes or as numbers", () => {
		const commit = {
			account: keypairFromUri("//Alice").address,
			netuid: 1,
			uids: [0],
			values: [1],
			versionKey: 0,
		};
		expect(weightCommitHash({ ...commit, salt: [1, 255] })).toBe(
			weightCommitHash({ ...commit, salt: Uint8Array.of(1, 255) }),
		);
	});
});

describe("the epoch's encoding", () => {
	it("is what the registry makes of the same types", () => {
		const registry = new TypeRegistry();
		registry.register({
			Params: {
				kappa: "u16",
				bondsPenalty: "u16",
				bondsMovingAverage: "u64",
				yuma3: "bool",
				liquidAlpha: "bool",
				alphaLow: "u16",
				alphaHigh: "u16",
				steepness: "i16",
				maxValidators: "u16",
				cutoff: "u64",
				commitReveal: "bool",
			},
			Input: {
				block: "u64",
				tempo: "u64",
				lastStepBlock: "u64",
				stakes: "Vec<u64>",
				ownerUid: "Option<u16>",
				lastUpdate: "Vec<u64>",
				registeredAt: "Vec<u64>",
				validatorPermit: "Vec<bool>",
				commitBlock: "Vec<Option<u64>>",
				weights: "Vec<Vec<(u16, u16)>>",
				bonds: "Vec<Vec<(u16, u16)>>",
				emission: "u64",
				params: "Params",
			},
		});
		const n = 100;
		const uids = Array.from({ length: n }, (_, uid) => uid);
		const input = {
			block: 7,
			tempo: 8,
			lastStepBlock: 9,
			stakes: uids.map((uid) => (1n << 63n) + BigInt(uid)),
			ownerUid: 3,
			lastUpdate: uids,
			registeredAt: uids,
			validatorPermit: uids.map((uid) => uid % 3 === 0),
			commitBlock: uids.map((uid) => (uid % 2 === 0 ? undefined : uid)),
			weights: uids.map((uid) => [[uid, 65535] as const]),
			bonds: uids.map(() => uids.map((other) => [other, 1] as const)),
			emission: 1_000_000_000n,
			params: {
				kappa: 1,
				bondsPenalty: 2,
				bondsMovingAverage: 900_000,
				yuma3: true,
				liquidAlpha: false,
				alphaLow: 3,
				alphaHigh: 4,
				alphaSigmoidSteepness: -1000,
				maxAllowedValidators: 5,
				activityCutoff: 6,
				commitReveal: true,
			},
		};
		const { params, commitBlock } = input;
		const expected = registry.createType("Input" as "Null", {
			...input,
			commitBlock: commitBlock.map((block) => block ?? null),
			params: {
				...params,
				steepness: params.alphaSigmoidSteepness,
				maxValidators: params.maxAllowedValidators,
				cutoff: params.activityCutoff,
			},
		});
		expect(Buffer.from(encodeEpochInput(input)).toString("hex")).toBe(expected.toHex().slice(2));
	});

	it("of an answer is read to its end, a refusal in words", () => {
		expect(decodeEpochResult(Uint8Array.of(1, 1, 4, 2, 0, 0, 0, 9, 0))).toEqual({
			ok: false,
			reason: "weights row 2 names uid 9, which does not exist",
		});
		expect(decodeEpochResult(Uint8Array.of(1, 3))).toMatchObject({ ok: false });
		expect(decodeEpochResult(new Uint8Array(12))).toMatchObject({
			ok: true,
			output: { active: [], bonds: [] },
		});
		expect(() => decodeEpochResult(new Uint8Array(13))).toThrow(RangeError);
		expect(() => decodeEpochResult(new Uint8Array(5))).toThrow(RangeError);
	});
});

describe("the value of a stake position", () => {
	const pool = { value: 3_000n, shares: 1_000n };

	it("is its part of the pool, rounded down, and what is queued beside it", () => {
		const position = { shares: 333n, queued: 50n, queuedEpoch: 7n };
		expect(valuePosition(position, pool, undefined, 7n)).toEqual({ rao: 999n, queuedRao: 50n });
	});

	it("counts stake of a past epoch by the shares that wait for it", () => {
		const position = { shares: 0n, queued: 50n, queuedEpoch: 6n };
		const activation = { value: 100n, shares: 40n };
		expect(valuePosition(position, pool, activation, 7n)).toEqual({ rao: 60n, queuedRao: 0n });
		expect(valuePosition(position, { value: 0n, shares: 0n }, undefined, 7n)).toEqual({
			rao: 0n,
			queuedRao: 0n,
		});
	});
});

describe("a refusal of the pool", () => {
	const rpc = (code: number, message: string, data?: unknown) =>
		new ChainRpcError("author_submit", code, message, data);

	it("is put in words, with what can be done", () => {
		for (const [error, words, customCode] of [
			[rpc(1010, "Invalid Transaction", "Custom error: 6"), /rate limit/, 6],
			[rpc(1010, "Invalid Transaction", "Custom error: 200"), /custom error 200/, 200],
			[
				rpc(1010, "Invalid Transaction", "Inability to pay some fees (e.g. account balance too low)"),
				/cannot pay the fee: 5Signer/,
				undefined,
			],
			[rpc(1012, "Transaction is temporarily banned"), /banned/, undefined],
			[rpc(1010, "Invalid Transaction", { invalid: "something" }), /something/, undefined],
		] as const) {
			const refusal = toRefusal("A.b", "5Signer", error);
			expect(refusal).toBeInstanceOf(ChainRefusedError);
			expect(refusal).toMatchObject({ message: expect.stringMatching(words), customCode });
		}
	});

	it("tells a taken nonce from the rest", () => {
		expect(
			toRefusal("A.b", "5Signer", rpc(1010, "Invalid Transaction", "Transaction is outdated")),
		).toMatchObject({
			nonceTaken: true,
		});
		expect(toRefusal("A.b", "5Signer", rpc(1014, "Priority is too low"))).toMatchObject({ nonceTaken: true });
		expect(toRefusal("A.b", "5Signer", rpc(1010, "Invalid Transaction", "Custom error: 1"))).toMatchObject({
			nonceTaken: false,
		});
	});

	it("leaves other errors as they are", () => {
		const other = rpc(-32601, "Method not found");
		expect(toRefusal("A.b", "5Signer", other)).toBe(other);
		expect(isAlreadyKnown(rpc(1013, "Transaction Already Imported"))).toBe(true);
		expect(isAlreadyKnown(other)).toBe(false);
	});
});

describe("the queue of one signer", () => {
	it("runs in order, goes on after a failure, and does not hold up others", async () => {
		const queue = createNonceQueue();
		const seen: string[] = [];
		const task = (name: string, ms: number) => async () => {
			await new Promise((resolve) => setTimeout(resolve, ms));
			seen.push(name);
			if (name === "fails") throw new Error(name);
		};
		const results = await Promise.allSettled([
			queue.run("a", task("first", 30)),
			queue.run("a", task("fails", 1)),
			queue.run("a", task("last", 1)),
			queue.run("b", task("other", 1)),
		]);
		expect(seen).toEqual(["other", "first", "fails", "last"]);
		expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
	});
});

describe("a wake", () => {
	it("is not missed when it comes before the waiting, and ends by the signal", async () => {
		const wake = createWake();
		wake.notify();
		wake.notify();
		await wake.wait(undefined);
		const controller = new AbortController();
		const waiting = wake.wait(controller.signal);
		controller.abort();
		await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
		await expect(wake.wait(controller.signal)).rejects.toMatchObject({ name: "AbortError" });
	});
});
