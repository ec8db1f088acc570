import type { Chain } from "../blocks/chain.js";
import type { ChainClock } from "../blocks/chainClock.js";
import type { Sealing } from "../blocks/sealing.js";
import type { TransactionPool } from "../pool/transactionPool.js";
import { fromHex, toHex } from "../scale/bytes.js";
import { decodeHeader, type HeaderJson, headerToJson } from "../scale/header.js";
import { decodeRuntimeVersion, type RuntimeVersion } from "../scale/runtimeVersion.js";
import type { StateReader } from "../state/stateReader.js";
import type { ChainStore } from "../store/chainStore.js";
import type { CallPool } from "../workers/callPool.js";
import { RPC_CODE, RpcError } from "./rpcError.js";

/** What the RPC families answer from. */
export interface ChainView {
	readonly store: ChainStore;
	readonly chain: Chain;
	readonly pool: TransactionPool;
	readonly time: ChainClock;
	readonly sealing: Sealing;
	/** The number of a block on the chain, the best one where no hash is given. @throws RpcError 4003 */
	blockNumber(hash: string | undefined): number;
	/** The same, when its state is kept. @throws RpcError 4003 */
	stateNumber(hash: string | undefined): number;
	hashOf(number: number): string | undefined;
	header(number: number): HeaderJson | undefined;
	stateAt(hash: string | undefined): StateReader;
	call(number: number, method: string, argument: Uint8Array): Promise<Uint8Array>;
	proof: CallPool["proof"];
	merkleValue: CallPool["merkleValue"];
	tryRuntime(code: Uint8Array): ReturnType<CallPool["tryRuntime"]>;
	runtimeVersion(number: number): Promise<RuntimeVersion>;
	/** `Metadata_metadata`, its length taken off, as hex. */
	metadata(number: number): Promise<string>;
}

export function createChainView(
	modules: Pick<ChainView, "store" | "chain" | "pool" | "time" | "sealing"> & { readonly calls: CallPool },
): ChainView {
	const { store, calls } = modules;
	const versions = new Map<number, Promise<RuntimeVersion>>();
	const metadata = new Map<number, Promise<string>>();
	/** Answers that depend on the runtime only are asked for once per runtime. */
	const perRuntime = <T>(
		cache: Map<number, Promise<T>>,
		number: number,
		ask: () => Promise<T>,
	): Promise<T> => {
		const written = store.codeBlocks.findLast((block) => block <= number) ?? 0;
		const known = cache.get(written);
		if (known !== undefined) return known;
		const asked = ask();
		cache.set(written, asked);
		asked.catch(() => cache.delete(written));
		return asked;
	};
	const blockNumber = (hash: string | undefined): number => {
		if (hash === undefined) return store.head.number;
		const number = store.numberOf(fromHex(hash));
		if (number === undefined)
			throw new RpcError(
				RPC_CODE.client,
				`Client error: UnknownBlock: Header was not found in the database: ${hash}`,
			);
		return number;
	};
	const stateNumber = (hash: string | undefined): number => {
		const number = blockNumber(hash);
		if (number < store.oldestState)
			throw new RpcError(RPC_CODE.client, `Client error: UnknownBlock: State already discarded for ${hash}`);
		return number;
	};
	return {
		...modules,
		blockNumber,
		stateNumber,
		hashOf(number) {
			const stored = store.header(number);
			return stored === undefined ? undefined : toHex(stored.hash);
		},
		header(number) {
			const stored = store.header(number);
			return stored === undefined ? undefined : headerToJson(decodeHeader(stored.header));
		},
		stateAt: (hash) => store.stateAt(stateNumber(hash)),
		call: calls.call,
		proof: calls.proof,
		merkleValue: calls.merkleValue,
		tryRuntime: (code) =>
			calls.tryRuntime({
				number: store.head.number,
				parentHash: store.head.hash,
				slot: Math.max(modules.chain.slot, modules.time.slot() - 1),
				slotDurationMs: modules.time.slotDurationMs,
				code,
			}),
		runtimeVersion: (number) =>
			perRuntime(versions, number, async () =>
				decodeRuntimeVersion(await calls.call(number, "Core_version", new Uint8Array(0))),
			),
		metadata: (number) =>
			perRuntime(metadata, number, async () => {
				const answer = await calls.call(number, "Metadata_metadata", new Uint8Array(0));
				const skipped = (answer[0] ?? 0) & 3;
				return toHex(answer.subarray(skipped === 0 ? 1 : skipped === 1 ? 2 : 4));
			}),
	};
}
