import type { Logger } from "pino";
import type { MinerChain } from "./minerChain.js";
import type { SubnetWatch } from "./watchSubnet.js";

/** Readings of the metagraph between two looks at the published task. */
const READINGS_APART = 10;

/**
 * Says in the log when the subnet publishes another task than the one served, and when it is the same again.
 *
 * The miner serves on: validators move to a new task each at its own time, and those still on the old one ask on.
 *
 * @returns whether the task served is the published one, as far as is known
 */
export function noticeNewTask(
	options: { netuid: number; hash: string },
	modules: { watch: SubnetWatch; chain: MinerChain; logger: Logger },
): () => boolean {
	const { netuid, hash } = options;
	const { watch, chain, logger } = modules;
	let isCurrent = true;
	let readings = 0;

	const look = async (): Promise<void> => {
		const published = await chain.publishedTask(netuid).catch(() => undefined);
		if (published === undefined) return;
		const found = published.hash.replace(/^0x/, "").toLowerCase();
		const before = isCurrent;
		isCurrent = found === hash;
		if (before && !isCurrent) {
			logger.error(
				{ published: found, served: hash },
				"the subnet publishes another task now: start the miner with its bundle",
			);
		}
		if (!before && isCurrent) logger.info({ hash }, "the subnet publishes the task served here again");
	};

	watch.onReading(() => {
		readings += 1;
		if (readings % READINGS_APART === 0) void look();
	});
	return () => isCurrent;
}
