import { ApiPromise } from "@polkadot/api";
import { callRuntimeApi } from "./callRuntimeApi.js";
import type {
	ChainClient,
	Head,
	OpenCommit,
	PublishedTask,
	TimelockedCommit,
	WeightRow,
} from "./chainClient.js";
import { readCommitment, readRevealedCommitments } from "./commitment.js";
import { SubnetNotFoundError } from "./errors.js";
import { createHeadFeed } from "./headFeed.js";
import { createNonceQueue } from "./nonceQueue.js";
import { readProxies } from "./proxies.js";
import { readBeacon, readStrandedRounds } from "./readBeacon.js";
import { readChildren } from "./readChildren.js";
import { readColdkeySwap } from "./readColdkeySwap.js";
import { readEpochs } from "./readEpochs.js";
import { readMetagraph } from "./readMetagraph.js";
import { readStakes } from "./readStakes.js";
import { readNetuids, readSubnets } from "./readSubnet.js";
import { readSubnetCost } from "./readSubnetCost.js";
import { createRpcProvider } from "./rpcProvider.js";
import { ERA_BLOCKS, signExtrinsic } from "./signExtrinsic.js";
import { createStorageReader, type StorageReader } from "./storageReader.js";
import { submit } from "./submit.js";
import { readSubnetIdentity } from "./subnetIdentity.js";
import { toExtrinsic } from "./toExtrinsic.js";

const SUBTENSOR = "SubtensorModule";

/** Extensions that sign nothing more; named so that they are not taken for unknown ones. */
const PLAIN_EXTENSIONS = [
	"SubtensorTransactionExtension",
	"SubnetsTransactionExtension",
	"CheckShieldedTxValidity",
	"DrandPriority",
	"SudoTransactionExtension",
];

/** Waits between attempts to connect again. */
const RECONNECT_MS = [200, 5_000] as const;

interface TaskRecord {
	readonly manifestHash: string;
	readonly uri: string;
	readonly publisher: string;
	readonly block: bigint;
}

/** Connects, learns the chain's metadata, and builds the client. */
export async function openClient(options: {
	readonly endpoint: string;
	readonly timeoutMs: number;
}): Promise<ChainClient> {
	const { endpoint } = options;
	const provider = createRpcProvider({ endpoint, timeoutMs: options.timeoutMs, reconnectMs: RECONNECT_MS });
	await provider.connect();
	const send = <T>(method: string, params: unknown[]) => provider.send<T>(method, params);
	const api = await ApiPromise.create({
		provider,
		noInitWarn: true,
		// Signatures are made by chain/wallet; hashing alone does not need the module that this would start.
		initWasm: false,
		throwOnConnect: true,
		signedExtensions: Object.fromEntries(
			PLAIN_EXTENSIONS.map((name) => [name, { extrinsic: {}, payload: {} }]),
		),
	}).catch(async (error: unknown) => {
		await provider.disconnect();
		throw error;
	});
	const nonces = createNonceQueue();
	const feed = createHeadFeed(provider);
	let genesisOffset: number | undefined;

	async function head(): Promise<Head> {
		const hash = await send<string>("chain_getBlockHash", []);
		const header = await send<{ number: string }>("chain_getHeader", [hash]);
		return { number: Number(header.number), hash };
	}

	/**
	 * The block that an era begins with. The latest final one: another may turn out to be no block of the chain, and the
	 * signature with it. Where finality is far behind, the best one, so that the era is not over before it is used.
	 */
	async function eraBegin(): Promise<Head> {
		const [best, hash] = await Promise.all([head(), send<string>("chain_getFinalizedHead", [])]);
		if (hash === best.hash) return best;
		const { number } = await send<{ number: string }>("chain_getHeader", [hash]);
		return best.number - Number(number) > ERA_BLOCKS / 4 ? best : { number: Number(number), hash };
	}

	/** Blocks of the networks before this one, fixed at genesis. Other chains than ours count from 0. */
	async function offset(): Promise<number> {
		if (genesisOffset === undefined) {
			const hash = await send<string>("chain_getBlockHash", []);
			const [read] = await createStorageReader(api, send, hash).many([["ChainClock", "GenesisOffset"]]);
			genesisOffset = Number(read ?? 0);
		}
		return genesisOffset;
	}

	const heightOf = async (blockNumber: number) => blockNumber + (await offset());

	/** A reader at a block, the best one where none is given, and that block's height. */
	async function readerAt(at: string | undefined): Promise<{ reader: StorageReader; block: number }> {
		const hash = at ?? (await send<string>("chain_getBlockHash", []));
		const header = await send<{ number: string }>("chain_getHeader", [hash]);
		return { reader: createStorageReader(api, send, hash), block: await heightOf(Number(header.number)) };
	}

	async function runtimeApi(
		name: string,
		method: string,
		args: readonly unknown[],
		at?: string,
	): Promise<unknown> {
		const hash = at ?? (await send<string>("chain_getBlockHash", []));
		return callRuntimeApi({ api: name, method, args, at: hash }, { api, send });
	}

	async function subnet(netuid: number, at?: string) {
		const { reader, block } = await readerAt(at);
		const [info] = await readSubnets(reader, [netuid], block);
		if (info === undefined) throw new SubnetNotFoundError(netuid);
		return info;
	}

	async function metagraph(netuid: number, at?: string) {
		const { reader, block } = await readerAt(at);
		return readMetagraph(reader, netuid, block);
	}

	return {
		api,
		endpoint,
		genesisHash: api.genesisHash.toHex(),
		slotDurationMs: Number(api.consts.aura?.slotDuration ?? 12_000),
		specName: api.runtimeVersion.specName.toString(),
		get specVersion() {
			return api.runtimeVersion.specVersion.toNumber();
		},
		get isConnected() {
			return provider.isConnected;
		},
		async close() {
			feed.stop();
			await api.disconnect();
		},
		onConnection(listener) {
			const offs = [
				provider.on("connected", () => listener("connected")),
				provider.on("disconnected", () => listener("disconnected")),
			];
			return () => {
				for (const off of offs) off();
			};
		},
		head,
		subscribeHeads: async (listener) => feed.subscribe(listener),
		metagraph,
		subnet,
		async subnets(at) {
			const { reader, block } = await readerAt(at);
			return readSubnets(reader, await readNetuids(reader), block);
		},
		hyperparameters: async (netuid, at) => (await subnet(netuid, at)).hyperparameters,
		async balance(address, at) {
			const { reader } = await readerAt(at);
			const account = (await reader.one("System", "Account", address)) as { data: { free: bigint } };
			return account.data.free;
		},
		async timestampMs(at) {
			const { reader } = await readerAt(at);
			return Number(await reader.one("Timestamp", "Now"));
		},
		async stakes(coldkey, at) {
			const { reader } = await readerAt(at);
			return readStakes(reader, coldkey, () =>
				runtimeApi("StakeInfoRuntimeApi", "get_stake_info_for_coldkey", [coldkey], reader.blockHash),
			);
		},
		async childRelations(hotkey, netuid, at) {
			const { reader } = await readerAt(at);
			return readChildren(reader, hotkey, netuid);
		},
		async subnetCost(at) {
			const { reader, block } = await readerAt(at);
			return readSubnetCost(reader, block, () =>
				runtimeApi("SubnetRegistrationRuntimeApi", "get_network_registration_cost", [], reader.blockHash),
			);
		},
		async publishedTask(netuid, at): Promise<PublishedTask | undefined> {
			const { reader } = await readerAt(at);
			if (!reader.has("Tasks", "TaskOf")) return undefined;
			const task = (await reader.one("Tasks", "TaskOf", netuid)) as TaskRecord | undefined;
			if (task === undefined) return undefined;
			return {
				hash: task.manifestHash.slice(2),
				uri: Buffer.from(task.uri.slice(2), "hex").toString("utf8"),
				publisher: task.publisher,
				block: Number(task.block),
			};
		},
		async subnetIdentity(netuid, at) {
			const { reader } = await readerAt(at);
			return readSubnetIdentity(reader, netuid);
		},
		async coldkeySwap(coldkey, at) {
			const { reader } = await readerAt(at);
			return readColdkeySwap(reader, coldkey);
		},
		async epochsSince(netuid, after, at) {
			const hash = at ?? (await head()).hash;
			return readEpochs({ netuid, after, at: hash }, { api, send, subnet, metagraph, offset });
		},
		async weights(netuid, at): Promise<readonly WeightRow[]> {
			const { reader } = await readerAt(at);
			const rows = await reader.entries(SUBTENSOR, "Weights", netuid);
			return rows
				.map(({ keys, value }) => ({
					uid: Number(keys[0]),
					weights: (value as readonly [number, number][]).map(([uid, weight]) => ({ uid, value: weight })),
				}))
				.filter(({ weights }) => weights.length > 0)
				.sort((a, b) => a.uid - b.uid);
		},
		async openCommits(netuid, hotkey, at): Promise<readonly OpenCommit[]> {
			const { reader } = await readerAt(at);
			const commits = await reader.one(SUBTENSOR, "WeightCommits", netuid, hotkey);
			return ((commits ?? []) as readonly [string, bigint, bigint, bigint][]).map(([hash, epoch, block]) => ({
				hash,
				epoch: Number(epoch),
				block: Number(block),
			}));
		},
		async proxies(address, at) {
			const { reader } = await readerAt(at);
			return readProxies(reader, address);
		},
		async commitment(netuid, hotkey, at) {
			const { reader } = await readerAt(at);
			return readCommitment(reader, netuid, hotkey);
		},
		async revealedCommitments(netuid, hotkey, at) {
			const { reader } = await readerAt(at);
			return readRevealedCommitments(reader, netuid, hotkey);
		},
		rpc: (method, params) => send(method, [...params]),
		async beacon(at) {
			return readBeacon((await readerAt(at)).reader);
		},
		async strandedRounds(at) {
			return readStrandedRounds((await readerAt(at)).reader);
		},
		async timelockedCommits(netuid, hotkey, at): Promise<readonly TimelockedCommit[]> {
			const { reader } = await readerAt(at);
			const epochs = await reader.entries(SUBTENSOR, "TimelockedWeightCommits", netuid);
			return epochs
				.flatMap(({ value }) => value as readonly [string, bigint, string, bigint][])
				.filter(([account]) => account === hotkey)
				.map(([, block, , round]) => ({ block: Number(block), round: Number(round) }));
		},
		runtimeApi,
		submit: (call, signer, submitOptions = {}) =>
			submit(call, signer, submitOptions, {
				api,
				provider,
				nonces,
				head,
				eraBegin,
				heightOf,
				onProgress: feed.onProgress,
			}),
		async fee(call, signer) {
			const at = await head();
			const extrinsic = toExtrinsic(api, call);
			const nonce = await provider.send<number>("system_accountNextIndex", [signer.address]);
			const signed = signExtrinsic({ extrinsic, nonce, tip: 0n, head: at }, { api, signer });
			const info = await send<{ partialFee: string }>("payment_queryInfo", [signed.bytes]);
			return BigInt(info.partialFee);
		},
	};
}
