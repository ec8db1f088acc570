import type { EpochInput } from "../../chain/client/index.js";

/**
 * Each uid's share of the stake that counts in an epoch: of those who are active and held a permit before it,
 * or own the subnet. The epoch keeps it to itself; vectors may expect it.
 */
export function activeStakeOf(input: EpochInput): number[] {
	const { stakes, lastUpdate, validatorPermit, params, block, ownerUid } = input;
	const counted = stakes.map((stake, uid) => {
		const active = (lastUpdate[uid] ?? 0) + params.activityCutoff >= block;
		const permitted = validatorPermit[uid] === true || uid === ownerUid;
		return active && permitted ? Number(stake) : 0;
	});
	const sum = counted.reduce((total, stake) => total + stake, 0);
	return counted.map((stake) => (sum === 0 ? 0 : stake / sum));
}
