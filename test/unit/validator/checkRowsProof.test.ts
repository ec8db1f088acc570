import { describe, expect, it } from "vitest";
import { keypairFromUri, verifySignature } from "../../../chain/wallet/index.js";
import { signReceipt } from "../../../subnets/index.js";
import { checkRowsProof } from "../../../validator/evidence/checkRowsProof.js";
import type { Evidence } from "../../../validator/evidence/verdict.js";

const miner = keypairFromUri("//Miner");
const caller = keypairFromUri("//Validator");
const second = 1_000_000_000n;
const row = new Uint8Array([1, 2, 3]);
const request = Buffer.from("{}");
const bytes = (value: unknown) => new Uint8Array(Buffer.from(JSON.stringify(value)));
const unknown = bytes({ code: "ROWS_UNKNOWN", message: "m", remedy: "r" });
const good = bytes({ tensor: "t", rows: [Buffer.from(row).toString("base64")] });

interface Change {
	readonly status?: number;
	readonly response?: Uint8Array;
	readonly demanded?: object;
	readonly startedNs?: bigint;
	readonly signer?: typeof miner;
	readonly caller?: string;
	readonly received?: readonly Uint8Array[];
}

/** Evidence whose demand was answered as `change` says. */
function evidence(change: Change = {}): Evidence {
	const common = { modelSha256: "ab".repeat(32), finishedNs: 100n * second };
	const requestBody = bytes(change.demanded ?? { nonce: "7", tensor: "t", rows: [4] });
	const status = change.status ?? 200;
	const responseBody = change.response ?? (status === 200 ? good : unknown);
	const startedNs = change.startedNs ?? 101n * second;
	return {
		receipt: signReceipt(
			{
				...common,
				status: 200,
				nonce: 7n,
				requestBody: request,
				response: good,
				startedNs: 99n * second,
				caller: caller.address,
			},
			miner,
		),
		status: 200,
		request: { headers: {}, body: request },
		response: { headers: {}, body: good },
		demanded: {
			tensor: "t",
			rows: [4],
			...(change.received === undefined
				? status === 200
					? { received: [row] }
					: {}
				: { received: change.received }),
			proof: {
				receipt: signReceipt(
					{
						...common,
						status,
						nonce: 8n,
						requestBody,
						response: responseBody,
						startedNs,
						finishedNs: startedNs + 1n,
						caller: change.caller ?? caller.address,
					},
					change.signer ?? miner,
				),
				status,
				requestBody,
				responseBody,
			},
		},
	};
}

const check = (given: Evidence) =>
	checkRowsProof(given, { miner: miner.address, requestNonce: "7" }, verifySignature);

describe("checkRowsProof", () => {
	it("binds a miner to rows that it signed, to a signed refusal, to an answer without rows", () => {
		expect(check(evidence())).toMatch(/signed rows/);
		expect(check(evidence({ status: 404 }))).toMatch(/does not have the rows/);
		expect(check(evidence({ response: bytes({ rows: [] }) }))).toMatch(/holds no rows/);
	});

	it("proves nothing by rows that are not the signed ones", () => {
		expect(check(evidence({ received: [new Uint8Array([9])] }))).toBeUndefined();
	});

	it("proves nothing by a demand for other rows, another answer, or one that came too late", () => {
		expect(check(evidence({ demanded: { nonce: "7", tensor: "t", rows: [5] } }))).toBeUndefined();
		expect(check(evidence({ demanded: { nonce: "9", tensor: "t", rows: [4] } }))).toBeUndefined();
		expect(check(evidence({ status: 404, startedNs: 131n * second }))).toBeUndefined();
		expect(check(evidence({ status: 404, startedNs: 100n * second }))).toBeUndefined();
	});

	it("proves nothing by a refusal of another kind, such as another route gives", () => {
		expect(check(evidence({ status: 400 }))).toBeUndefined();
		expect(check(evidence({ status: 404, response: bytes({ code: "MODEL_UNKNOWN" }) }))).toBeUndefined();
		expect(check(evidence({ status: 404, response: bytes("no object") }))).toBeUndefined();
	});

	it("proves nothing by another's signature, another caller, or a miner that was too busy", () => {
		expect(check(evidence({ signer: keypairFromUri("//Other") }))).toBeUndefined();
		expect(check(evidence({ caller: keypairFromUri("//Other").address }))).toBeUndefined();
		for (const status of [408, 429, 500, 503]) expect(check(evidence({ status }))).toBeUndefined();
	});

	it("proves nothing where there is no answer to the demand", () => {
		const { demanded: _, ...without } = evidence();
		expect(check(without)).toBeUndefined();
	});
});
