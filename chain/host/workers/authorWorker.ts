import { encodeAddress, keypairFromUri } from "../../wallet/index.js";
import { type Authorship, ownSlotFrom } from "../blocks/authorship.js";
import { type BlockSpace, buildBlock, openBlockSpace, withSeal } from "../blocks/buildBlock.js";
import { RuntimeCallError, RuntimeCodeError } from "../errors.js";
import { type CompiledRuntime, compileRuntime } from "../runtime/compileRuntime.js";
import { type ContextModules, createContext } from "../runtime/createContext.js";
import { blake2b256 } from "../runtime/hashing.js";
import { createKeystore } from "../runtime/keystore.js";
import { createOffchainStorage } from "../runtime/offchainStorage.js";
import { createInstance, type RuntimeInstance } from "../runtime/runtimeInstance.js";
import { concatBytes, EMPTY_BYTES, equalBytes } from "../scale/bytes.js";
import { DIGEST, decodeHeader, engineDigest } from "../scale/header.js";
import { decodeRuntimeVersion, type RuntimeVersion } from "../scale/runtimeVersion.js";
import { ScaleReader } from "../scale/scaleReader.js";
import { Overlay } from "../state/overlay.js";
import { CODE_KEY } from "../state/stateReader.js";
import { changedStateRecords } from "../state/stateRoot.js";
import { storageKey } from "../state/storageKey.js";
import { AuthorState } from "../store/authorState.js";
import { readCodeBlocks, readHeadNumber } from "../store/chainFacts.js";
import { numberKey, type StoredTables } from "../store/databases.js";
import { openGuardedTables } from "../store/guardedTables.js";
import { packRecords } from "../store/storedTrie.js";
import { checkWholeState, entryCount } from "../store/wholeState.js";
import { trieRoot } from "../trie/trie.js";
import { encodeChecked, type RawChecked } from "./checked.js";
import { type AuthoredBlock, type AuthorFacts, type AuthorRequest, SOURCE } from "./protocol.js";
import { serveRequests, type WorkerContext } from "./serveRequests.js";

/** Calls after which the instance that validates is replaced, so that nothing piles up in its memory. */
const CALLS_PER_INSTANCE = 256;
/** Memory (bytes) at which it is replaced before that. */
const MOST_REUSED_BYTES = 32 * 1024 * 1024;

/** States of at most as many keys are read in full when they are opened; of larger ones the root is compared. */
const MOST_KEYS_CHECKED = 10_000;

/** Key that signs this node's blocks: that of the development account. */
const DEVELOPMENT_AUTHORITY = "//Alice";
/** Where the authorities are kept; who makes the next block is asked again when it is written. */
const AUTHORITIES_KEY = storageKey("Aura", "Authorities");

const VALIDATE = "TaggedTransactionQueue_validate_transaction";

serveRequests<AuthorRequest>(startAuthor);

function startAuthor(worker: WorkerContext): (request: AuthorRequest) => unknown {
	const { setup, timed, log } = worker;
	const loaded = openBest(openGuardedTables(setup.folder, worker.clock.inStore), setup.stateVersion);
	const { state } = loaded;
	let { number, hash } = loaded;
	/** The runtime that block `codeBlock` wrote, or why it is none: root can write any bytes, and the node stays up. */
	const compile = (codeBlock: number): CompiledRuntime | RuntimeCodeError => {
		try {
			const runtime = compileRuntime(state.get(CODE_KEY) ?? EMPTY_BYTES);
			worker.share({ codeBlock, compiled: runtime });
			return runtime;
		} catch (error) {
			if (!(error instanceof RuntimeCodeError)) throw error;
			log("error", "author", `the code that block ${codeBlock} wrote cannot be run: ${error.message}`);
			return error;
		}
	};
	let compiled =
		setup.known?.codeBlock === loaded.codeBlock ? setup.known.compiled : compile(loaded.codeBlock);
	/** @throws RuntimeCallError where the chain's code is none that runs */
	const runtimeFor = (method: string): CompiledRuntime => {
		if (compiled instanceof RuntimeCodeError) throw new RuntimeCallError(method, compiled.message, compiled);
		return compiled;
	};
	const modules: ContextModules = {
		keystore: createKeystore(),
		offchain: createOffchainStorage(),
		logLevel: setup.logLevel,
		log,
	};
	const authority = keypairFromUri(DEVELOPMENT_AUTHORITY);
	let validator: { instance: RuntimeInstance; calls: number } | undefined;

	/** Hash of the block below the last one. */
	let parent: Uint8Array | undefined;
	let prepared: BlockSpace | undefined;
	const openSpace = () =>
		openBlockSpace({
			...modules,
			compiled: runtimeFor("Core_initialize_block"),
			state,
			pages: setup.pages,
		});

	const call = (method: string, argument: Uint8Array) => {
		const context = createContext(new Overlay(state), modules);
		return timed(() => createInstance(runtimeFor(method), context, setup).call(method, argument));
	};
	const readAuthorship = (): Authorship => {
		const reader = new ScaleReader(call("AuraApi_authorities", EMPTY_BYTES));
		const authorities = reader.list(() => encodeAddress(reader.take(32)));
		const place = authorities.indexOf(authority.address);
		return { authorities, place: place < 0 ? undefined : place, own: authority.address };
	};
	/** What a runtime says; `otherwise` where it cannot. It makes no blocks then, and whoever asks for one hears why. */
	const askOr = <T>(otherwise: T, ask: () => T): T => {
		try {
			return ask();
		} catch (error) {
			if (!(error instanceof RuntimeCallError)) throw error;
			log("error", "author", error.message);
			return otherwise;
		}
	};
	let authorship = askOr(
		{ authorities: [authority.address], place: 0, own: authority.address },
		readAuthorship,
	);
	const facts = (): AuthorFacts => {
		const unknown: Pick<RuntimeVersion, "specName" | "specVersion"> = { specName: "unknown", specVersion: 0 };
		const { specName, specVersion } = askOr(unknown, () =>
			decodeRuntimeVersion(call("Core_version", EMPTY_BYTES)),
		);
		return { number, hash, slot: loaded.slot, authorship, specName, specVersion };
	};

	const build = (request: Extract<AuthorRequest, { kind: "build" }>): AuthoredBlock => {
		const { job } = request;
		if (job.slot !== ownSlotFrom(authorship, job.slot))
			throw new Error(`asked to build block ${job.number} in slot ${job.slot}, which is another's`);
		if (job.number === number && parent !== undefined && equalBytes(job.parentHash, parent)) {
			// The last block could not be written: another one is built in its place.
			state.undo();
			number -= 1;
			hash = parent;
			prepared = undefined;
			validator = undefined;
		}
		if (job.number !== number + 1 || !equalBytes(job.parentHash, hash))
			throw new Error(`asked to build block ${job.number} on another parent than block ${number}`);
		const space = prepared ?? openSpace();
		prepared = undefined;
		const built = buildBlock(job, space, {
			...modules,
			compiled: runtimeFor("Core_initialize_block"),
			state,
			pages: setup.pages,
			timed,
			work: worker.clock.work,
			clock: () => performance.now(),
		});
		const seal = engineDigest(DIGEST.seal, "aura", authority.sign(blake2b256(built.header)));
		const header = withSeal(built.header, seal);
		const nodes = packRecords(changedStateRecords(built.tries));
		state.apply(job.number, built.changes, built.tries);
		const renews = built.changes.has(CODE_KEY) || built.changes.has(AUTHORITIES_KEY);
		// One with another runtime or authorities is not gone back behind: the thread is replaced then.
		parent = renews ? undefined : hash;
		number = job.number;
		hash = blake2b256(header);
		if (built.changes.has(CODE_KEY)) {
			compiled = compile(number);
			validator = undefined;
		}
		if (renews) authorship = askOr(authorship, readAuthorship);
		setImmediate(() => {
			if (!(compiled instanceof RuntimeCodeError)) prepared ??= openSpace();
		});
		const { inherents, applied } = built;
		return { number, hash, header, inherents, applied, changes: [...built.changes], nodes, authorship };
	};

	const validateOne = (transaction: Uint8Array): RawChecked => {
		try {
			if (
				validator === undefined ||
				validator.calls >= CALLS_PER_INSTANCE ||
				validator.instance.memoryBytes > MOST_REUSED_BYTES
			) {
				const context = createContext(new Overlay(state), modules);
				validator = { instance: createInstance(runtimeFor(VALIDATE), context, setup), calls: 0 };
			}
			validator.calls += 1;
			const { instance } = validator;
			instance.context.overlay = new Overlay(state);
			const argument = concatBytes(Uint8Array.of(SOURCE.external), transaction, hash);
			return timed(() => instance.call(VALIDATE, argument));
		} catch (error) {
			validator = undefined;
			return { trap: error instanceof RuntimeCallError ? error.reason : String(error) };
		}
	};

	return (request) => {
		state.settle();
		if (request.kind === "facts") return facts();
		if (request.kind === "build") return build(request);
		return encodeChecked(
			request.transactions.map((transaction, index) => {
				worker.clock.work(index);
				return validateOne(transaction);
			}),
		);
	};
}

/** The best block and its state, after a look at whether it is whole. */
function openBest(
	databases: StoredTables,
	version: 0 | 1,
): { state: AuthorState; number: number; hash: Uint8Array; slot: number; codeBlock: number } {
	const number = readHeadNumber(databases) ?? 0;
	const stored = new Uint8Array(databases.headers.getBinary(numberKey(number)) ?? EMPTY_BYTES);
	const header = decodeHeader(stored.subarray(32));
	const state = new AuthorState(databases, number, version);
	const whole =
		entryCount(databases.state) > MOST_KEYS_CHECKED ? undefined : checkWholeState(databases, version);
	const roots = [trieRoot(state.tries().top), ...(whole === undefined ? [] : [whole.root])];
	if (!roots.every((root) => equalBytes(root, header.stateRoot)) || whole?.trieFits === false)
		throw new Error(`the stored state of block ${number} does not have the root that its header names`);
	const codeBlock = readCodeBlocks(databases).at(-1) ?? 0;
	return { state, number, hash: stored.slice(0, 32), slot: slotOf(header.logs), codeBlock };
}

/** Slot from the Aura pre-digest; 0 where there is none. */
function slotOf(logs: readonly Uint8Array[]): number {
	for (const log of logs) {
		const reader = new ScaleReader(log);
		if (reader.u8() !== DIGEST.preRuntime || Buffer.from(reader.take(4)).toString("latin1") !== "aura")
			continue;
		return Number(new ScaleReader(reader.vector()).u64());
	}
	return 0;
}
