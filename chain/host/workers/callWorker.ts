import { tryRuntime } from "../blocks/tryRuntime.js";
import { RuntimeCallError, RuntimeCodeError } from "../errors.js";
import { type CompiledRuntime, compileRuntime } from "../runtime/compileRuntime.js";
import { type ContextModules, createContext } from "../runtime/createContext.js";
import { createKeystore } from "../runtime/keystore.js";
import { createOffchainStorage } from "../runtime/offchainStorage.js";
import { createInstance } from "../runtime/runtimeInstance.js";
import { EMPTY_BYTES } from "../scale/bytes.js";
import { Overlay } from "../state/overlay.js";
import { CODE_KEY, type StateReader, type StateTries } from "../state/stateReader.js";
import { childTrie } from "../state/stateRoot.js";
import { readCodeBlocks, readHeadNumber } from "../store/chainFacts.js";
import { openGuardedTables } from "../store/guardedTables.js";
import { bestState, historicState } from "../store/storedState.js";
import { merkleValue, trieProof } from "../trie/trie.js";
import type { CallRequest } from "./protocol.js";
import { serveRequests, type WorkerContext } from "./serveRequests.js";

/** Runtimes that are kept compiled: the present one and its predecessor. */
const MOST_RUNTIMES = 2;

serveRequests<CallRequest>(startCalls);

/** Runtime calls at any kept block, read straight from the store. */
function startCalls({ setup, clock, timed, log }: WorkerContext): (request: CallRequest) => unknown {
	const databases = openGuardedTables(setup.folder, clock.inStore);
	const modules: ContextModules = {
		keystore: createKeystore(),
		offchain: createOffchainStorage(),
		logLevel: setup.logLevel,
		log,
	};
	const runtimes = new Map<number, CompiledRuntime>();
	if (setup.known !== undefined) runtimes.set(setup.known.codeBlock, setup.known.compiled);
	/** Tries that were asked for last: of block `number`, read while `head` was the best block. */
	let tries: { number: number; head: number | undefined; tries: StateTries } | undefined;

	const stateAt = (number: number): StateReader => {
		const head = readHeadNumber(databases);
		const reader =
			head === number
				? bestState(databases, setup.stateVersion)
				: historicState(databases, number, setup.stateVersion);
		return {
			get: reader.get,
			next: reader.next,
			tries() {
				if (tries?.number !== number || tries.head !== head) tries = { number, head, tries: reader.tries() };
				return tries.tries;
			},
		};
	};
	const runtimeAt = (number: number, state: StateReader): CompiledRuntime => {
		const written = readCodeBlocks(databases).findLast((block) => block <= number) ?? 0;
		const known = runtimes.get(written);
		if (known !== undefined) return known;
		const compiled = compileStored(state.get(CODE_KEY) ?? EMPTY_BYTES);
		runtimes.set(written, compiled);
		if (runtimes.size > MOST_RUNTIMES) runtimes.delete(runtimes.keys().next().value ?? written);
		return compiled;
	};

	return (request) => {
		// Each request reads one snapshot of the store, taken here.
		databases.root.resetReadTxn();
		const state = stateAt(request.number);
		if (request.kind === "merkleValue") {
			const tries = state.tries();
			const trie = request.child === undefined ? tries.top : childTrie(tries, request.child);
			return trie === undefined ? undefined : merkleValue(trie, request.key);
		}
		if (request.kind === "proof") return trieProof(state.tries().top, request.keys);
		if (request.kind === "tryRuntime") {
			const place = { ...request, state, runtime: runtimeAt(request.number, state) };
			return tryRuntime(request.code, place, { ...modules, pages: setup.pages, timed });
		}
		const context = createContext(new Overlay(state), modules);
		const instance = createInstance(runtimeAt(request.number, state), context, setup);
		return timed(() => instance.call(request.method, request.argument));
	};
}

/** Root can write any bytes as the chain's code. @throws RuntimeCallError where they are none that runs */
function compileStored(code: Uint8Array): CompiledRuntime {
	try {
		return compileRuntime(code);
	} catch (error) {
		if (!(error instanceof RuntimeCodeError)) throw error;
		throw new RuntimeCallError("Core_version", error.message, error);
	}
}
