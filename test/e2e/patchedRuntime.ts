import { readFileSync, writeFileSync } from "node:fs";
import { compileRuntime } from "../../chain/host/runtime/compileRuntime.js";
import { embeddedVersion } from "../../chain/host/runtime/embeddedVersion.js";
import { artifactPath, createRuntime } from "../../chain/host/runtime/openRuntime.js";
import { unpackCode } from "../../chain/host/runtime/unpackCode.js";
import { decodeRuntimeVersion } from "../../chain/host/scale/runtimeVersion.js";

/** What a method does instead of its work: run for ever, panic, or take all the memory that it gets. */
export interface Fault {
	readonly does: "loop" | "trap" | "grow";
	/** Only on an argument of so many bytes; on any where absent. */
	readonly onLength?: number;
}

export interface Patch {
	/** The `spec_version` that it states. */
	readonly specVersion?: number;
	/** Exported method → what is wrong with it. */
	readonly faults?: Readonly<Record<string, Fault>>;
}

/** Writes the package's runtime to `path`, changed so that a method loops forever on an argument of a given length. */
export function writeLoopingRuntime(path: string, triggers: Readonly<Record<string, number>>): void {
	const faults = Object.entries(triggers).map(
		([method, onLength]) => [method, { does: "loop", onLength }] as const,
	);
	writeFileSync(path, patchedRuntime({ faults: Object.fromEntries(faults) }));
}

/**
 * A runtime (the package's where no blob is given) with another version or with faults. The wasm is changed as bytes:
 * each faulty method gets a function in front of it.
 */
export function patchedRuntime(
	{ specVersion, faults = {} }: Patch,
	blob: Uint8Array = new Uint8Array(readFileSync(artifactPath())),
): Uint8Array {
	const code = new Uint8Array(unpackCode(blob));
	if (specVersion !== undefined) patchVersion(code, specVersion);
	const sections = readSections(code);
	const count = (id: number) => sections.find((section) => section.id === id);
	const type = findType(must(count(1)).body);
	const functions = readVector(must(count(3)).body);
	const imported = countImportedFunctions(must(count(2)).body);
	const bodies = readVector(must(count(10)).body);
	const exports = must(count(7));

	const added = Object.entries(faults).map(([method, fault], index) => {
		const { target, at, size } = findExport(exports.body, method);
		const wrapper = imported + functions.count + index;
		const replaced = unsigned(wrapper, size);
		exports.body = Uint8Array.from([
			...exports.body.subarray(0, at),
			...replaced,
			...exports.body.subarray(at + size),
		]);
		return wrapperBody(target, fault);
	});
	must(count(3)).body = Uint8Array.from([
		...unsigned(functions.count + added.length),
		...functions.rest,
		...added.flatMap(() => unsigned(type)),
	]);
	must(count(10)).body = Uint8Array.from([
		...unsigned(bodies.count + added.length),
		...bodies.rest,
		...added.flatMap((body) => [...unsigned(body.length), ...body]),
	]);
	const out: Uint8Array[] = [code.subarray(0, 8)];
	for (const { id, body } of sections) out.push(Uint8Array.from([id, ...unsigned(body.length)]), body);
	return new Uint8Array(Buffer.concat(out));
}

/**
 * The version as it lies in the data: authoring, spec, impl and transaction version, then the state version. And as its
 * section states it, with an empty list of APIs between the third and the fourth.
 */
function patchVersion(code: Uint8Array, specVersion: number): void {
	const version = decodeRuntimeVersion(createRuntime(code).call("Core_version", new Uint8Array(0)));
	const { authoringVersion, implVersion, transactionVersion, systemVersion } = version;
	const words = [authoringVersion, version.specVersion, implVersion, transactionVersion, systemVersion];
	const pattern = Buffer.alloc(4 * words.length);
	for (const [index, word] of words.entries()) pattern.writeUInt32LE(word, 4 * index);
	const bytes = Buffer.from(code.buffer, code.byteOffset, code.length);
	const stated = Buffer.concat([
		pattern.subarray(0, 12),
		Buffer.of(0),
		pattern.subarray(12, 16),
		Buffer.of(systemVersion),
	]);
	for (const form of [pattern, stated])
		for (let at = bytes.indexOf(form); at >= 0; at = bytes.indexOf(form, at + form.length))
			bytes.writeUInt32LE(specVersion, at + 4);
	const patched = decodeRuntimeVersion(createRuntime(code).call("Core_version", new Uint8Array(0)));
	if (patched.specVersion !== specVersion) throw new Error("the runtime's version was not found in its data");
	const section = embeddedVersion(compileRuntime(code).module);
	if (section !== undefined && decodeRuntimeVersion(section).specVersion !== specVersion)
		throw new Error("the runtime's version was not found in its section");
}

/** (i32, i32) -> i64: the fault, where the second argument is its length; then calls `target` with both. */
function wrapperBody(target: number, { does, onLength }: Fault): number[] {
	const [unreachable, block, loop, branch, branchIf, end, call] = [0x00, 0x04, 0x03, 0x0c, 0x0d, 0x0b, 0x10];
	const [localGet, memoryGrow, i32Const, i32Eq, i32Ne] = [0x20, 0x40, 0x41, 0x46, 0x47];
	const empty = 0x40;
	const grown = [i32Const, 16, memoryGrow, 0, i32Const, 0x7f, i32Ne];
	const fault = {
		loop: [loop, empty, branch, 0, end],
		trap: [unreachable],
		grow: [loop, empty, ...grown, branchIf, 0, end, unreachable],
	}[does];
	const condition =
		onLength === undefined ? [i32Const, 1] : [localGet, 1, i32Const, ...signed(onLength), i32Eq];
	return [
		0,
		...[...condition, block, empty, ...fault, end],
		...[localGet, 0, localGet, 1, call, ...unsigned(target), end],
	];
}

interface Section {
	readonly id: number;
	body: Uint8Array;
}

function readSections(code: Uint8Array): Section[] {
	const sections: Section[] = [];
	for (let at = 8; at < code.length; ) {
		const id = code[at] ?? 0;
		const { value, next } = readUnsigned(code, at + 1);
		sections.push({ id, body: code.subarray(next, next + value) });
		at = next + value;
	}
	return sections;
}

function readVector(body: Uint8Array): { count: number; rest: Uint8Array } {
	const { value, next } = readUnsigned(body, 0);
	return { count: value, rest: body.subarray(next) };
}

/** Index of the type (i32, i32) -> i64, which every runtime method has. */
function findType(body: Uint8Array): number {
	const { value: count, next } = readUnsigned(body, 0);
	let at = next;
	for (let index = 0; index < count; index++) {
		const start = at;
		const parameters = readUnsigned(body, at + 1);
		const results = readUnsigned(body, parameters.next + parameters.value);
		at = results.next + results.value;
		if (Buffer.from(body.subarray(start, at)).toString("hex") === "60027f7f017e") return index;
	}
	throw new Error("the runtime has no method type");
}

function countImportedFunctions(body: Uint8Array): number {
	const { value: count, next } = readUnsigned(body, 0);
	let at = next;
	let functions = 0;
	for (let index = 0; index < count; index++) {
		for (let name = 0; name < 2; name++) {
			const length = readUnsigned(body, at);
			at = length.next + length.value;
		}
		const kind = body[at++];
		if (kind === 0) {
			functions += 1;
			at = readUnsigned(body, at).next;
		} else if (kind === 2) {
			const flags = readUnsigned(body, at);
			at = readUnsigned(body, flags.next).next;
			if (flags.value & 1) at = readUnsigned(body, at).next;
		} else throw new Error(`import of kind ${kind}`);
	}
	return functions;
}

function findExport(body: Uint8Array, method: string): { target: number; at: number; size: number } {
	const { value: count, next } = readUnsigned(body, 0);
	let at = next;
	for (let index = 0; index < count; index++) {
		const length = readUnsigned(body, at);
		const name = Buffer.from(body.subarray(length.next, length.next + length.value)).toString("utf8");
		const start = length.next + length.value + 1;
		const target = readUnsigned(body, start);
		if (name === method) return { target: target.value, at: start, size: target.next - start };
		at = target.next;
	}
	throw new Error(`the runtime does not export ${method}`);
}

function readUnsigned(bytes: Uint8Array, at: number): { value: number; next: number } {
	let value = 0;
	for (let next = at, factor = 1; ; factor *= 128) {
		const byte = bytes[next++] ?? 0;
		value += (byte & 0x7f) * factor;
		if ((byte & 0x80) === 0) return { value, next };
	}
}

/** LEB128, padded to `size` bytes where it is given, so that it can replace another number in place. */
function unsigned(value: number, size = 1): number[] {
	const bytes: number[] = [];
	for (let rest = value; rest > 0 || bytes.length < size; rest = Math.floor(rest / 128))
		bytes.push((rest % 128) | 0x80);
	bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) & 0x7f;
	if (size > 1 && bytes.length > size) throw new Error("the index does not fit in place");
	return bytes;
}

/** Signed LEB128 of a non-negative number. */
function signed(value: number): number[] {
	const bytes: number[] = [];
	for (let rest = value; ; rest >>= 7) {
		if (rest < 64) return [...bytes, rest];
		bytes.push((rest & 0x7f) | 0x80);
	}
}

function must<T>(value: T | undefined): T {
	if (value === undefined) throw new Error("the runtime lacks a section");
	return value;
}
