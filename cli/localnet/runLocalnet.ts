import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ChainClient, connectChain, developmentPulses, relayPulses } from "../../chain/client/index.js";
import { keypairFromUri } from "../../chain/wallet/index.js";
import { loadBundle, type TaskBundle } from "../../subnets/index.js";
import { laterArtifact, upgradeChain } from "../upgradeChain.js";
import { bootstrapNetwork, richUri } from "./bootstrapNetwork.js";
import { checkPorts } from "./checkPorts.js";
import { type DataFolder, openDataFolder } from "./dataFolder.js";
import { openEmissionLedger } from "./emissionLedger.js";
import { LocalnetStoppedError, LocalnetTimeoutError } from "./errors.js";
import { openGatewayReader } from "./gatewayReader.js";
import { type Issuance, type LocalnetReport, makeLocalnetReport } from "./localnetReport.js";
import { openLocalnetWallets } from "./localnetWallets.js";
import { chainArguments, minerArguments, validatorArguments } from "./nodeArguments.js";
import { createNodeProcesses, type NodeProcesses } from "./nodeProcesses.js";
import { type NetworkObserver, observeNetwork } from "./observeNetwork.js";
import { type Cheat, planNetwork, plannedPorts } from "./plan.js";
import type { NetworkDisplay } from "./showNetwork.js";

export interface LocalnetOptions {
	/** Data folder; undefined is ~/.ganglion/localnet. */
	readonly data: string | undefined;
	/** A folder of its own that is deleted at the end. */
	readonly tmp: boolean;
	/** The chain's port; the network takes the 20 that follow, too. */
	readonly port: number;
	readonly blockMs: number;
	/** Who cheats; undefined: as in the data folder, else the four of `defaultCheats`. */
	readonly cheats: readonly Cheat[] | undefined;
	/** Stop after so many epochs of every subnet and report; undefined runs until stopped. */
	readonly epochs: number | undefined;
}

export interface LocalnetModules {
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Makes the screen or the log lines. */
	readonly display: (view: () => ReturnType<NetworkObserver["view"]>) => NetworkDisplay;
	readonly signal: AbortSignal;
}

/** How long one epoch may take, in its own length; a slow machine seals blocks late. */
const patience = 4;
const stopGraceMs = 8000;

/**
 * Runs the whole network: the chain, its subnets, validators and miners, each a process of its own.
 *
 * @returns the report after `epochs`, or undefined when it ran until stopped
 * @throws {PortTakenError} {DataFolderBusyError} {DataFolderBrokenError} {NodeFailedError} {LocalnetTimeoutError}
 */
export async function runLocalnet(
	options: LocalnetOptions,
	modules: LocalnetModules,
): Promise<LocalnetReport | undefined> {
	const folder = openDataFolder({ path: options.data, temporary: options.tmp, cheats: options.cheats });
	const plan = planNetwork(options.port, folder.cheats);
	const stopping = new AbortController();
	const signal = AbortSignal.any([modules.signal, stopping.signal]);
	let processes: NodeProcesses | undefined;
	let display: NetworkDisplay | undefined;
	let client: ChainClient | undefined;
	try {
		await checkPorts(plannedPorts(plan));
		const wallets = await openLocalnetWallets(folder.wallets, plan);
		const gateways = plan.validators.map(({ name, gatewayPort }) =>
			openGatewayReader({ name, url: `http://127.0.0.1:${gatewayPort}` }),
		);
		const endpoint = `ws://127.0.0.1:${plan.chainPort}`;
		const observer = observeNetwork(
			{ plan, blockMs: options.blockMs, endpoint, dataFolder: folder.path },
			{
				wallets,
				gateways,
				ledger: openEmissionLedger(join(folder.path, "emission.json")),
				onChange: () => display?.changed(),
			},
		);
		display = modules.display(observer.view);
		observer.progress(0, 1, "starting the chain");

		processes = createNodeProcesses({
			logFolder: folder.logs,
			env: modules.env,
			onEvent: (text, level) => observer.note(text, level),
		});
		processes.start("chain", chainArguments(plan, folder, options.blockMs), { restart: false });
		const chainFailed = processes.failure("chain");
		const connect = () => Promise.race([connectChain({ endpoint, signal, keepTrying: true }), chainFailed]);
		client = await connect();
		if (await Promise.race([upgrade(client, observer, signal), chainFailed])) {
			// What a client knows of the runtime's own calls it learns when it connects.
			await client.close();
			client = await connect();
		}
		const connected = client;
		observer.note(`the chain runs at ${endpoint}, genesis ${connected.genesisHash.slice(0, 10)}…`, "info");

		const bundles = new Map<number, TaskBundle>();
		for (const { netuid, task } of plan.subnets) bundles.set(netuid, await loadBundle(task));
		await Promise.race([
			bootstrapNetwork(
				{ plan, signal },
				{ client: connected, wallets, bundles, progress: observer.progress },
			),
			chainFailed,
		]);
		await relayOwnPulses(connected, observer, signal);
		for (const validator of plan.validators)
			processes.start(validator.name, validatorArguments(plan, folder, validator), { restart: true });
		for (const miner of plan.miners)
			processes.start(miner.name, minerArguments(plan, folder, miner, wallets), { restart: true });
		observer.phase("running");

		const reached = watch(connected, observer, options, signal);
		await Promise.race([reached, chainFailed]);
		if (options.epochs === undefined) return undefined;
		return await report(connected, observer, gateways, signal);
	} catch (error) {
		// Ctrl-C: whatever was under way fails, and that is what was asked for.
		if (!modules.signal.aborted) throw error;
		if (options.epochs !== undefined) throw new LocalnetStoppedError(options.epochs);
		return undefined;
	} finally {
		stopping.abort();
		await close(processes, client, display, folder);
	}
}

/**
 * Gives a chain of an earlier release the runtime of this one, so that a network goes on after an update.
 *
 * @returns whether the chain was given another runtime
 * @throws {UpgradeRefusedError} when the runtime does not pass its trial on the chain's state
 */
async function upgrade(
	client: ChainClient,
	observer: NetworkObserver,
	signal: AbortSignal,
): Promise<boolean> {
	const later = laterArtifact(client);
	if (later === undefined) return false;
	const before = client.specVersion;
	const code = new Uint8Array(readFileSync(later.path));
	const signer = async () => keypairFromUri(richUri);
	await upgradeChain({ checkOnly: false, force: false, signal }, code, { client, signer });
	observer.note(
		`the chain was moved from ${later.specName} ${before} to ${later.specVersion}, the runtime of this release`,
		"info",
	);
	return true;
}

/** Brings the pulses of the chain's own beacon to it, for subnets whose owner asks for commit-reveal. */
async function relayOwnPulses(
	client: ChainClient,
	observer: NetworkObserver,
	signal: AbortSignal,
): Promise<void> {
	const beacon = await client.beacon();
	const source = beacon && developmentPulses(beacon);
	if (source === undefined) return;
	await relayPulses({
		client,
		signer: keypairFromUri(richUri),
		source,
		signal,
		onRounds: () => {},
		onProblem: (problem) => observer.note(`the beacon's pulses did not reach the chain: ${problem}`, "warn"),
	});
}

/** Follows the chain until `epochs` have passed on every subnet, or for ever. */
async function watch(
	client: ChainClient,
	observer: NetworkObserver,
	options: LocalnetOptions,
	signal: AbortSignal,
): Promise<void> {
	let reading = false;
	let tempo = 0;
	const began = Date.now();
	await new Promise<void>((resolve, reject) => {
		const read = async (head: { number: number; hash: string }): Promise<void> => {
			if (reading || signal.aborted) return;
			reading = true;
			try {
				await observer.readChain(client, head);
				tempo = Math.max(tempo, ...observer.view().subnets.map((subnet) => subnet.tempo));
				if (options.epochs !== undefined && observer.epochsDone() >= options.epochs) resolve();
			} catch (error) {
				if (!signal.aborted)
					observer.note(`the chain could not be read: ${(error as Error).message}`, "warn");
			} finally {
				reading = false;
			}
		};
		const gatewayTimer = setInterval(() => {
			observer.readGateways().catch(() => {});
			const allowed = ((options.epochs ?? 0) + 1) * tempo * options.blockMs * patience + 60_000;
			if (options.epochs !== undefined && tempo > 0 && Date.now() - began > allowed)
				reject(new LocalnetTimeoutError(`${options.epochs} epochs`, Math.round(allowed / 1000)));
		}, 2000);
		let unsubscribe = (): void => {};
		client
			.subscribeHeads((head) => void read(head))
			.then((stop) => {
				unsubscribe = stop;
			}, reject);
		signal.addEventListener(
			"abort",
			() => {
				clearInterval(gatewayTimer);
				unsubscribe();
				resolve();
			},
			{ once: true },
		);
	});
	signal.throwIfAborted();
}

async function report(
	client: ChainClient,
	observer: NetworkObserver,
	gateways: readonly ReturnType<typeof openGatewayReader>[],
	signal: AbortSignal,
): Promise<LocalnetReport> {
	await observer.readGateways();
	const head = await client.head();
	await observer.readChain(client, head);
	signal.throwIfAborted();
	const issuance = (await client.runtimeApi("GanglionApi", "issuance", [], head.hash)) as Issuance;
	const verdicts = await Promise.all(gateways.map((gateway) => gateway.verdicts()));
	return makeLocalnetReport({
		view: observer.view(),
		genesisHash: client.genesisHash,
		issuance,
		invariantsHold: observer.brokenInvariants().length === 0,
		verdicts: verdicts.flat(),
	});
}

async function close(
	processes: NodeProcesses | undefined,
	client: ChainClient | undefined,
	display: NetworkDisplay | undefined,
	folder: DataFolder,
): Promise<void> {
	display?.stopping();
	await client?.close().catch(() => {});
	await processes?.stopAll(stopGraceMs);
	display?.close();
	folder.release();
}
