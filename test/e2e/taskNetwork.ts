import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { type ChainClient, calls, connectChain } from "../../chain/client/index.js";
import { type Host, startHost } from "../../chain/host/index.js";
import { type Keypair, keypairFromUri } from "../../chain/wallet/index.js";
import { type Behaviour, startMiner } from "../../miner/index.js";
import {
	loadBundle,
	manifestHash,
	manifestSigningPayload,
	systemClock,
	type TaskBundle,
} from "../../subnets/index.js";
import { defaultParameters, startValidator, type Validator } from "../../validator/index.js";

/** The subnet that the network has. */
export const NETUID = 1;
/** Rao in a token. */
export const TAO = 1_000_000_000n;

/** Has the sudo key and what a development chain begins with. */
export const alice = keypairFromUri("//Alice");
export const validatorKey = keypairFromUri("//Coldkey//validator");
const owner = keypairFromUri("//Owner");
const coldkey = keypairFromUri("//Coldkey");

export interface TaskNetworkOptions {
	/** The runtime of its chain; the package's own if absent. */
	readonly artifact?: string;
	readonly hyperparameters: Readonly<Record<string, number | boolean>>;
	readonly miners: readonly { readonly hotkey: Keypair; readonly behaviour: Behaviour }[];
}

export interface TaskNetwork {
	readonly host: Host;
	readonly chain: ChainClient;
	/** Starts the validator of {@link validatorKey}, from what it kept where it ran before. It is stopped with the rest. */
	startValidator(): Promise<Validator>;
	stop(): Promise<void>;
}

/**
 * A fresh chain with blocks of half a second, a subnet that runs `text-generation`, its miners in this process, and a
 * staked hotkey for a validator.
 */
export async function startTaskNetwork(options: TaskNetworkOptions): Promise<TaskNetwork> {
	const logger = pino({ level: process.env.LOG_LEVEL ?? "silent" });
	const stopping = new AbortController();
	const folder = mkdtempSync(join(tmpdir(), "ganglion-network-"));
	/** What undoes each step, the last step first. */
	const undoing: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
	const stop = async (): Promise<void> => {
		for (const undo of undoing.splice(0).reverse()) await undo();
	};
	try {
		const bundle = await loadBundle("text-generation");
		const { artifact } = options;
		const host = await startHost({
			dataDir: undefined,
			port: 0,
			blockMs: 500,
			seal: "interval",
			logger,
			...(artifact === undefined ? {} : { artifact }),
		});
		undoing.push(() => host.stop());
		const chain = await connectChain({ endpoint: host.endpoint });
		undoing.push(() => chain.close());
		await openSubnet(chain, bundle, options);
		const modules = { chain, clock: systemClock, logger, signal: stopping.signal };
		for (const { hotkey, behaviour } of options.miners) {
			const miner = await startMiner(
				{
					netuid: NETUID,
					bundle,
					host: "127.0.0.1",
					port: 0,
					callers: "permit",
					minStakeRao: TAO,
					behaviour,
					limits: { republishMs: 2_000, refreshMs: 1_000 },
				},
				{ ...modules, hotkey },
			);
			undoing.push(() => miner.stop());
		}
		let validator: Validator | undefined;
		undoing.push(
			() => stopping.abort(),
			() => validator?.stop(),
		);
		return {
			host,
			chain,
			async startValidator() {
				validator = await startValidator(
					{
						bundles: new Map([[NETUID, bundle]]),
						dataDir: folder,
						parameters: { ...defaultParameters, roundMs: 1_000, headMs: 100, allowLocalEndpoints: true },
					},
					{ ...modules, keypair: validatorKey },
				);
				return validator;
			},
			stop,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

/** Creates the subnet with its task, registers the hotkeys, stakes on the validator's, and lets it begin. */
async function openSubnet(
	chain: ChainClient,
	bundle: TaskBundle,
	{ hyperparameters, miners }: TaskNetworkOptions,
): Promise<void> {
	const paid = [owner, coldkey].map(({ address }) => calls.transfer(address, 10_000n * TAO));
	await chain.submit(calls.batchAll(paid), alice);
	await chain.submit(calls.registerNetwork(keypairFromUri("//Owner//hotkey").address), owner);
	const hash = manifestHash(bundle.manifest);
	await chain.submit(
		calls.publishTask(NETUID, hash, "ganglion:text-generation", owner.sign(manifestSigningPayload(hash))),
		owner,
	);
	for (const [name, value] of Object.entries(hyperparameters))
		await chain.submit(calls.sudo(calls.setHyperparameter(NETUID, name, value)), alice);
	const hotkeys = [validatorKey, ...miners.map(({ hotkey }) => hotkey)];
	await chain.submit(
		calls.batchAll(hotkeys.map(({ address }) => calls.burnedRegister(NETUID, address))),
		coldkey,
	);
	await chain.submit(calls.addStake(validatorKey.address, NETUID, 1_000n * TAO), coldkey);
	await chain.submit(calls.startCall(NETUID), owner);
}
