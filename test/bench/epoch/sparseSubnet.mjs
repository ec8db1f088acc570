/**
 * A subnet as `GanglionApi_run_epoch` takes it: the first uids are validators, and each weighs (and has a bond on) the
 * given share of all uids, spread evenly.
 * @param {{uids: number, validators: number, share: number}} shape
 * @returns {import("../../../dist/chain/client/index.js").EpochInput}
 */
export function sparseSubnet({ uids, validators, share }) {
	let state = 1;
	const random = () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return 1 + ((state >>> 16) % 65_535);
	};
	const stride = Math.round(1 / share);
	const rows = () =>
		Array.from({ length: uids }, (_, uid) => {
			if (uid >= validators) return [];
			const row = [];
			for (let at = uid % stride; at < uids; at += stride) row.push([at, random()]);
			return row;
		});
	const column = (value) => Array.from({ length: uids }, (_, uid) => value(uid));
	return {
		block: 1_000,
		tempo: 360,
		lastStepBlock: 640,
		stakes: column((uid) => (uid < validators ? 1_000_000n + BigInt(uid) : 0n)),
		ownerUid: 0,
		lastUpdate: column(() => 900),
		registeredAt: column(() => 1),
		validatorPermit: column((uid) => uid < validators),
		commitBlock: [],
		weights: rows(),
		bonds: rows(),
		emission: 360_000_000_000n,
		params: {
			kappa: 32_767,
			bondsPenalty: 65_535,
			bondsMovingAverage: 900_000,
			yuma3: true,
			liquidAlpha: false,
			alphaLow: 45_875,
			alphaHigh: 58_982,
			alphaSigmoidSteepness: 1_000,
			maxAllowedValidators: validators,
			activityCutoff: 5_000,
			commitReveal: false,
		},
	};
}
