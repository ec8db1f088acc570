import type { Clock } from "../../subnets/index.js";

/** Wrong signatures by network address. A hotkey is no key here: whoever signs wrongly can name anybody's. */
export interface AddressPenalty {
	/** Whether the address may try again now. */
	isBlocked(address: string): boolean;
	/** Counts one wrong signature. */
	add(address: string): void;
}

const MINUTE_NS = 60_000_000_000n;

/**
 * Refuses an address for the rest of a minute once it sent `perMinute` wrong signatures in it, so that a flood of junk
 * that names a known hotkey does not keep the processor busy with signature checks.
 *
 * @param options - `capacity`: addresses remembered; the oldest are forgotten
 */
export function createAddressPenalty(
	options: { perMinute: number; capacity: number },
	modules: { clock: Clock },
): AddressPenalty {
	const counts = new Map<string, { since: bigint; count: number }>();
	const current = (address: string) => {
		const entry = counts.get(address);
		return entry !== undefined && modules.clock.nowNs() - entry.since < MINUTE_NS ? entry : undefined;
	};
	return {
		isBlocked: (address) => (current(address)?.count ?? 0) >= options.perMinute,
		add(address) {
			const entry = current(address) ?? { since: modules.clock.nowNs(), count: 0 };
			entry.count += 1;
			counts.delete(address);
			counts.set(address, entry);
			const oldest = counts.keys().next().value;
			if (counts.size > options.capacity && oldest !== undefined) counts.delete(oldest);
		},
	};
}
