import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri } from "../../../chain/wallet/index.js";
import { alterWeights, findFloatWeights, toHalf } from "../../../miner/adversaries/alterWeights.js";
import { createOrtSession } from "../../../miner/engine/ortSession.js";
import {
	type Behaviour,
	behaviours,
	chooseBehaviour,
	type Miner,
	type MinerOptions,
} from "../../../miner/index.js";
import {
	createRandom,
	type Demand,
	decodeInferResponse,
	encodeInferRequest,
	loadBundle,
	loadModel,
	type ModelSession,
	type TaskBundle,
} from "../../../subnets/index.js";
import { ask, minerKey } from "./ask.js";
import { probeModel } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

/** Samples, asks the miner, and audits what it says, as a validator does. */
async function audit(
	miner: Miner,
	bundle: TaskBundle,
	session: ModelSession,
	seed: string,
	receiver = minerKey.address,
) {
	const { task, manifest } = bundle;
	const challenge = await task.sample(createRandom(seed));
	const { body, headers } = encodeInferRequest({ ...challenge.request, binaryOutputs: true });
	const path = `/v2/models/${manifest.name}`;
	const answer = await ask(miner.server, `${path}/infer`, body, { headers, receiver });
	if (answer.status !== 200) throw new Error(Buffer.from(answer.body).toString());
	const decoded = decodeInferResponse(answer.body, answer.headers as Record<string, string>);
	if (!decoded.ok) throw new Error(decoded.message);
	const demand: Demand = async (tensor, rows) => {
		const asked = Buffer.from(JSON.stringify({ nonce: answer.nonce.toString(), tensor, rows }));
		const response = await ask(miner.server, `${path}/rows`, asked, { receiver });
		if (response.status !== 200) return undefined;
		const { rows: texts } = JSON.parse(Buffer.from(response.body).toString()) as { rows: string[] };
		return texts.map((text) => new Uint8Array(Buffer.from(text, "base64")));
	};
	return task.audit(session, challenge.request, decoded.value, demand, { miner: receiver });
}

/** Of `count` audits, how many fail. */
async function failures(
	behaviour: Behaviour,
	bundle: TaskBundle,
	session: ModelSession,
	options: Partial<MinerOptions> = {},
) {
	const miner = await startTestMiner(bundle, { behaviour, ...options });
	try {
		const results = [];
		for (let index = 0; index < 4; index++)
			results.push(await audit(miner, bundle, session, `audit ${index}`));
		return results.filter(({ verdict }) => verdict === "fail").length;
	} finally {
		await miner.stop();
	}
}

describe.each(["ocr", "text-generation"])("an audit of %s", (name) => {
	let bundle: TaskBundle;
	let session: Awaited<ReturnType<typeof createOrtSession>>;
	beforeAll(async () => {
		bundle = await loadBundle(name);
		session = await createOrtSession(await loadModel(bundle), { threads: 1 });
	});
	afterAll(async () => {
		await session?.release();
	});

	it("passes the honest miner every time", async () => {
		expect(await failures("honest", bundle, session)).toBe(0);
	});

	it.each(["quantised", "quantised-half", "wrong-model", "constant", "garbage"] as const)(
		"fails a miner that is %s",
		async (behaviour) => {
			expect(await failures(behaviour, bundle, session)).toBe(4);
		},
	);

	/** Audits of a copycat that fail, its accomplice answering in these hotkeys' names. */
	const copied = async (answersFor: readonly string[]) => {
		const accompliceKey = keypairFromUri("//Accomplice");
		const accomplice = await startTestMiner(
			bundle,
			{ allow: [minerKey.address], answersFor },
			{ hotkey: accompliceKey },
		);
		const url = accomplice.endpoint;
		try {
			return await failures("copycat", bundle, session, {
				accomplice: { url, hotkey: accompliceKey.address },
			});
		} finally {
			await accomplice.stop();
		}
	};

	it("fails a copycat that signs what another hotkey committed to or drew", async () => {
		const challenges = await Promise.all(
			Array.from({ length: 4 }, (_, index) => bundle.task.sample(createRandom(`audit ${index}`))),
		);
		// A greedy text is the same whoever writes it.
		const bound = challenges.filter(({ request }) => request.parameters?.temperature !== 0).length;
		expect(bound).toBeGreaterThan(0);
		expect(await copied([])).toBe(bound);
	});

	it("cannot tell a copycat whose accomplice answers in its name", async () => {
		expect(await copied([minerKey.address])).toBe(0);
	});
});

describe("weights in an ONNX file", () => {
	const shape = [1, 1, 128];

	it("are found where they lie", () => {
		const model = probeModel({ shape });
		const [tensor, ...others] = findFloatWeights(model);
		expect(others).toEqual([]);
		expect(tensor).toMatchObject({ shape, isExternal: false });
		const [range] = tensor?.values ?? [];
		expect((range?.end ?? 0) - (range?.start ?? 0)).toBe(128 * 4);
		expect(model.readFloatLE(range?.start ?? 0)).toBeCloseTo(Math.sin(1) / 3, 6);
	});

	it("change as each cheat says, and the file stays a model", async () => {
		const model = probeModel({ shape });
		const start = findFloatWeights(model)[0]?.values[0]?.start ?? 0;
		const weightsOf = (bytes: Uint8Array) => {
			const view = new DataView(bytes.buffer, bytes.byteOffset);
			return Array.from({ length: 128 }, (_, index) => view.getFloat32(start + 4 * index, true));
		};
		const honest = weightsOf(model);
		const largest = Math.max(...honest.map(Math.abs));
		const furthest = (other: number[]) =>
			Math.max(...other.map((value, index) => Math.abs(value - (honest[index] ?? 0))));
		const int8 = weightsOf(alterWeights(model, "int8"));
		expect(furthest(int8)).toBeLessThanOrEqual((largest / 127) * 0.5001);
		for (const value of int8) {
			const steps = (value / largest) * 127;
			expect(steps).toBeCloseTo(Math.round(steps), 4);
		}
		expect(furthest(weightsOf(alterWeights(model, "half")))).toBeLessThan(2 ** -12);
		expect(furthest(weightsOf(alterWeights(model, "other-model")))).toBeGreaterThan(0.01);
		const session = await createOrtSession({ bytes: alterWeights(model, "int8") }, { threads: 1 });
		const x = { name: "x", datatype: "FP32", shape, data: new Float32Array(128).fill(1) } as const;
		const { y } = await session.run({ x });
		expect(Array.from(y?.data as Float32Array)).toEqual(int8);
	});

	it("of one dimension stay under int8: they are biases and normalisations", () => {
		const model = probeModel();
		expect(alterWeights(model, "int8")).toEqual(new Uint8Array(model));
	});

	it("are refused where the bytes are no model", () => {
		expect(() => findFloatWeights(new Uint8Array([0x3a, 0xff, 0xff, 0x7f, 1]))).toThrow(RangeError);
	});

	it.each([
		[1, 1],
		[1 + 2 ** -11, 1],
		[1 + 3 * 2 ** -11, 1 + 2 ** -9],
		[-0.1, -0.0999755859375],
		[1e-8, 0],
		[2 ** -24, 2 ** -24],
		[1e9, 65504],
	])("round %d to half precision as %d", (value, expected) => {
		expect(toHalf(value) + 0).toBe(expected);
	});
});

describe("a cheat", () => {
	it("is not started by mistake", () => {
		for (const behaviour of behaviours.slice(1)) {
			expect(() => chooseBehaviour(behaviour, false)).toThrow(
				expect.objectContaining({ code: "ADVERSARY_NOT_CONFIRMED" }),
			);
			expect(chooseBehaviour(behaviour, true)).toBe(behaviour);
		}
		expect(chooseBehaviour("honest", false)).toBe("honest");
		expect(() => chooseBehaviour("nonsense", true)).toThrow(
			expect.objectContaining({ code: "MINER_SETTING" }),
		);
	});
});

describe("a model whose weights lie in another file", () => {
	it("is refused, whatever the file", async () => {
		const bytes = probeModel({ externalFile: "../secret.bin" });
		const refused = createOrtSession({ bytes }, { threads: 1 });
		await expect(refused).rejects.toMatchObject({ code: "MODEL_EXTERNAL_DATA" });
	});
});
