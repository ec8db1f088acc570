import { readFileSync, renameSync, writeFileSync } from "node:fs";

/**
 * What each neuron has been paid so far, summed epoch by epoch.
 *
 * The chain keeps the last epoch's payments only; the sum is the observer's, kept in the data folder so that it goes
 * on after a restart (no epoch passes while localnet is down, as the chain is down with it).
 */
export interface EmissionLedger {
	/** Adds an epoch's payments once: an epoch that was added before changes nothing. */
	add(netuid: number, epoch: number, paid: readonly { hotkey: string; emissionRao: bigint }[]): void;
	/** Rao paid to a hotkey on a subnet so far. */
	total(netuid: number, hotkey: string): bigint;
}

interface Kept {
	[netuid: string]: { epoch: number; totals: { [hotkey: string]: string } };
}

/**
 * Opens the ledger of a file; a file that is missing or unreadable starts it at zero, since the chain alone says who
 * owns what and this sum is for the reader's eyes.
 */
export function openEmissionLedger(file: string): EmissionLedger {
	const kept = read(file);
	return {
		add(netuid, epoch, paid) {
			const subnet = kept[netuid] ?? { epoch: 0, totals: {} };
			if (epoch <= subnet.epoch) return;
			kept[netuid] = subnet;
			subnet.epoch = epoch;
			for (const { hotkey, emissionRao } of paid)
				subnet.totals[hotkey] = (BigInt(subnet.totals[hotkey] ?? "0") + emissionRao).toString();
			const draft = `${file}.new`;
			writeFileSync(draft, JSON.stringify(kept));
			renameSync(draft, file);
		},
		total: (netuid, hotkey) => BigInt(kept[netuid]?.totals[hotkey] ?? "0"),
	};
}

function read(file: string): Kept {
	try {
		return JSON.parse(readFileSync(file, "utf8")) as Kept;
	} catch {
		return {};
	}
}
