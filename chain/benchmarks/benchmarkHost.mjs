// The host functions that only a runtime under benchmark asks for (`ext_benchmarking_*` of frame-benchmarking).
import { compileRuntime } from "../../dist/chain/host/runtime/compileRuntime.js";
import { createContext } from "../../dist/chain/host/runtime/createContext.js";
import { createInstance } from "../../dist/chain/host/runtime/runtimeInstance.js";
import { encodeCompact } from "../../dist/chain/host/scale/compact.js";
import { ScaleReader } from "../../dist/chain/host/scale/scaleReader.js";
import { CountingOverlay } from "../../dist/chain/host/state/countingOverlay.js";
import { MemoryState } from "../../dist/chain/host/state/memoryState.js";
import { keyFromBytes } from "../../dist/chain/host/state/stateReader.js";

const PAGES = 32_768;

/** SCALE `Vec<TrackedStorageKey>`, each taken apart. */
function readTrackedKeys(bytes) {
	const reader = new ScaleReader(bytes);
	return reader.list(() => {
		const start = reader.offset;
		const key = keyFromBytes(reader.vector());
		reader.take(4 + 4 + 1);
		if (reader.u8() === 1) reader.vector();
		return { key, encoded: bytes.slice(start, reader.offset) };
	});
}

/**
 * Opens a runtime that was built with `runtime-benchmarks`, on its genesis.
 * @param {Uint8Array} code
 * @param {ReadonlyMap<string, Uint8Array>} genesis
 * @returns {{call: (method: string, argument: Uint8Array) => Uint8Array}}
 */
export function openBenchmarkHost(code, genesis) {
	const compiled = compileRuntime(code);
	const state = new MemoryState(genesis, 1);
	let exceptions = [];

	const benchmarkFunctions = (context, memory) => {
		const except = (keys) => {
			exceptions = keys;
			context.overlay.exceptions = new Set(keys.map(({ key }) => key));
		};
		return {
			ext_benchmarking_current_time_version_1() {
				// the processor's time, not the clock's: on a busy machine the clock measures the neighbours
				const { user, system } = process.cpuUsage();
				const bytes = Buffer.alloc(16);
				bytes.writeBigUInt64LE(BigInt(user + system) * 1_000n);
				return memory.writePointer(bytes);
			},
			ext_benchmarking_wipe_db_version_1() {
				const overlay = new CountingOverlay(state);
				overlay.exceptions = context.overlay.exceptions;
				context.overlay = overlay;
			},
			ext_benchmarking_commit_db_version_1() {},
			ext_benchmarking_read_write_count_version_1() {
				const { reads, repeatReads, writes, repeatWrites } = context.overlay.counts();
				const bytes = Buffer.alloc(16);
				for (const [index, count] of [reads, repeatReads, writes, repeatWrites].entries())
					bytes.writeUInt32LE(count, 4 * index);
				return memory.write(bytes);
			},
			ext_benchmarking_reset_read_write_count_version_1() {
				context.overlay.startCounting();
			},
			ext_benchmarking_get_whitelist_version_1() {
				const parts = [encodeCompact(exceptions.length), ...exceptions.map(({ encoded }) => encoded)];
				return memory.write(Buffer.concat(parts));
			},
			ext_benchmarking_set_whitelist_version_1(span) {
				except(readTrackedKeys(memory.copy(span)));
			},
			ext_benchmarking_add_to_whitelist_version_1(span) {
				const one = Buffer.concat([encodeCompact(1), memory.copy(span)]);
				except([...exceptions, ...readTrackedKeys(new Uint8Array(one))]);
			},
			ext_benchmarking_remove_from_whitelist_version_1(span) {
				const removed = memory.key(span);
				except(exceptions.filter(({ key }) => key !== removed));
			},
			// which keys they were, and the size of a proof, are of no use here: Vec::new(), None
			ext_benchmarking_get_read_and_written_keys_version_1: () => memory.write(Uint8Array.of(0)),
			ext_benchmarking_proof_size_version_1: () => memory.write(Uint8Array.of(0)),
		};
	};

	return {
		call(method, argument) {
			const context = createContext(new CountingOverlay(state));
			const limits = { pages: PAGES, moreFunctions: [benchmarkFunctions] };
			return createInstance(compiled, context, limits).call(method, argument);
		},
	};
}
