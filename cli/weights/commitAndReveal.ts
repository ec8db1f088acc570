import { randomBytes } from "node:crypto";
import { type ChainClient, calls, type SubmitResult, weightCommitHash } from "../../chain/client/index.js";
import type { Keypair } from "../../chain/wallet/index.js";
import {
	dropOpenCommit,
	loadOpenCommit,
	type OpenCommit,
	openCommitFile,
	saveOpenCommit,
} from "./openCommit.js";
import type { WeightsRow } from "./parseWeights.js";

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
): Promise<OpenCommit> {
	const { client, hotkey, walletFolder, signal } = modules;
	const salt = new Uint8Array(randomBytes(SALT_BYTES));
	const hash = weightCommitHash({ account: hotkey.address, netuid, ...row, salt, versionKey });
	const open: OpenCommit = {
		genesisHash: client.genesisHash,
		netuid,
		hotkey: hotkey.address,
		...row,
		salt: Buffer.from(salt).toString("hex"),
		versionKey,
		hash,
	};
	const file = openCommitFile(walletFolder, open);
	saveOpenCommit(file, open);
	const { blockHash, blockNumber } = await client.submit(calls.commitWeights(netuid, hash), hotkey, {
		signal,
	});
	const { epochs, hyperparameters } = await client.subnet(netuid, blockHash);
	const due = { ...open, revealEpoch: epochs + Number(hyperparameters.revealPeriodEpochs ?? 1) };
	saveOpenCommit(file, due);
	modules.progress(`committed in block ${blockNumber}; the weights are revealed in epoch ${due.revealEpoch}`);
	return due;
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
	const place = { netuid, hotkey: hotkey.address, genesisHash: client.genesisHash };
	const file = openCommitFile(walletFolder, place);
	let open = loadOpenCommit(file);
	if (open !== undefined) progress("an open commit is taken up; its weights are revealed, not the new ones");
	for (;;) {
		open ??= await commit(netuid, options.row, options.versionKey, modules);
		const { epochs, blocksUntilEpoch } = await client.subnet(netuid);
		if (open.revealEpoch === undefined || epochs > open.revealEpoch) {
			progress("the open commit can no longer be revealed; committing anew");
			dropOpenCommit(file);
			open = undefined;
		} else if (epochs < open.revealEpoch) {
			progress(`epoch ${epochs}, ${blocksUntilEpoch} blocks to the next`);
			await nextBlock(client, signal);
		} else {
			const { uids, values, versionKey } = open;
			const salt = new Uint8Array(Buffer.from(open.salt, "hex"));
			const call = calls.revealWeights(netuid, uids, values, salt, versionKey);
			const result = await client.submit(call, hotkey, { signal });
			dropOpenCommit(file);
			return result;
		}
	}
}
