import type { Logger } from "pino";
import type { MinerChain } from "./minerChain.js";
import type { SubnetWatch } from "./watchSubnet.js";

/** Readings of the metagraph between two looks at the published task. */
const READINGS_APART = 10;

export interface TaskNotice {
	/** Whether the task served is the published one, as far as is known. */
	isCurrent(): boolean;
	/** Reads the published task now. */
	look(): Promise<void>;
}

/**
 * Says in the log when the subnet publishes another task than the one served, and when it is the same again.
 *
 * The miner serves on: validators move to a new task each at its own time, and those still on the old one ask on.
 *
 * @param options.hash - of the task served now
 */
export function noticeNewTask(
	options: { netuid: number; hash: () => string },
	modules: { watch: SubnetWatch; chain: MinerChain; logger: Logger },
): TaskNotice {
	const { netuid, hash } = options;
	const { watch, chain, logger } = modules;
	/** As last seen; undefined where nothing was. */
	let published: string | undefined;
	let isSaid = false;
	let readings = 0;
	const isCurrent = (): boolean => published === undefined || published === hash();

	const look = async (): Promise<void> => {
		const found = await chain.publishedTask(netuid).catch(() => undefined);
		if (found === undefined) return;
		published = found.hash.replace(/^0x/, "").toLowerCase();
		if (isCurrent() === !isSaid) return;
		isSaid = !isSaid;
		if (isSaid)
			logger.error(
				{ published, served: hash() },
				"the subnet publishes another task now: put its bundle in place and reload the miner",
			);
		else logger.info({ hash: hash() }, "the subnet publishes the task served here");
	};

	watch.onReading(() => {
		readings += 1;
		if (readings % READINGS_APART === 0) void look();
	});
	return { isCurrent, look };
}
