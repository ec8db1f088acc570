import { CHILD_ROOT_PREFIX, childStateKey, keyToBytes, splitChildKey } from "../../state/stateReader.js";
import { childTrie } from "../../state/stateRoot.js";
import type { StateVersion } from "../../trie/encodeNode.js";
import { emptyTrie, trieRoot } from "../../trie/trie.js";
import type { HostContext, HostFamily } from "../hostContext.js";
import type { Span } from "../runtimeMemory.js";
import { killResult, readInto, readLimit, rootOf } from "./storageFunctions.js";

/** `ext_default_child_storage_*`: tries of their own, whose roots lie in the top trie. */
export const childStorageFunctions: HostFamily = (context, memory) => {
	const at = (child: Span, key: Span) => childStateKey(memory.key(child), memory.key(key));
	const clear = (child: Span, prefix: string, limit: number) =>
		context.overlay.clearPrefix(childStateKey(memory.key(child), prefix), limit);
	return {
		ext_default_child_storage_get_version_1: (child: Span, key: Span) =>
			memory.writeOptional(context.overlay.get(at(child, key))),
		ext_default_child_storage_set_version_1(child: Span, key: Span, value: Span) {
			context.overlay.set(at(child, key), memory.copy(value));
		},
		ext_default_child_storage_clear_version_1(child: Span, key: Span) {
			context.overlay.delete(at(child, key));
		},
		ext_default_child_storage_exists_version_1: (child: Span, key: Span) =>
			context.overlay.get(at(child, key)) === undefined ? 0 : 1,
		ext_default_child_storage_read_version_1: (child: Span, key: Span, out: Span, offset: number) =>
			readInto(memory, context.overlay.get(at(child, key)), out, offset),
		ext_default_child_storage_next_key_version_1(child: Span, key: Span) {
			const next = context.overlay.next(at(child, key));
			const found = next === undefined ? undefined : splitChildKey(next);
			const mine = found !== undefined && found.name === memory.key(child);
			return memory.writeOptional(mine ? keyToBytes(found.key) : undefined);
		},
		ext_default_child_storage_storage_kill_version_1(child: Span) {
			clear(child, "", Number.POSITIVE_INFINITY);
		},
		ext_default_child_storage_storage_kill_version_2: (child: Span, limit: Span) =>
			clear(child, "", readLimit(memory, limit)).left ? 0 : 1,
		ext_default_child_storage_storage_kill_version_3: (child: Span, limit: Span) =>
			memory.write(killResult(clear(child, "", readLimit(memory, limit)))),
		ext_default_child_storage_clear_prefix_version_1(child: Span, prefix: Span) {
			clear(child, memory.key(prefix), Number.POSITIVE_INFINITY);
		},
		ext_default_child_storage_clear_prefix_version_2: (child: Span, prefix: Span, limit: Span) =>
			memory.write(killResult(clear(child, memory.key(prefix), readLimit(memory, limit)))),
		ext_default_child_storage_root_version_1: (child: Span) =>
			memory.write(childRoot(context, memory.key(child), 0)),
		ext_default_child_storage_root_version_2: (child: Span, version: number) =>
			memory.write(childRoot(context, memory.key(child), version === 0 ? 0 : 1)),
	};
};

function childRoot(context: HostContext, name: string, version: StateVersion): Uint8Array {
	rootOf(context, version);
	const tries = context.lastRoot?.tries;
	const trie = tries && childTrie(tries, name);
	if (trie === undefined) {
		context.overlay.delete(CHILD_ROOT_PREFIX + name);
		return trieRoot(emptyTrie(version));
	}
	const root = trieRoot(trie);
	context.overlay.set(CHILD_ROOT_PREFIX + name, root);
	return root;
}
