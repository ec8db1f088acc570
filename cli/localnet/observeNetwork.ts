import type { ChainClient } from "../../chain/client/index.js";
import type { EmissionLedger } from "./emissionLedger.js";
import type { GatewayReader } from "./gatewayReader.js";
import type { LocalnetWallets } from "./localnetWallets.js";
import type { NetworkEvent, NetworkView, NeuronView, SubnetView } from "./networkView.js";
import type { NetworkPlan, PlannedSubnet } from "./plan.js";

const eventsKept = 200;
/** Least time between two events about the same miner. */
const faultPauseMs = 20_000;

/** Gathers what the screen and the report show. */
export interface NetworkObserver {
	view(): NetworkView;
	/** Adds an event in words. */
	note(text: string, level: NetworkEvent["level"]): void;
	progress(done: number, total: number, text: string): void;
	phase(phase: NetworkView["phase"]): void;
	/** Reads the chain at a block. */
	readChain(client: ChainClient, head: { readonly number: number; readonly hash: string }): Promise<void>;
	/** Reads scores and verdicts from the validators' gateways. */
	readGateways(): Promise<void>;
	/** Epochs of the subnet that has had the fewest since this observer first read it. */
	epochsDone(): number;
	/** What the runtime's check of its own books found wrong, over all blocks read; empty where all held. */
	brokenInvariants(): readonly string[];
}

interface Who {
	readonly name: string;
	readonly kind: NeuronView["kind"];
	readonly behaviour: string;
}

/**
 * Makes the observer.
 *
 * @param modules.onChange - called after anything that the view shows changed
 * @param modules.gateways - one reader a validator
 */
export function observeNetwork(
	options: {
		readonly plan: NetworkPlan;
		readonly blockMs: number;
		readonly endpoint: string;
		readonly dataFolder: string;
	},
	modules: {
		readonly wallets: LocalnetWallets;
		readonly ledger: EmissionLedger;
		readonly gateways: readonly GatewayReader[];
		readonly onChange: () => void;
	},
): NetworkObserver {
	const { plan } = options;
	const { ledger, gateways, onChange } = modules;
	const people = whoIsWho(plan, modules.wallets);
	const firstEpoch = new Map<number, number>();
	const scores = new Map<string, number>();
	const saidAt = new Map<string, number>();
	let events: NetworkEvent[] = [];
	let subnets: SubnetView[] = [];
	let broken: string[] = [];
	let block = 0;
	let phase: NetworkView["phase"] = "starting";
	let progress = { done: 0, total: 1, text: "starting the chain" };

	/** A cheat is caught in every round; one line for each of them now and then leaves room for the others. */
	const isNews = (key: string): boolean => {
		const now = Date.now();
		if (now - (saidAt.get(key) ?? 0) < faultPauseMs) return false;
		saidAt.set(key, now);
		return true;
	};

	const note: NetworkObserver["note"] = (text, level) => {
		events = [...events, { at: new Date(), text, level }].slice(-eventsKept);
		onChange();
	};

	const readSubnet = async (
		client: ChainClient,
		planned: PlannedSubnet,
		hash: string,
	): Promise<SubnetView> => {
		const { netuid, task } = planned;
		const [info, metagraph] = await Promise.all([
			client.subnet(netuid, hash),
			client.metagraph(netuid, hash),
		]);
		const { epochs } = info;
		if (!firstEpoch.has(netuid)) firstEpoch.set(netuid, epochs);
		const before = subnets.find((subnet) => subnet.netuid === netuid);
		if (epochs > ledger.epoch(netuid))
			ledger.add(netuid, await client.epochsSince(netuid, ledger.epoch(netuid), hash));
		if (before !== undefined && epochs > before.epochs)
			note(`subnet ${netuid}: epoch ${epochs} paid ${tokens(info.emission.lastEpochRao)}`, "info");
		const neurons = metagraph.neurons.map((neuron): NeuronView => {
			const who = people.get(neuron.hotkey);
			return {
				uid: neuron.uid,
				hotkey: neuron.hotkey,
				coldkey: neuron.coldkey,
				kind: who?.kind ?? (neuron.validatorPermit ? "validator" : "miner"),
				name: who?.name ?? "",
				behaviour: who?.behaviour ?? "outside",
				score: scores.get(`${netuid}/${neuron.hotkey}`),
				incentive: neuron.incentive,
				dividends: neuron.dividends,
				consensus: neuron.consensus,
				validatorTrust: neuron.validatorTrust,
				emissionRao: ledger.total(netuid, neuron.hotkey),
			};
		});
		return { netuid, task, tempo: info.tempo, epochs, blocksUntilEpoch: info.blocksUntilEpoch, neurons };
	};

	return {
		view: () => ({
			phase,
			progress,
			block,
			blockMs: options.blockMs,
			endpoint: options.endpoint,
			dataFolder: options.dataFolder,
			gateways: plan.validators.map(({ gatewayPort }) => `http://127.0.0.1:${gatewayPort}`),
			subnets,
			events,
		}),
		note,
		progress(done, total, text) {
			progress = { done, total, text };
			onChange();
		},
		phase(next) {
			phase = next;
			onChange();
		},
		async readChain(client, head) {
			for (const fault of await checkInvariants(client, head.hash)) {
				if (broken.includes(fault)) continue;
				broken = [...broken, fault];
				note(`block ${head.number} breaks an invariant: ${fault}`, "warn");
			}
			const read = await Promise.all(plan.subnets.map((planned) => readSubnet(client, planned, head.hash)));
			if (head.number < block) return;
			block = head.number;
			subnets = read;
			onChange();
		},
		async readGateways() {
			const found = await Promise.all(gateways.map((gateway) => gateway.scores()));
			const sums = new Map<string, { sum: number; count: number }>();
			for (const { netuid, hotkey, score } of found.flat()) {
				const entry = sums.get(`${netuid}/${hotkey}`) ?? { sum: 0, count: 0 };
				sums.set(`${netuid}/${hotkey}`, { sum: entry.sum + score, count: entry.count + 1 });
			}
			for (const [key, { sum, count }] of sums) scores.set(key, sum / count);
			for (const gateway of gateways)
				for (const { netuid, uid, reason, verdict } of await gateway.newFaults())
					if (isNews(`${netuid}/${uid}`))
						// Who and what first: a narrow screen cuts the end.
						note(`sn${netuid} uid ${uid}: ${reason} (${gateway.name})`, verdict === "fail" ? "warn" : "info");
			onChange();
		},
		brokenInvariants: () => broken,
		epochsDone: () =>
			subnets.length === 0
				? 0
				: Math.min(...subnets.map(({ netuid, epochs }) => epochs - (firstEpoch.get(netuid) ?? epochs))),
	};
}

/** What the runtime says is broken at a block, in its own sentences. */
async function checkInvariants(client: ChainClient, hash: string): Promise<string[]> {
	const result = (await client.runtimeApi("GanglionApi", "check_invariants", [], hash)) as {
		readonly Err?: readonly (string | Uint8Array)[];
	};
	return (result.Err ?? []).map((text) =>
		typeof text === "string" ? text : Buffer.from(text).toString("utf8"),
	);
}

function whoIsWho(plan: NetworkPlan, wallets: LocalnetWallets): ReadonlyMap<string, Who> {
	const people = new Map<string, Who>();
	for (const { owner } of plan.subnets)
		people.set(wallets.hotkey(owner).address, { name: owner, kind: "owner", behaviour: "owner" });
	for (const { name } of plan.validators)
		people.set(wallets.hotkey(name).address, { name, kind: "validator", behaviour: "validator" });
	for (const { name, behaviour } of plan.miners)
		people.set(wallets.hotkey(name).address, { name, kind: "miner", behaviour });
	return people;
}

function tokens(rao: bigint): string {
	return `${(Number(rao) / 1e9).toFixed(4)} tokens`;
}
