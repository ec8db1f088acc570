import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
	findModel,
	listModels,
	type PullEvent,
	pullModel,
	removeModel,
	verifyModel,
} from "../../../subnets/index.js";
import type { PullOptions } from "../../../subnets/models/pullModel.js";
import { COMMIT, gitBlob, sha256, startHub } from "./hubServer.js";

const model = randomBytes(300_000);
const config = Buffer.from(JSON.stringify({ architectures: ["BertModel"] }));
const tokenizer = Buffer.from('{"version":"1.0"}');
const TOKEN = "hf_thisTokenIsSecret";

let models: string;
let hub: Awaited<ReturnType<typeof startHub>>;

beforeEach(async () => {
	models = await mkdtemp(join(tmpdir(), "ganglion-models-"));
	hub = await startHub({
		"config.json": { content: config },
		"tokenizer.json": { content: tokenizer },
		"onnx/model.onnx": { content: model, isLarge: true },
		"pytorch_model.bin": { content: randomBytes(64), isLarge: true },
	});
});
afterEach(async () => {
	await hub.stop();
	await rm(models, { recursive: true, force: true });
});

interface Settings {
	readonly env?: Record<string, string>;
	readonly idleMs?: number;
	readonly onEvent?: (event: PullEvent) => void;
	readonly pausesMs?: readonly number[];
}

const pull = (options: Partial<PullOptions> = {}, settings: Settings = {}) =>
	pullModel(
		{ source: "hf:acme/tiny", models, endpoint: hub.endpoint, ...options },
		{
			fetch,
			signal: AbortSignal.timeout(20_000),
			env: {},
			now: () => new Date("2026-01-02T03:04:05Z"),
			pausesMs: [1, 1],
			...settings,
		},
	);

const file = (path: string) => join(models, "acme", "tiny", path);
const fetchesOf = (path: string) => hub.requests.filter(({ url }) => decodeURIComponent(url).includes(path));

describe("a pull from the hub", () => {
	it("takes what a miner needs, at one commit, and pins it", async () => {
		const { lock, fetched } = await pull();
		expect(lock).toMatchObject({ name: "acme/tiny", source: "hf:acme/tiny", revision: COMMIT });
		expect(lock.files).toEqual([
			{ path: "config.json", bytes: config.length, sha256: sha256(config) },
			{ path: "onnx/model.onnx", bytes: model.length, sha256: sha256(model) },
			{ path: "tokenizer.json", bytes: tokenizer.length, sha256: sha256(tokenizer) },
		]);
		expect(fetched).toBe(3);
		expect(await readFile(file("onnx/model.onnx"))).toEqual(model);
		expect(JSON.parse(await readFile(file("ganglion-model.json"), "utf8"))).toEqual(lock);
		expect((await readdir(file("."), { recursive: true })).filter((name) => name.endsWith(".part"))).toEqual(
			[],
		);
		expect(fetchesOf("pytorch_model.bin")).toEqual([]);
	});

	it("takes the file that says how a sentence encoder's vectors are made, and no weights of modules", async () => {
		const pooling = Buffer.from(JSON.stringify({ pooling_mode_cls_token: true }));
		hub.state.files["1_Pooling/config.json"] = { content: pooling };
		hub.state.files["2_Dense/model.safetensors"] = { content: randomBytes(64), isLarge: true };
		const { lock } = await pull();
		expect(lock.files.map(({ path }) => path)).toEqual([
			"1_Pooling/config.json",
			"config.json",
			"onnx/model.onnx",
			"tokenizer.json",
		]);
		expect(await readFile(file("1_Pooling/config.json"))).toEqual(pooling);
	});

	it("leaves what huggingface_hub keeps of a file in a plain folder", async () => {
		await pull();
		const metadata = await readFile(file(".cache/huggingface/download/onnx/model.onnx.metadata"), "utf8");
		expect(metadata.split("\n")).toEqual([COMMIT, sha256(model), "1767323045", ""]);
		const small = await readFile(file(".cache/huggingface/download/config.json.metadata"), "utf8");
		expect(small.split("\n")[1]).toBe(gitBlob(config));
	});

	it("fetches nothing twice, and again what was damaged here", async () => {
		await pull();
		expect((await pull()).fetched).toBe(0);
		await writeFile(file("tokenizer.json"), "damaged");
		expect(await verifyModel(await findModel(models, "acme/tiny"))).toContainEqual(
			expect.objectContaining({ path: "tokenizer.json", verdict: "differs" }),
		);
		expect((await pull()).fetched).toBe(1);
		expect(await readFile(file("tokenizer.json"))).toEqual(tokenizer);
	});

	it("refuses other bytes under the same name, large or small, and keeps those here", async () => {
		await pull();
		hub.state.files["onnx/model.onnx"] = { content: randomBytes(300_000), isLarge: true };
		await expect(pull()).rejects.toMatchObject({ code: "MODEL_PIN_MISMATCH", file: "onnx/model.onnx" });
		hub.state.files["onnx/model.onnx"] = { content: model, isLarge: true };
		hub.state.files["tokenizer.json"] = { content: Buffer.from('{"version":"2.0"}') };
		await expect(pull()).rejects.toMatchObject({ code: "MODEL_PIN_MISMATCH", file: "tokenizer.json" });
		expect(await readFile(file("tokenizer.json"))).toEqual(tokenizer);
	});

	it("holds a file to the sha256 that was given", async () => {
		const wrong = "0".repeat(64);
		await expect(pull({ sha256: [`onnx/model.onnx=${wrong}`] })).rejects.toMatchObject({
			code: "MODEL_PIN_MISMATCH",
		});
		await expect(pull({ sha256: [`config.json=${wrong}`] })).rejects.toMatchObject({
			code: "MODEL_PIN_MISMATCH",
		});
		await expect(readFile(file("config.json"))).rejects.toMatchObject({ code: "ENOENT" });
		await expect(pull({ sha256: [`other.json=${wrong}`] })).rejects.toMatchObject({
			code: "MODEL_SOURCE_INVALID",
		});
		expect((await pull({ sha256: [`onnx/model.onnx=${sha256(model)}`] })).fetched).toBe(3);
	});

	it.each(["../../escape.json", "/etc/escape.json", "a//b.json", "..\\escape.json", "ganglion-model.json"])(
		"refuses a repository with a file named %s before anything is written",
		async (path) => {
			hub.state.files[path] = { content: config };
			await expect(pull({ files: ["*.json"] })).rejects.toMatchObject({ code: "MODEL_FILE_NAME" });
			expect(await readdir(models)).toEqual([]);
		},
	);

	it("takes the variant that is asked for, and says which there are", async () => {
		hub.state.files["onnx/model_q4.onnx"] = { content: tokenizer };
		expect((await pull({ dtype: "q4", name: "acme/tiny-q4" })).lock.files.map(({ path }) => path)).toContain(
			"onnx/model_q4.onnx",
		);
		await expect(pull({ dtype: "fp16" })).rejects.toMatchObject({
			code: "MODEL_CHOICE",
			message: expect.stringContaining("onnx/model_q4.onnx"),
		});
	});
});

describe("a pull that is disturbed", () => {
	it("goes on where a broken connection stopped", async () => {
		let broken = 0;
		hub.state.fault = (request, response, content) => {
			if (content !== model || broken === 2) return false;
			broken++;
			const from = Number(/\d+/.exec(request.headers.range ?? "0")?.[0]);
			response.writeHead(from === 0 ? 200 : 206, {
				"Content-Length": model.length - from,
				...(from === 0 ? {} : { "Content-Range": `bytes ${from}-${model.length - 1}/${model.length}` }),
			});
			response.write(content.subarray(from, from + 100_000), () => setTimeout(() => response.destroy(), 20));
			return true;
		};
		await pull();
		expect(await readFile(file("onnx/model.onnx"))).toEqual(model);
		const ranges = fetchesOf("onnx/model.onnx").flatMap(({ host, range }) => (host === "cdn" ? [range] : []));
		expect(ranges).toEqual([undefined, "bytes=100000-", "bytes=200000-"]);
	});

	it("says how much came where it never comes whole, and keeps that for the next pull", async () => {
		hub.state.fault = (_, response, content) => {
			if (content !== model) return false;
			response.writeHead(200, { "Content-Length": model.length });
			response.write(content.subarray(0, 50_000), () => setTimeout(() => response.destroy(), 20));
			return true;
		};
		await expect(pull()).rejects.toMatchObject({ code: "MODEL_DOWNLOAD_TIMED_OUT", received: 50_000 });
		await expect(readFile(file("onnx/model.onnx"))).rejects.toMatchObject({ code: "ENOENT" });
		hub.state.fault = undefined;
		hub.requests.length = 0;
		await pull();
		expect(fetchesOf("onnx/model.onnx").map(({ range }) => range)).toContain("bytes=50000-");
		expect(await readFile(file("onnx/model.onnx"))).toEqual(model);
	});

	it("starts over where the server ignores Range", async () => {
		let cut = false;
		hub.state.fault = (_, response, content) => {
			if (content !== model) return false;
			response.writeHead(200, { "Content-Length": model.length });
			if (cut) response.end(content);
			else response.write(content.subarray(0, 70_000), () => setTimeout(() => response.destroy(), 20));
			cut = true;
			return true;
		};
		await pull();
		expect(await readFile(file("onnx/model.onnx"))).toEqual(model);
	});

	it("starts over where what an earlier pull left was damaged since", async () => {
		hub.state.fault = (_, response, content) => {
			if (content !== model) return false;
			response.writeHead(200, { "Content-Length": model.length });
			response.write(content.subarray(0, 50_000), () => setTimeout(() => response.destroy(), 20));
			return true;
		};
		await expect(pull()).rejects.toMatchObject({ code: "MODEL_DOWNLOAD_TIMED_OUT" });
		const [part = ""] = (await readdir(file("onnx"))).filter((name) => name.endsWith(".part"));
		await writeFile(file(`onnx/${part}`), randomBytes(60_000));
		hub.state.fault = undefined;
		await pull();
		expect(await readFile(file("onnx/model.onnx"))).toEqual(model);
	});

	it("refuses bytes that are not those announced", async () => {
		hub.state.files["onnx/model.onnx"] = { content: model, isLarge: true, announcedSha256: "a".repeat(64) };
		await expect(pull()).rejects.toMatchObject({ code: "MODEL_HASH_MISMATCH", actual: sha256(model) });
		await expect(readFile(file("onnx/model.onnx"))).rejects.toMatchObject({ code: "ENOENT" });
	});

	it("refuses a body that goes on past its end", async () => {
		hub.state.fault = (_, response, content) => {
			if (content !== model) return false;
			response.writeHead(200);
			response.end(Buffer.concat([content, content]));
			return true;
		};
		await expect(pull()).rejects.toMatchObject({ code: "MODEL_DOWNLOAD_TOO_LONG" });
	});

	it("gives a silent connection up", async () => {
		hub.state.fault = (_, response, content) => {
			if (content !== model) return false;
			response.writeHead(200, { "Content-Length": model.length });
			response.write(content.subarray(0, 10));
			return true;
		};
		await expect(pull({}, { idleMs: 150 })).rejects.toMatchObject({ code: "MODEL_DOWNLOAD_TIMED_OUT" });
	});

	it.skipIf(process.platform !== "linux")("says that the disk is full", async () => {
		hub.state.files = { "onnx/model.onnx": { content: model, isLarge: true } };
		hub.state.fault = (_, response) => response.destroy().destroyed;
		await expect(pull()).rejects.toMatchObject({ code: "MODEL_HOST_UNREACHABLE" });
		const [part = ""] = (await readdir(file("onnx"))).filter((name) => name.endsWith(".part"));
		await rm(file(`onnx/${part}`));
		await symlink("/dev/full", file(`onnx/${part}`));
		hub.state.fault = undefined;
		await expect(pull()).rejects.toMatchObject({ code: "MODEL_DISK_FULL" });
	});

	it("stops when it is told to, and is no fault then", async () => {
		const stop = new AbortController();
		const pulling = pullModel(
			{ source: "hf:acme/tiny", models, endpoint: hub.endpoint },
			{ fetch, signal: stop.signal, env: {}, now: () => new Date(), onEvent: () => stop.abort() },
		);
		await expect(pulling).rejects.toMatchObject({ name: "AbortError" });
	});

	it("lets one process at a time pull a model, and takes over from one that is gone", async () => {
		await mkdir(file("."), { recursive: true });
		await writeFile(file(".pull.part"), String(process.ppid));
		await expect(pull()).rejects.toMatchObject({ code: "MODEL_BUSY" });
		await writeFile(file(".pull.part"), "999999999");
		expect((await pull()).fetched).toBe(3);
		// in a container the next process has the number of the one that was killed
		await writeFile(file(".pull.part"), String(process.pid));
		expect((await pull()).fetched).toBe(0);
	});

	it("lets one of two pulls of one process go on", async () => {
		const ends = await Promise.allSettled([pull(), pull()]);
		const faults = ends.flatMap((end) => (end.status === "rejected" ? [end.reason.code] : []));
		expect(faults).toEqual(["MODEL_BUSY"]);
	});
});

describe("a gated repository", () => {
	beforeEach(async () => {
		await hub.stop();
		hub = await startHub(
			{ "config.json": { content: config }, "onnx/model.onnx": { content: model, isLarge: true } },
			TOKEN,
		);
	});

	it("is refused without a token and with a wrong one, which no message repeats", async () => {
		await expect(pull()).rejects.toMatchObject({ code: "MODEL_ACCESS_REFUSED", exitCode: 3 });
		const refused = await pull({}, { env: { HF_TOKEN: "hf_wrong" } }).catch((error: unknown) => error);
		expect(refused).toMatchObject({ code: "MODEL_ACCESS_REFUSED" });
		expect(`${(refused as Error).stack}${JSON.stringify(refused)}`).not.toContain("hf_wrong");
	});

	it("opens by HF_TOKEN, which the host that large files lie on never sees", async () => {
		expect((await pull({}, { env: { HF_TOKEN: TOKEN } })).fetched).toBe(2);
		const seen = (host: string) => hub.requests.filter((request) => request.host === host);
		expect(seen("hub").every(({ authorization }) => authorization === `Bearer ${TOKEN}`)).toBe(true);
		expect(seen("cdn").length).toBeGreaterThan(0);
		expect(seen("cdn").filter(({ authorization }) => authorization !== undefined)).toEqual([]);
		expect(await readFile(file("ganglion-model.json"), "utf8")).not.toContain(TOKEN);
	});

	it("is not asked with a token over a connection that others can read", async () => {
		const asked = pull({ endpoint: "http://mirror.example" }, { env: { HF_TOKEN: TOKEN } });
		await expect(asked).rejects.toMatchObject({ code: "MODEL_SOURCE_INSECURE" });
	});
});

describe("what is not there", () => {
	it.each([
		[{ source: "hf:acme/other" }, "MODEL_ABSENT"],
		[{ source: "hf:acme/tiny@absent" }, "MODEL_ABSENT"],
		[{ source: "hf:acme/tiny/extra" }, "MODEL_SOURCE_INVALID"],
		[{ source: "hf:../tiny" }, "MODEL_SOURCE_INVALID"],
		[{ source: "ftp://host/model.onnx" }, "MODEL_SOURCE_INVALID"],
		[{ source: "./no-such-folder" }, "MODEL_SOURCE_INVALID"],
		[{ endpoint: "http://127.0.0.1:9" }, "MODEL_HOST_UNREACHABLE"],
		[{ endpoint: "https://user:pass@mirror.example" }, "MODEL_SOURCE_INVALID"],
		[{ name: "../escape" }, "MODEL_NAME_INVALID"],
		[{ name: "a/b/c" }, "MODEL_NAME_INVALID"],
		[{ name: ".hidden" }, "MODEL_NAME_INVALID"],
	] as const)("%o is %s", async (options, code) => {
		await expect(pull(options)).rejects.toMatchObject({ code });
	});
});

describe("other sources", () => {
	it("an address: one file, pinned by the first pull or by --sha256", async () => {
		hub.state.files["any.onnx"] = { content: model };
		const source = `${hub.endpoint}/acme/tiny/resolve/${COMMIT}/any.onnx?signature=secret`;
		const { lock } = await pull({ source });
		expect(lock).toMatchObject({
			name: "127.0.0.1/any",
			files: [{ path: "any.onnx", sha256: sha256(model) }],
		});
		expect(lock.source).not.toContain("secret");
		await expect(pull({ source, sha256: ["0".repeat(64)] })).rejects.toMatchObject({
			code: "MODEL_PIN_MISMATCH",
		});
		await expect(pull({ source, name: "x", sha256: ["0".repeat(64)] })).rejects.toMatchObject({
			code: "MODEL_HASH_MISMATCH",
		});
		await expect(pull({ source: "http://host.example/a.onnx" })).rejects.toMatchObject({
			code: "MODEL_SOURCE_INSECURE",
		});
	});

	it("an address without a hash is taken up again by its ETag", async () => {
		hub.state.files["any.onnx"] = { content: model };
		const source = `${hub.endpoint}/acme/tiny/resolve/${COMMIT}/any.onnx`;
		let cut = false;
		hub.state.fault = (request, response, content) => {
			if (request.method === "HEAD" || cut) return false;
			cut = true;
			response.writeHead(200, { "Content-Length": content.length });
			response.write(content.subarray(0, 1000), () => setTimeout(() => response.destroy(), 20));
			return true;
		};
		await pull({ source, name: "x/any" });
		expect(hub.requests.map(({ range }) => range)).toContain("bytes=1000-");
		expect(await readFile(join(models, "x", "any", "any.onnx"))).toEqual(model);
	});

	it("a folder: a snapshot of the hub's cache, through its links", async () => {
		const cache = await mkdtemp(join(tmpdir(), "ganglion-hub-cache-"));
		const snapshot = join(cache, "models--acme--cached", "snapshots", COMMIT);
		await mkdir(join(snapshot, "onnx"), { recursive: true });
		await mkdir(join(cache, "models--acme--cached", "blobs"));
		await writeFile(join(cache, "models--acme--cached", "blobs", "b1"), model);
		await symlink("../../../blobs/b1", join(snapshot, "onnx", "model.onnx"));
		await writeFile(join(snapshot, "config.json"), config);
		const { lock } = await pull({ source: snapshot });
		expect(lock).toMatchObject({ name: "acme/cached", revision: COMMIT });
		expect(lock.files.map(({ path }) => path)).toEqual(["config.json", "onnx/model.onnx"]);
		await rm(cache, { recursive: true });
	});
});

describe("the models' folder", () => {
	it("lists, finds and removes; files of others stay", async () => {
		await pull();
		await mkdir(join(models, "stranger"), { recursive: true });
		const [found, ...rest] = await listModels(models);
		expect(rest).toEqual([]);
		expect(found).toMatchObject({ kind: "encoder", lock: { name: "acme/tiny" } });
		await writeFile(file("my-notes.txt"), "mine");
		expect(await removeModel(models, "acme/tiny")).toEqual(["my-notes.txt"]);
		expect(await listModels(models)).toEqual([]);
		await expect(findModel(models, "acme/tiny")).rejects.toMatchObject({ code: "MODEL_NOT_FOUND" });
		expect(await readdir(file("."))).toEqual(["my-notes.txt"]);
	});

	it("leaves nothing of a model that was all its own", async () => {
		await pull();
		await removeModel(models, "acme/tiny");
		expect(await readdir(models)).toEqual([]);
	});

	it("refuses a lock that was changed to name files outside", async () => {
		await pull();
		const lock = JSON.parse(await readFile(file("ganglion-model.json"), "utf8"));
		lock.files[0].path = "../../outside.json";
		await writeFile(file("ganglion-model.json"), JSON.stringify(lock));
		await expect(removeModel(models, "acme/tiny")).rejects.toMatchObject({ code: "MODEL_FILE_NAME" });
	});
});
