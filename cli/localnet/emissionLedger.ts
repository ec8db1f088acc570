import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { EpochPayments } from "../../chain/client/index.js";

/**
 * What each neuron has been paid so far, summed epoch by epoch.
 *
 * The chain's state keeps the last epoch's payments only. The sums are kept in the data folder and brought up to date
 * from the chain's past blocks, so that they are the chain's own whoever ran it meanwhile, and start anew from there
 * where the file is lost.
 */
export interface EmissionLedger {
	/** Number of the newest epoch in the sums, 0 before the first. */
	epoch(netuid: number): number;
	/** Adds epochs, oldest first; one that was added before changes nothing. */
	add(netuid: number, epochs: readonly EpochPayments[]): void;
	/** Rao paid to a hotkey on a subnet so far. */
	total(netuid: number, hotkey: string): bigint;
}

/** 1, without the number, left out the owners' cuts. */
const format = 2;

interface Kept {
	[netuid: string]: { epoch: number; totals: { [hotkey: string]: string } };
}

/** Opens the ledger of a file; one that is missing or unreadable starts at zero and is filled from the chain. */
export function openEmissionLedger(file: string): EmissionLedger {
	const kept = read(file);
	return {
		epoch: (netuid) => kept[netuid]?.epoch ?? 0,
		add(netuid, epochs) {
			const subnet = kept[netuid] ?? { epoch: 0, totals: {} };
			const fresh = epochs.filter(({ epoch }) => epoch > subnet.epoch);
			if (fresh.length === 0) return;
			kept[netuid] = subnet;
			for (const { epoch, payments } of fresh) {
				subnet.epoch = epoch;
				for (const { hotkey, rao } of payments)
					subnet.totals[hotkey] = (BigInt(subnet.totals[hotkey] ?? "0") + rao).toString();
			}
			const draft = `${file}.new`;
			writeFileSync(draft, JSON.stringify({ format, subnets: kept }));
			renameSync(draft, file);
		},
		total: (netuid, hotkey) => BigInt(kept[netuid]?.totals[hotkey] ?? "0"),
	};
}

function read(file: string): Kept {
	try {
		const kept = JSON.parse(readFileSync(file, "utf8")) as { format?: number; subnets?: Kept };
		return kept.format === format ? (kept.subnets ?? {}) : {};
	} catch {
		return {};
	}
}
