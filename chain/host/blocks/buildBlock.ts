import { RuntimeCallError } from "../errors.js";
import type { CompiledRuntime } from "../runtime/compileRuntime.js";
import { type ContextModules, createContext } from "../runtime/createContext.js";
import { createInstance, type RuntimeInstance } from "../runtime/runtimeInstance.js";
import { concatBytes, EMPTY_BYTES, equalBytes, u64ToBytes } from "../scale/bytes.js";
import { DIGEST, decodeHeader, encodeHeader, engineDigest, openHeader } from "../scale/header.js";
import { ScaleReader } from "../scale/scaleReader.js";
import { decodeValidityError, type InvalidTransaction } from "../scale/validity.js";
import { Overlay } from "../state/overlay.js";
import type { StateReader, StateTries } from "../state/stateReader.js";
import { changeTries } from "../state/stateRoot.js";
import { encodeInherentData } from "./inherentData.js";

/** What the author is asked to build. */
export interface BuildJob {
	readonly parentHash: Uint8Array;
	readonly number: number;
	readonly slot: number;
	readonly timestampMs: number;
	/** Best first, each one after those that it needs. */
	readonly transactions: readonly Uint8Array[];
	/** Time (ms) after which no further transaction is started. */
	readonly fillMs: number;
}

export type Applied =
	| { readonly index: number; readonly outcome: Uint8Array }
	| { readonly index: number; readonly refused: InvalidTransaction | { readonly trap: string } };

/** An unsealed block and what it changes. */
export interface BuiltBlock {
	readonly header: Uint8Array;
	/** They stand before the transactions that have an outcome. */
	readonly inherents: readonly Uint8Array[];
	readonly applied: readonly Applied[];
	readonly changes: ReadonlyMap<string, Uint8Array | undefined>;
	readonly tries: StateTries;
}

export interface BuildModules extends ContextModules {
	readonly compiled: CompiledRuntime;
	readonly state: StateReader;
	readonly pages: number;
	/** Runs one runtime call under the time limit. */
	readonly timed: <T>(call: () => T) => T;
	/** Told which transaction is worked on. */
	readonly work: (index: number) => void;
	readonly clock: () => number;
}

/** Transactions that do not fit which are passed over before the block counts as full. */
const MOST_MISFITS = 8;

/** What a block is built in. */
export interface BlockSpace {
	readonly overlay: Overlay;
	readonly instance: RuntimeInstance;
}

/** Makes the space for the next block on a state; takes 0.4 ms, which is better spent before the block is due. */
export function openBlockSpace(
	modules: Pick<BuildModules, "compiled" | "state" | "pages"> & ContextModules,
): BlockSpace {
	const overlay = new Overlay(modules.state);
	return { overlay, instance: openInstance(overlay, modules) };
}

function openInstance(
	overlay: Overlay,
	modules: Pick<BuildModules, "compiled" | "pages"> & ContextModules,
): RuntimeInstance {
	return createInstance(modules.compiled, createContext(overlay, modules), { pages: modules.pages });
}

/** Builds a block on the author's state, which it leaves as it is. @throws RuntimeCallError */
export function buildBlock(job: BuildJob, space: BlockSpace, modules: BuildModules): BuiltBlock {
	const { overlay } = space;
	let { instance } = space;
	const call = (method: string, argument: Uint8Array) => modules.timed(() => instance.call(method, argument));
	const preRuntime = engineDigest(DIGEST.preRuntime, "aura", u64ToBytes(BigInt(job.slot)));
	call("Core_initialize_block", encodeHeader(openHeader(job.parentHash, job.number, [preRuntime])));
	const inherents = takeExtrinsics(
		call("BlockBuilder_inherent_extrinsics", encodeInherentData(job.timestampMs)),
	);
	for (const inherent of inherents) {
		const outcome = call("BlockBuilder_apply_extrinsic", inherent);
		if (outcome[0] !== 0)
			throw new RuntimeCallError("BlockBuilder_apply_extrinsic", "the runtime refuses its own inherent");
	}
	const applied: Applied[] = [];
	const deadline = modules.clock() + job.fillMs;
	let misfits = 0;
	for (const [index, transaction] of job.transactions.entries()) {
		if (modules.clock() > deadline || misfits >= MOST_MISFITS) break;
		modules.work(index);
		overlay.startTransaction();
		const result = applyOne(transaction, call);
		if ("outcome" in result) {
			overlay.commitTransaction();
			applied.push({ index, outcome: shared(result.outcome, applied.at(-1)) });
			continue;
		}
		overlay.rollbackTo(0);
		if ("trap" in result.refused) instance = openInstance(overlay, modules);
		else if (result.refused.name === "ExhaustsResources") {
			misfits += 1;
			continue;
		}
		applied.push({ index, refused: result.refused });
	}
	modules.work(-1);
	const header = call("BlockBuilder_finalize_block", EMPTY_BYTES);
	return { header, inherents, applied, ...result(instance, overlay, modules.state, header) };
}

/** Most outcomes are the same few bytes; as one object they are handed to another thread as one. */
function shared(outcome: Uint8Array, last: Applied | undefined): Uint8Array {
	return last !== undefined && "outcome" in last && equalBytes(last.outcome, outcome)
		? last.outcome
		: outcome;
}

function applyOne(
	transaction: Uint8Array,
	call: (method: string, argument: Uint8Array) => Uint8Array,
): { outcome: Uint8Array } | { refused: InvalidTransaction | { trap: string } } {
	try {
		const outcome = call("BlockBuilder_apply_extrinsic", transaction);
		if (outcome[0] === 0) return { outcome };
		return { refused: decodeValidityError(new ScaleReader(outcome, 1)) };
	} catch (error) {
		return { refused: { trap: error instanceof RuntimeCallError ? error.reason : String(error) } };
	}
}

/** The changes and tries behind the header's root; computed anew only if the runtime wrote after its root. */
function result(
	instance: RuntimeInstance,
	overlay: Overlay,
	state: StateReader,
	header: Uint8Array,
): Pick<BuiltBlock, "changes" | "tries"> {
	const root = instance.context.lastRoot;
	if (root !== undefined && root.overlay === overlay && root.revision === overlay.revision) return root;
	const changes = overlay.changes();
	const version = root?.tries.top.version ?? state.tries().top.version;
	const tries = changeTries(state.tries(), changes, version);
	for (const [key, childRoot] of tries.childRoots) changes.set(key, childRoot);
	decodeHeader(header);
	return { changes, tries };
}

/** SCALE `Vec<Extrinsic>`; each item keeps its length in front. */
export function takeExtrinsics(bytes: Uint8Array): Uint8Array[] {
	const reader = new ScaleReader(bytes);
	return reader.list(() => {
		const start = reader.offset;
		reader.vector();
		return bytes.slice(start, reader.offset);
	});
}

/** A header with one more digest item. */
export function withSeal(header: Uint8Array, seal: Uint8Array): Uint8Array {
	const open = decodeHeader(header);
	return encodeHeader({ ...open, logs: [...open.logs, concatBytes(seal)] });
}
