import { join } from "node:path";
import type { Logger } from "pino";
import type { Clock, TaskBundle } from "../../subnets/index.js";
import { engineOptions } from "../engine/engineOptions.js";
import { defaultMinerLimits, type MinerLimits } from "../minerLimits.js";
import type { MinerOptions } from "../minerOptions.js";
import { checkReachable, FIND_ADDRESS, findPublicAddress } from "../registration/findPublicAddress.js";
import {
	checkBalance,
	checkClock,
	checkEndpoint,
	checkRegistration,
	checkTask,
	type DoctorChain,
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

/** Looks at everything that a miner needs, one after the other, and says of each what it found. It changes nothing. */
export async function* examineMiner(
	options: ExamineOptions,
	modules: ExamineModules,
): AsyncGenerator<Finding> {
	const { netuid, keys, bundle, host, port } = options;
	const limits: MinerLimits = { ...defaultMinerLimits, ...options.limits };
	const nowMs = () => Number(modules.clock.nowNs() / 1_000_000n);
	const address = await publishedAddress(options, modules.signal);

	yield finding(
		"key",
		keys instanceof Error ? fromError(keys) : good(`hotkey ${keys.hotkey}, coldkey ${keys.coldkey}`),
	);
	const hotkey = keys instanceof Error ? undefined : keys.hotkey;
	const chain = await modules.connect().catch((error: unknown) => error as Error);
	yield finding("chain", chain instanceof Error ? fromError(chain) : good("it answers"));
	/** A check that asks the chain. */
	const ask = async (name: CheckName, look: (chain: DoctorChain) => Promise<Verdict>): Promise<Finding> => {
		if (chain instanceof Error) return finding(name, unknown("the chain does not answer"));
		return finding(name, await look(chain).catch(fromError));
	};
	const neuronOf = async (from: DoctorChain) =>
		(await from.metagraph(netuid)).neurons.find((neuron) => neuron.hotkey === hotkey);

	yield await ask("clock", async (from) =>
		checkClock(nowMs(), await from.timestampMs(), from.slotDurationMs),
	);
	yield await ask("registration", async (from) => {
		if (hotkey === undefined) return unknown("no hotkey");
		const { started } = await from.subnet(netuid);
		return checkRegistration(await from.metagraph(netuid), { netuid, hotkey, started });
	});
	yield await ask("balance", async (from) => {
		if (keys instanceof Error) return unknown("no coldkey");
		const { burnRao } = await from.subnet(netuid);
		return checkBalance(await from.balance(keys.coldkey), burnRao, (await neuronOf(from)) !== undefined);
	});
	yield await ask("task", async (from) =>
		bundle instanceof Error ? fromError(bundle) : checkTask(await from.publishedTask(netuid), bundle.hash),
	);
	yield finding("model", bundle instanceof Error ? unknown("no bundle") : await checkModel(bundle));
	yield finding(
		"engine",
		bundle instanceof Error
			? unknown("no bundle")
			: await checkEngine(
					engineOptions({ bundle, provider: options.provider, behaviour: "honest" }, limits, hotkey ?? ""),
					bundle,
					modules,
				),
	);
	yield finding(
		"disk",
		options.dataDir === undefined ? unknown("no folder") : await checkDisk(join(options.dataDir)),
	);
	const state = await lookAtPort(host, port);
	yield finding("port", checkPort(state, host, port));
	if (address instanceof Error) {
		yield finding("endpoint", fromError(address));
		yield finding("outside", unknown("no address to look at"));
		return;
	}
	const own = { ip: address, port: options.externalPort ?? port };
	yield await ask("endpoint", async (from) => checkEndpoint(await neuronOf(from), own));
	yield finding(
		"outside",
		await checkOutside(own, state, await lastOutsideRequest(host, port, state), nowMs()),
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
	const near = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host;
	try {
		const response = await fetch(`http://${near}:${port}/metrics`, { signal: AbortSignal.timeout(5_000) });
		const text = await response.text();
		return (
			Number(/^ganglion_miner_last_outside_request_seconds (\S+)$/m.exec(text)?.[1] ?? Number.NaN) ||
			undefined
		);
	} catch {
		return undefined;
	}
}
