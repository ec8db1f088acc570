import { concatBytes, u32ToBytes } from "../../scale/bytes.js";
import { CHILD_MARK, keyToBytes } from "../../state/stateReader.js";
import { changeTries } from "../../state/stateRoot.js";
import type { StateVersion } from "../../trie/encodeNode.js";
import { trieRoot } from "../../trie/trie.js";
import type { HostContext, HostFamily } from "../hostContext.js";
import type { RuntimeMemory, Span } from "../runtimeMemory.js";

/** `ext_storage_*`: the top trie. */
export const storageFunctions: HostFamily = (context, memory) => ({
	ext_storage_get_version_1: (key: Span) => memory.writeOptional(context.overlay.get(memory.key(key))),
	ext_storage_set_version_1(key: Span, value: Span) {
		context.overlay.set(memory.key(key), memory.copy(value));
	},
	ext_storage_clear_version_1(key: Span) {
		context.overlay.delete(memory.key(key));
	},
	ext_storage_exists_version_1: (key: Span) => (context.overlay.get(memory.key(key)) === undefined ? 0 : 1),
	ext_storage_read_version_1: (key: Span, out: Span, offset: number) =>
		readInto(memory, context.overlay.get(memory.key(key)), out, offset),
	ext_storage_append_version_1(key: Span, item: Span) {
		context.overlay.append(memory.key(key), memory.copy(item));
	},
	ext_storage_next_key_version_1(key: Span) {
		const next = context.overlay.next(memory.key(key));
		return memory.writeOptional(next === undefined || next >= CHILD_MARK ? undefined : keyToBytes(next));
	},
	ext_storage_clear_prefix_version_1(prefix: Span) {
		context.overlay.clearPrefix(memory.key(prefix), Number.POSITIVE_INFINITY);
	},
	ext_storage_clear_prefix_version_2: (prefix: Span, limit: Span) =>
		memory.write(killResult(context.overlay.clearPrefix(memory.key(prefix), readLimit(memory, limit)))),
	ext_storage_root_version_1: () => memory.write(rootOf(context, 0)),
	ext_storage_root_version_2: (version: number) => memory.write(rootOf(context, version === 0 ? 0 : 1)),
	ext_storage_changes_root_version_1: () => memory.writeOptional(undefined),
	ext_storage_start_transaction_version_1() {
		context.overlay.startTransaction();
	},
	ext_storage_commit_transaction_version_1() {
		if (!context.overlay.commitTransaction()) throw new Error("commit without an open storage transaction");
	},
	ext_storage_rollback_transaction_version_1() {
		if (!context.overlay.rollbackTransaction())
			throw new Error("rollback without an open storage transaction");
	},
	ext_storage_proof_size_storage_proof_size_version_1: () => 0xffff_ffff_ffff_ffffn,
});

/** Root of the state as it is now; its tries are kept for the block's end. */
export function rootOf(context: HostContext, version: StateVersion): Uint8Array {
	const { overlay } = context;
	const changes = overlay.changes();
	const tries = changeTries(overlay.base.tries(), changes, version);
	// The state holds the children's roots as the top trie does, whether the runtime asked for them or not.
	for (const [key, root] of tries.childRoots) changes.set(key, root);
	context.lastRoot = { overlay, revision: overlay.revision, tries, changes };
	return trieRoot(tries.top);
}

/** Copies what follows `offset` into `out`; returns SCALE `Option<u32>` of how much there was. */
export function readInto(
	memory: RuntimeMemory,
	value: Uint8Array | undefined,
	out: Span,
	offset: number,
): Span {
	if (value === undefined) return memory.write(Uint8Array.of(0));
	const rest = value.subarray(Math.min(offset >>> 0, value.length));
	const target = memory.view(out);
	target.set(rest.subarray(0, target.length));
	return memory.write(concatBytes(Uint8Array.of(1), u32ToBytes(rest.length)));
}

/** SCALE `Option<u32>`; none means without limit. */
export function readLimit(memory: RuntimeMemory, span: Span): number {
	const bytes = memory.view(span);
	if (bytes[0] !== 1) return Number.POSITIVE_INFINITY;
	return new DataView(bytes.buffer, bytes.byteOffset).getUint32(1, true);
}

/** `KillStorageResult`: all removed or some remaining, with the number of keys visited. */
export function killResult({ visited, left }: { visited: number; left: boolean }): Uint8Array {
	return concatBytes(Uint8Array.of(left ? 1 : 0), u32ToBytes(visited));
}
