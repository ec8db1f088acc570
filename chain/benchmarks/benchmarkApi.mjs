// frame-benchmarking's runtime API, taken apart.
import { encodeBytes, encodeCompact } from "../../dist/chain/host/scale/compact.js";
import { ScaleReader } from "../../dist/chain/host/scale/scaleReader.js";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/**
 * One benchmark: of which pallet, and its components with their bounds.
 * @typedef {{pallet: string, instance: string, name: string, components: {letter: string, low: number, high: number}[]}} Benchmark
 */

/** All benchmarks of the runtime. @returns {Benchmark[]} */
export function listBenchmarks(host) {
	const reader = new ScaleReader(host.call("Benchmark_benchmark_metadata", Uint8Array.of(0)));
	return reader
		.list(() => {
			const [pallet, instance] = [reader.text(), reader.text()];
			return reader.list(() => {
				const name = reader.text();
				const components = reader.list(() => {
					const letter = LETTERS[reader.u8()];
					return { letter, low: reader.u32(), high: reader.u32() };
				});
				reader.list(() => [reader.vector(), reader.vector()]);
				return { pallet, instance, name, components };
			});
		})
		.flat();
}

/**
 * Runs a benchmark some times with the components at the given values.
 * @param {Benchmark} benchmark
 * @param {Record<string, number>} values
 * @returns {{nanoseconds: number, reads: number, writes: number}[]}
 */
export function dispatchBenchmark(host, { pallet, instance, name }, values, repeats) {
	const u32 = (value) => {
		const bytes = Buffer.alloc(4);
		bytes.writeUInt32LE(value);
		return bytes;
	};
	const selected = Object.entries(values).map(([letter, value]) =>
		Buffer.concat([Uint8Array.of(LETTERS.indexOf(letter)), u32(value)]),
	);
	const text = (value) => encodeBytes(Buffer.from(value));
	const argument = Buffer.concat([
		text(pallet),
		text(instance),
		text(name),
		encodeCompact(selected.length),
		...selected,
		Uint8Array.of(0),
		u32(repeats),
	]);
	const reader = new ScaleReader(host.call("Benchmark_dispatch_benchmark", new Uint8Array(argument)));
	if (reader.u8() !== 0) throw new Error(`${pallet}::${name} ${JSON.stringify(values)}: ${reader.text()}`);
	const batches = reader.list(() => {
		for (let field = 0; field < 3; field++) reader.vector();
		return reader.list(() => readResult(reader));
	});
	const results = batches.flat();
	if (results.length === 0) throw new Error(`${pallet}::${name} was skipped by the runtime`);
	return results;
}

function readResult(reader) {
	reader.list(() => reader.take(5));
	const nanoseconds = Number(reader.u128());
	reader.u128();
	const reads = reader.u32();
	reader.u32();
	const writes = reader.u32();
	reader.take(4 + 4);
	reader.list(() => {
		reader.vector();
		reader.take(4 + 4 + 1);
	});
	return { nanoseconds, reads, writes };
}
