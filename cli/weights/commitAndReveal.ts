import { randomBytes } from "node:crypto";
import { type ChainClient, calls, type SubmitResult, weightCommitHash } from "../../chain/client/index.js";
import type { Keypair } from "../../chain/wallet/index.js";
import type { WeightsRow } from "./parseWeights.js";
import { commitFile, dropCommit, loadCommit, type SavedCommit, saveCommit } from "./savedCommit.js";

/** What committing and revealing needs. */
interface CommitModules {
	readonly client: ChainClient;
	readonly hotkey: Keypair;
	readonly walletFolder: string;
	readonly signal: AbortSignal;
	/** Told what is waited for. */
	progress(text: string): void;
}

const SALT_BYTES = 16;

/** Resolves at the next block. */
async function nextBlock(client: ChainClient, signal: AbortSignal): Promise<void> {
	let stop: (() => void) | undefined;
	try {
		await new Promise<void>((resolve, reject) => {
			signal.addEventListener("abort", () => reject(signal.reason), { once: true });
			let first = true;
			client
				.subscribeHeads(() => {
					// The present block is told at once.
					if (!first) resolve();
					first = false;
				})
				.then((end) => {
					stop = end;
				}, reject);
		});
	} finally {
		stop?.();
	}
}

async function commit(
	netuid: number,
	row: WeightsRow,
	versionKey: number,
	modules: CommitModules,
): Promise<SavedCommit> {
	const { client, hotkey, walletFolder, signal, progress } = modules;
	const salt = new Uint8Array(randomBytes(SALT_BYTES));
	const hash = weightCommitHash({ account: hotkey.address, netuid, ...row, salt, versionKey });
	const saved: SavedCommit = {
		genesisHash: client.genesisHash,
		netuid,
		hotkey: hotkey.address,
		...row,
		salt: Buffer.from(salt).toString("hex"),
		versionKey,
		hash,
	};
	saveCommit(commitFile(walletFolder, saved), saved);
	const { blockNumber } = await client.submit(calls.commitWeights(netuid, hash), hotkey, { signal });
	progress(`committed in block ${blockNumber}`);
	return saved;
}

/**
 * Commits to weights, waits for the epoch in which they may be revealed, and reveals them.
 *
 * The salt is on disk before the commit is sent. Ended in between and started again, it takes up the open
 * commit; one whose epoch has passed is dropped, and the new weights are committed.
 */
export async function commitAndReveal(
	options: { readonly netuid: number; readonly row: WeightsRow; readonly versionKey: number },
	modules: CommitModules,
): Promise<SubmitResult> {
	const { client, hotkey, walletFolder, signal, progress } = modules;
	const { netuid } = options;
	const file = commitFile(walletFolder, { netuid, hotkey: hotkey.address, genesisHash: client.genesisHash });
	let saved = loadCommit(file);
	if (saved !== undefined) progress("an open commit is taken up; its weights are revealed, not the new ones");
	for (;;) {
		saved ??= await commit(netuid, options.row, options.versionKey, modules);
		const [{ epochs, blocksUntilEpoch, hyperparameters }, open] = await Promise.all([
			client.subnet(netuid),
			client.openCommits(netuid, hotkey.address),
		]);
		const made = open.find(({ hash }) => hash === saved?.hash);
		const due = made === undefined ? -1 : made.epoch + Number(hyperparameters.revealPeriodEpochs ?? 1);
		if (epochs > due) {
			progress("the chain does not hold the open commit, or its epoch has passed; committing anew");
			dropCommit(file);
			saved = undefined;
		} else if (epochs < due) {
			progress(
				`the weights are revealed in epoch ${due}; now ${epochs}, ${blocksUntilEpoch} blocks to the next`,
			);
			await nextBlock(client, signal);
		} else {
			const { uids, values, versionKey } = saved;
			const salt = new Uint8Array(Buffer.from(saved.salt, "hex"));
			const call = calls.revealWeights(netuid, uids, values, salt, versionKey);
			const result = await client.submit(call, hotkey, { signal });
			dropCommit(file);
			return result;
		}
	}
}
