import { describe, expect, it } from "vitest";
import { compileRuntime } from "../../../chain/host/runtime/compileRuntime.js";
import { embeddedVersion } from "../../../chain/host/runtime/embeddedVersion.js";
import { openRuntime } from "../../../chain/host/runtime/openRuntime.js";
import { wasm } from "../../../chain/host/runtime/webAssembly.js";
import { decodeRuntimeVersion, type RuntimeVersion } from "../../../chain/host/scale/runtimeVersion.js";

describe("the version in a runtime's sections", () => {
	it("is what the runtime says when it runs, its APIs in the order of the linker", () => {
		const runtime = openRuntime();
		const stated = decodeRuntimeVersion(embeddedVersion(runtime.compiled.module) ?? new Uint8Array(0));
		const said = decodeRuntimeVersion(runtime.call("Core_version", new Uint8Array(0)));
		const sorted = ({ apis, ...version }: RuntimeVersion) => ({ ...version, apis: [...apis].sort() });
		expect(sorted(stated)).toEqual(sorted(said));
		expect(stated.apis.length).toBeGreaterThan(20);
	});

	it("is none where there is no such section", () => {
		const empty = new wasm.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
		expect(embeddedVersion(empty)).toBeUndefined();
	});

	it("is refused where the section holds something else", () => {
		const name = Buffer.from("runtime_version");
		const section = Buffer.concat([Buffer.of(0, 1 + name.length + 1, name.length), name, Buffer.of(200)]);
		const module = new wasm.Module(Buffer.concat([Buffer.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0), section]));
		expect(() => embeddedVersion(module)).toThrow();
		expect(() => compileRuntime(Uint8Array.of(1, 2, 3))).toThrow();
	});
});
