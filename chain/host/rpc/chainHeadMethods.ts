import { toHex } from "../scale/bytes.js";
import type { RuntimeVersion } from "../scale/runtimeVersion.js";
import type { ChainView } from "./chainView.js";
import type { Family, Method } from "./methods.js";
import { booleanParam, hashParam, hexParam, type Params, textParam } from "./params.js";
import { RpcError, toErrorObject } from "./rpcError.js";
import type { Session, Sink } from "./session.js";
import { childTrieParam, queryStorage, storageItemsParam } from "./storageQuery.js";

/** Blocks that one follower may leave pinned, after which it is stopped, and followers of one connection. */
const MOST_PINNED = 512;
const MOST_FOLLOWERS = 4;
/** Operations of one follower at once. */
const MOST_OPERATIONS = 16;

const CODE = { follow: -32800, block: -32801, params: -32602 } as const;

interface Follower {
	readonly pinned: Map<string, number>;
	readonly operations: Map<string, { stopped: boolean }>;
	readonly sink: Sink;
	nextOperation: number;
}

/** `chainHead_v1_*`: following the head with pinned blocks, as light clients do. */
export function chainHeadMethods(view: ChainView): Family {
	const { store, chain } = view;
	const bySession = new WeakMap<Session, Map<string, Follower>>();
	const followersOf = (session: Session): Map<string, Follower> => {
		const known = bySession.get(session) ?? new Map<string, Follower>();
		bySession.set(session, known);
		return known;
	};
	const runtimeAt = async (number: number) => ({
		type: "valid",
		spec: toSpec(await view.runtimeVersion(number)),
	});
	const follow: Method = async (params, session) => {
		const withRuntime = booleanParam(params, 0);
		const followers = followersOf(session);
		if (followers.size >= MOST_FOLLOWERS)
			throw new RpcError(CODE.follow, "Maximum number of chainHead_follow has been reached");
		const runtime = withRuntime ? await runtimeAt(store.head.number) : undefined;
		return session.subscribe("chainHead_v1_followEvent", (sink, id) => {
			const hash = toHex(store.head.hash);
			const follower: Follower = {
				pinned: new Map([[hash, store.head.number]]),
				operations: new Map(),
				sink,
				nextOperation: 0,
			};
			followers.set(id, follower);
			sink({
				event: "initialized",
				finalizedBlockHashes: [hash],
				...(runtime === undefined ? {} : { finalizedBlockRuntime: runtime }),
			});
			sink({ event: "bestBlockChanged", bestBlockHash: hash });
			/** Blocks wait for the version of a new runtime, so that events keep their order. */
			let turn = Promise.resolve();
			const leave = chain.onBlock((block) => {
				turn = turn.then(async () => {
					if (!followers.has(id)) return;
					if (follower.pinned.size >= MOST_PINNED) {
						sink({ event: "stop" });
						followers.delete(id);
						return;
					}
					follower.pinned.set(block.hash, block.number);
					const newRuntime =
						withRuntime && block.codeChanged ? await runtimeAt(block.number).catch(() => null) : null;
					const parentBlockHash = block.header.parentHash;
					sink({ event: "newBlock", blockHash: block.hash, parentBlockHash, newRuntime });
					sink({ event: "bestBlockChanged", bestBlockHash: block.hash });
					sink({ event: "finalized", finalizedBlockHashes: [block.hash], prunedBlockHashes: [] });
				});
			});
			return () => {
				leave();
				for (const operation of follower.operations.values()) operation.stopped = true;
				followers.delete(id);
			};
		});
	};
	/** The follower of a call and the number of the pinned block that it names. */
	const locate = (params: Params, session: Session): { follower: Follower; number: number } | undefined => {
		const follower = followersOf(session).get(textParam(params, 0));
		if (follower === undefined) return undefined;
		const number = follower.pinned.get(hashParam(params, 1));
		if (number === undefined) throw new RpcError(CODE.block, "Invalid block hash");
		return { follower, number };
	};
	/** Starts an operation whose events follow its id; `work` sends what it finds. */
	const operate = (
		params: Params,
		session: Session,
		work: (number: number, id: string, operation: { stopped: boolean }, sink: Sink) => Promise<void>,
	): unknown => {
		const found = locate(params, session);
		if (found === undefined || found.follower.operations.size >= MOST_OPERATIONS)
			return { result: "limitReached" };
		const { follower, number } = found;
		const id = String(follower.nextOperation++);
		const operation = { stopped: false };
		follower.operations.set(id, operation);
		setImmediate(async () => {
			try {
				await work(number, id, operation, follower.sink);
			} catch (error) {
				const { message } = toErrorObject(error);
				if (!operation.stopped) follower.sink({ event: "operationError", operationId: id, error: message });
			} finally {
				follower.operations.delete(id);
			}
		});
		return { result: "started", operationId: id };
	};
	const body: Method = (params, session) =>
		operate(params, session, async (number, operationId, _operation, sink) => {
			const value = (store.body(number) ?? []).map(toHex);
			sink({ event: "operationBodyDone", operationId, value });
		});
	const call: Method = (params, session) => {
		const method = textParam(params, 2);
		const argument = hexParam(params, 3);
		return operate(params, session, async (number, operationId, operation, sink) => {
			const output = toHex(await view.call(number, method, argument));
			if (!operation.stopped) sink({ event: "operationCallDone", operationId, output });
		});
	};
	const storage: Method = (params, session) => {
		const items = storageItemsParam(params, 2);
		const child = childTrieParam(params, 3);
		const started = operate(params, session, async (number, operationId, operation, sink) => {
			let page = [];
			for await (const entry of queryStorage(view, number, items, child)) {
				if (operation.stopped) return;
				page.push(entry);
				if (page.length < 256) continue;
				sink({ event: "operationStorageItems", operationId, items: page });
				page = [];
			}
			if (page.length > 0) sink({ event: "operationStorageItems", operationId, items: page });
			sink({ event: "operationStorageDone", operationId });
		}) as Readonly<Record<string, unknown>>;
		return started.result === "started" ? { ...started, discardedItems: 0 } : started;
	};
	const unpin: Method = (params, session) => {
		const follower = followersOf(session).get(textParam(params, 0));
		if (follower === undefined) return null;
		const hashes = (Array.isArray(params[1]) ? params[1] : [params[1]]).map((hash) => hashParam([hash], 0));
		if (new Set(hashes).size !== hashes.length)
			throw new RpcError(-32804, "Received duplicate hashes for unpinning");
		for (const hash of hashes)
			if (!follower.pinned.has(hash)) throw new RpcError(CODE.block, "Invalid block hash");
		for (const hash of hashes) follower.pinned.delete(hash);
		return null;
	};
	return {
		safe: {
			chainHead_v1_follow: follow,
			chainHead_v1_unfollow: ([id], session) => {
				session.unsubscribe(id);
				return null;
			},
			chainHead_v1_header: (params, session) => {
				const found = locate(params, session);
				const stored = found === undefined ? undefined : store.header(found.number);
				return stored === undefined ? null : toHex(stored.header);
			},
			chainHead_v1_body: body,
			chainHead_v1_call: call,
			chainHead_v1_storage: storage,
			chainHead_v1_unpin: unpin,
			chainHead_v1_continue: () => {
				throw new RpcError(-32803, "Operation ID was not waiting for continue");
			},
			chainHead_v1_stopOperation: (params, session) => {
				const follower = followersOf(session).get(textParam(params, 0));
				const operation = follower?.operations.get(textParam(params, 1));
				if (operation !== undefined) operation.stopped = true;
				return null;
			},
		},
	};
}

function toSpec(version: RuntimeVersion) {
	const { specName, implName, specVersion, implVersion, transactionVersion, apis } = version;
	return { specName, implName, specVersion, implVersion, transactionVersion, apis: Object.fromEntries(apis) };
}
