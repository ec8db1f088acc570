import { type ChainCall, type ChainClient, calls } from "../../chain/client/index.js";
import { type Keypair, keypairFromUri } from "../../chain/wallet/index.js";
import { manifestHash, manifestSigningPayload, type TaskBundle } from "../../subnets/index.js";
import type { LocalnetWallets } from "./localnetWallets.js";
import { fundingRao, type NetworkPlan } from "./plan.js";

/** The development chain's rich account; the only key that the network gets from the genesis. */
export const richUri = "//Alice";

/** Called before each step, for the screen. */
export type ReportProgress = (done: number, total: number, text: string) => void;

/**
 * Brings the chain to the plan by ordinary extrinsics: funds, subnets, tasks, registrations, stake.
 *
 * Each step looks at the chain first and does only what is missing, so that a network that was stopped at any
 * point, or that is complete, is taken on from where it is.
 */
export async function bootstrapNetwork(
	options: { readonly plan: NetworkPlan; readonly signal: AbortSignal },
	modules: {
		readonly client: ChainClient;
		readonly wallets: LocalnetWallets;
		readonly bundles: ReadonlyMap<number, TaskBundle>;
		readonly progress: ReportProgress;
	},
): Promise<void> {
	const { plan, signal } = options;
	const { client, wallets, bundles, progress } = modules;
	const submit = (call: ChainCall, signer: Keypair) => client.submit(call, signer, { signal });
	const total = 6;

	progress(0, total, "funding the coldkeys");
	const needy: ChainCall[] = [];
	for (const { name, amount } of fundings(plan)) {
		const coldkey = wallets.coldkey(name).address;
		if ((await client.balance(coldkey)) === 0n) needy.push(calls.transfer(coldkey, amount));
	}
	if (needy.length > 0) await submit(calls.batchAll(needy), keypairFromUri(richUri));

	progress(1, total, "creating the subnets");
	for (const { netuid, owner } of plan.subnets) {
		const coldkey = wallets.coldkey(owner);
		const existing = (await client.subnets()).find((subnet) => subnet.netuid === netuid);
		if (existing === undefined) await submit(calls.registerNetwork(wallets.hotkey(owner).address), coldkey);
	}

	progress(2, total, "publishing the tasks");
	await Promise.all(
		plan.subnets.map(async ({ netuid, owner, task }) => {
			const bundle = bundles.get(netuid);
			if (bundle === undefined) return;
			const hash = manifestHash(bundle.manifest);
			if ((await client.publishedTask(netuid))?.hash === hash) return;
			const author = wallets.coldkey(owner);
			const signature = author.sign(manifestSigningPayload(hash));
			await submit(calls.publishTask(netuid, hash, `ganglion:${task}`, signature), author);
		}),
	);

	progress(3, total, "registering validators and miners");
	const registered = new Map<number, ReadonlySet<string>>();
	for (const { netuid } of plan.subnets)
		registered.set(netuid, new Set((await client.metagraph(netuid)).neurons.map(({ hotkey }) => hotkey)));
	// Validators before miners, so that uids read in the order of the plan; within a kind each coldkey for itself.
	for (const names of [plan.validators.map(({ name }) => name), plan.miners.map(({ name }) => name)])
		await Promise.all(
			names.map(async (name) => {
				const hotkey = wallets.hotkey(name).address;
				const missing = plan.subnets
					.filter(({ netuid }) => membersOf(plan, netuid).includes(name))
					.filter(({ netuid }) => registered.get(netuid)?.has(hotkey) !== true)
					.map(({ netuid }) => calls.burnedRegister(netuid, hotkey));
				if (missing.length > 0) await submit(calls.batchAll(missing), wallets.coldkey(name));
			}),
		);

	progress(4, total, "staking");
	await Promise.all(
		plan.validators.map(async ({ name, stakeRao }) => {
			const coldkey = wallets.coldkey(name);
			const hotkey = wallets.hotkey(name).address;
			const stakes = await client.stakes(coldkey.address);
			const missing = plan.subnets
				.filter(({ netuid }) => !stakes.some((stake) => stake.netuid === netuid && stake.hotkey === hotkey))
				.map(({ netuid }) => calls.addStake(hotkey, netuid, stakeRao));
			if (missing.length > 0) await submit(calls.batchAll(missing), coldkey);
		}),
	);

	// Last, so that the stake is in place when the first tempo begins and counts from its epoch on.
	progress(5, total, "starting the subnets");
	await Promise.all(
		plan.subnets.map(async ({ netuid, owner }) => {
			if (!(await client.subnet(netuid)).started)
				await submit(calls.startCall(netuid), wallets.coldkey(owner));
		}),
	);
	progress(total, total, "starting validators and miners");
}

/** Names of the nodes that are registered on a subnet: both validators, then its miners. */
export function membersOf(plan: NetworkPlan, netuid: number): string[] {
	return [
		...plan.validators.map(({ name }) => name),
		...plan.miners.filter((miner) => miner.netuid === netuid).map(({ name }) => name),
	];
}

function fundings(plan: NetworkPlan): { name: string; amount: bigint }[] {
	return [
		...plan.subnets.map(({ owner }) => ({ name: owner, amount: fundingRao.owner })),
		...plan.validators.map(({ name }) => ({ name, amount: fundingRao.validator })),
		...plan.miners.map(({ name }) => ({ name, amount: fundingRao.miner })),
	];
}
