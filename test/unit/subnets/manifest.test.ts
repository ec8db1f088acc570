import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keypairFromUri, verifySignature } from "../../../chain/wallet/index.js";
import {
	ManifestInvalidError,
	manifestHash,
	manifestSigningPayload,
	parseManifest,
	readManifest,
	signManifest,
	type TaskManifest,
	verifyManifestSignature,
} from "../../../subnets/index.js";

const { manifest } = await readManifest("ocr");
const alice = keypairFromUri("//Alice");
const bob = keypairFromUri("//Bob");

/** The manifest with one field changed, as parsed JSON. */
function change(path: string, value: unknown): unknown {
	const copy = structuredClone(manifest) as unknown as Record<string, unknown>;
	const keys = path.split(".");
	const last = keys.pop() as string;
	const holder = keys.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, copy);
	if (value === undefined) delete holder[last];
	else holder[last] = value;
	return copy;
}

describe("parseManifest", () => {
	it("takes the shipped manifests, as text and as values", () => {
		expect(parseManifest(JSON.stringify(manifest))).toEqual(manifest);
		expect(parseManifest(structuredClone(manifest))).toEqual(manifest);
	});

	it.each<[string, string, unknown, RegExp]>([
		["no name", "name", undefined, /name/],
		["a name with a slash", "name", "a/b", /name/],
		["another format", "format", "ganglion-task/2", /format/],
		["a version that is none", "version", "1.0", /version/],
		["an unknown kind", "kind", "lottery", /kind/],
		["an unknown field", "extra", 1, /additional properties \(extra\)/],
		["a hash in capitals", "model.sha256", "A".repeat(64), /model\.sha256/],
		["a model outside the folder", "model.source", { file: "../../etc/passwd" }, /source\.file/],
		["a model at an absolute path", "model.source", { file: "/etc/passwd" }, /source\.file/],
		["a package outside node_modules", "model.source", { package: "../x", file: "a" }, /source\.package/],
		["code outside the folder", "code", { file: "a/../../b.js", sha256: "0".repeat(64) }, /code/],
		["a code of both sorts", "code", { shipped: "ocr", files: [], file: "a" }, /code/],
		["an unknown datatype", "answer.outputs", [{ name: "a", datatype: "FP8", shape: [] }], /datatype/],
		["a tolerance of zero", "verification.tolerance.cpu", 0, /tolerance/],
		["no tolerance for the CPU", "verification.tolerance", { cuda: 1e-3 }, /tolerance/],
		["an audit without its tensor", "verification.tensor", undefined, /tensor/],
		["an audit that never happens", "verification.auditRate", 0, /auditRate/],
		["a limit without bound", "limits.requestBytes", 1e12, /requestBytes/],
		["a negative time", "limits.timeoutMs", -1, /timeoutMs/],
		["an unknown rule", "reward.rule", "luck", /reward/],
		["a malformed signature", "signature", { author: "x", scheme: "sr25519", value: "0x" }, /signature/],
	])("refuses %s", (_, path, value, reason) => {
		expect(() => parseManifest(change(path, value))).toThrow(reason);
		expect(() => parseManifest(change(path, value))).toThrow(ManifestInvalidError);
	});

	it("refuses a reference task without an audit: nothing would tell a cheaper model", () => {
		expect(() => parseManifest(change("verification", { mode: "none", auditRate: 0 }))).toThrow(
			/kind reference/,
		);
		expect(() => parseManifest(change("files", [...manifest.files, manifest.files[0]]))).toThrow(/one name/);
	});

	it("names every fault at once", () => {
		const twice = { ...(change("kind", "x") as object), version: 7 };
		const error = (() => {
			try {
				parseManifest(twice);
			} catch (thrown) {
				return thrown as ManifestInvalidError;
			}
		})();
		expect(error?.problems.map((problem) => problem.split(" ")[0]).sort()).toEqual(["kind", "version"]);
		expect(error?.remedy).toContain("docs/subnet-author.md");
	});

	it("answers any JSON with the typed error", () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.jsonValue()), (value) => {
				expect(() => parseManifest(value)).toThrow(ManifestInvalidError);
			}),
		);
	});
});

describe("manifestHash", () => {
	it("is the sha256 of the canonical form of RFC 8785: order and layout do not matter", () => {
		const reversed = Object.fromEntries(Object.entries(manifest).reverse()) as unknown as TaskManifest;
		expect(manifestHash(reversed)).toBe(manifestHash(manifest));
		expect(manifestHash(JSON.parse(JSON.stringify(manifest, undefined, 8)))).toBe(manifestHash(manifest));
	});

	it("covers every field but the signature", () => {
		const hash = manifestHash(manifest);
		const paths = [
			["model.sha256", "0".repeat(64)],
			["files", manifest.files.slice(1)],
			["code", { ...manifest.code, files: [] }],
			["verification.tolerance.cpu", 5e-4],
			["limits.timeoutMs", 9999],
			["description", "another"],
		] as const;
		for (const [path, value] of paths)
			expect(manifestHash(change(path, value) as TaskManifest), path).not.toBe(hash);
		expect(manifestHash(signManifest(manifest, alice))).toBe(hash);
	});

	it("agrees with a canonical form written by hand", () => {
		const small = { b: [1e21, 0.000001, "é"], a: { d: null, c: true } } as unknown as TaskManifest;
		// sha256 of {"a":{"c":true,"d":null},"b":[1e+21,0.000001,"é"]}
		expect(manifestHash(small)).toBe("e9e1f611e24b632cb3c02aad9fa2af57e109a8edd5d87e57b491dc222da33f53");
	});
});

describe("a manifest's signature", () => {
	it("proves its author, and is the one that the chain verifies", () => {
		const signed = signManifest(manifest, alice);
		expect(parseManifest(signed)).toEqual(signed);
		expect(verifyManifestSignature(signed, verifySignature)).toBe(alice.address);
		const onChain = Buffer.from(signed.signature.value.slice(2), "hex");
		expect(verifySignature(Buffer.from(manifestHash(manifest), "hex"), onChain, alice.address)).toBe(true);
		expect(manifestSigningPayload(manifestHash(manifest))).toHaveLength(32);
	});

	it("is refused where it is missing, another's, or over another manifest", () => {
		const signed = signManifest(manifest, alice);
		const forged: TaskManifest = { ...signed, signature: { ...signed.signature, author: bob.address } };
		const changed: TaskManifest = { ...signed, version: "9.9.9" };
		for (const faulty of [manifest, forged, changed])
			expect(() => verifyManifestSignature(faulty, verifySignature)).toThrow(
				expect.objectContaining({ code: "MANIFEST_SIGNATURE" }),
			);
	});

	it("is replaced when another signs", () => {
		expect(signManifest(signManifest(manifest, alice), bob).signature.author).toBe(bob.address);
	});
});
