import { join } from "node:path";
import type { Logger } from "pino";
import type { Clock, TaskBundle } from "../../subnets/index.js";
import { engineOptions } from "../engine/engineOptions.js";
import { defaultMinerLimits, type MinerLimits } from "../minerLimits.js";
import type { MinerOptions } from "../minerOptions.js";
import { nearOriginOf } from "../originOf.js";
import { checkReachable, FIND_ADDRESS, findPublicAddress } from "../registration/findPublicAddress.js";
import type { MinerMetagraph, MinerNeuron } from "../registration/minerChain.js";
import {
	checkBalance,
	checkEndpoint,
	checkRegistration,
	checkTask,
	type DoctorChain,
	watchClock,
} from "./chainChecks.js";
import { type CheckName, type Finding, good, unknown, type Verdict } from "./finding.js";
import {
	checkDisk,
	checkEngine,
	checkModel,
	checkOutside,
	checkPort,
	fromError,
	lookAtPort,
	type PortState,
} from "./machineChecks.js";

/** What is examined: what `startMiner` would be started with, each part as far as it can be had. */
export interface ExamineOptions
	extends Pick<
		MinerOptions,
		| "netuid"
		| "host"
		| "port"
		| "externalIp"
		| "externalPort"
		| "addressServices"
		| "dataDir"
		| "provider"
		| "upstream"
		| "limits"
	> {
	/** Address of the hotkey and coldkey, or why they cannot be had. */
	readonly keys: { readonly hotkey: string; readonly coldkey: string } | Error;
	readonly bundle: TaskBundle | Error;
}

export interface ExamineModules {
	/** Opens the chain; what it throws is the finding. */
	readonly connect: () => Promise<DoctorChain>;
	readonly clock: Clock;
	readonly logger: Logger;
	readonly signal: AbortSignal;
}

/** The subnet at the time of the examination. */
interface SubnetFacts extends Awaited<ReturnType<DoctorChain["subnet"]>> {
	readonly metagraph: MinerMetagraph;
	/** The own one; undefined without a uid. */
	readonly neuron: MinerNeuron | undefined;
}

/** Looks at everything that a miner needs, one after the other, and says of each what it found. It changes nothing. */
export async function* examineMiner(
	options: ExamineOptions,
	modules: ExamineModules,
): AsyncGenerator<Finding> {
	const { netuid, keys, bundle, host, port } = options;
	const limits: MinerLimits = { ...defaultMinerLimits, ...options.limits };
	const nowMs = () => Number(modules.clock.nowNs() / 1_000_000n);

	yield finding(
		"key",
		keys instanceof Error ? fromError(keys) : good(`hotkey ${keys.hotkey}, coldkey ${keys.coldkey}`),
	);
	const hotkey = keys instanceof Error ? undefined : keys.hotkey;
	const chain = await modules.connect().catch((error: unknown) => error as Error);
	yield finding("chain", chain instanceof Error ? fromError(chain) : good("it answers"));
	let said: unknown;
	/** A check that asks the chain. What keeps several from being made is said by the first. */
	const ask = async (name: CheckName, look: (chain: DoctorChain) => Promise<Verdict>): Promise<Finding> => {
		if (chain instanceof Error) return finding(name, unknown("the chain does not answer"));
		try {
			return finding(name, await look(chain));
		} catch (error) {
			if (error === said) return finding(name, unknown(`subnet ${netuid} cannot be read`));
			said = error;
			return finding(name, fromError(error));
		}
	};
	// asked once, by the first check that needs them
	let read: Promise<SubnetFacts> | undefined;
	const factsOf = (from: DoctorChain): Promise<SubnetFacts> => {
		read ??= Promise.all([from.subnet(netuid), from.metagraph(netuid)]).then(([subnet, metagraph]) => ({
			...subnet,
			metagraph,
			neuron: metagraph.neurons.find((neuron) => neuron.hotkey === hotkey),
		}));
		return read;
	};

	yield await ask("clock", (from) => watchClock(from, modules));
	yield await ask("registration", async (from) => {
		if (hotkey === undefined) return unknown("no hotkey");
		const { started, metagraph } = await factsOf(from);
		return checkRegistration(metagraph, { netuid, hotkey, started });
	});
	yield await ask("balance", async (from) => {
		if (keys instanceof Error) return unknown("no coldkey");
		const { burnRao, neuron } = await factsOf(from);
		const { coldkey } = keys;
		return checkBalance({ coldkey, freeRao: await from.balance(coldkey), burnRao }, neuron !== undefined);
	});
	yield bundle instanceof Error
		? finding("task", fromError(bundle))
		: await ask("task", async (from) => {
				await factsOf(from);
				const { hash, manifest } = bundle;
				return checkTask(await from.publishedTask(netuid), { hash, name: manifest.name });
			});
	yield finding(
		"model",
		bundle instanceof Error ? unknown("no bundle") : await checkModel(bundle, options.upstream),
	);
	yield finding(
		"engine",
		bundle instanceof Error
			? unknown("no bundle")
			: await checkEngine(
					engineOptions({ ...options, bundle, behaviour: "honest" }, limits, hotkey ?? ""),
					bundle,
					modules,
				),
	);
	yield finding(
		"disk",
		options.dataDir === undefined ? unknown("no folder") : await checkDisk(join(options.dataDir)),
	);
	const state = await lookAtPort(host, port, hotkey);
	yield finding("port", checkPort(state, host, port));
	const address = await publishedAddress(options, modules.signal);
	if (address instanceof Error) {
		yield finding("endpoint", fromError(address));
		yield finding("outside", unknown("no address to look at"));
		return;
	}
	const own = { ip: address, port: options.externalPort ?? port };
	yield await ask("endpoint", async (from) => checkEndpoint((await factsOf(from)).neuron, own));
	yield finding(
		"outside",
		await checkOutside({ ...own, host }, state, await lastOutsideRequest(host, port, state), nowMs()),
	);
}

/** The address that the miner would publish, or why there is none. */
async function publishedAddress(options: ExamineOptions, signal: AbortSignal): Promise<string | Error> {
	const named = options.externalIp ?? options.host;
	try {
		return named === FIND_ADDRESS
			? await findPublicAddress(options.addressServices, signal)
			: checkReachable(named);
	} catch (error) {
		return error as Error;
	}
}

function finding(check: CheckName, verdict: Verdict): Finding {
	return { check, ...verdict };
}

/** When a request from another machine came last, in seconds since 1970, by the running miner's own metrics. */
async function lastOutsideRequest(host: string, port: number, state: PortState): Promise<number | undefined> {
	if (state !== "serving") return undefined;
	try {
		const response = await fetch(`${nearOriginOf(host, port)}/metrics`, {
			signal: AbortSignal.timeout(5_000),
		});
		const text = await response.text();
		return (
			Number(/^ganglion_miner_last_outside_request_seconds (\S+)$/m.exec(text)?.[1] ?? Number.NaN) ||
			undefined
		);
	} catch {
		return undefined;
	}
}
