import type { EpochInput, EpochParams, SparseRow } from "../../../chain/client/index.js";

/**
 * The random subnets of chain/consensus/tests/random, the same draws in the same order: what each means is said
 * there. Hashes in test/vectors/random.json show that the two agree.
 */

const BLOCK = 1_000;
const MAX_STAKE = 21_000_000_000_000_000n;

interface Draws {
	below(bound: number): number;
	flag(): boolean;
	short(): number;
	wide(): bigint;
}

/** mulberry32. */
function createDraws(seed: number): Draws {
	let state = Math.imul(seed, 0x9e3779b9);
	const next = (): number => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return (mixed ^ (mixed >>> 14)) >>> 0;
	};
	const below = (bound: number): number => next() % bound;
	return {
		below,
		flag: () => below(2) === 1,
		short: () => below(65_536),
		wide: () => (BigInt(next()) << 32n) | BigInt(next()),
	};
}

/** The random subnet of `seed`, of 1 to `largest` uids. */
export function randomSubnet(seed: number, largest: number): EpochInput {
	const draws = createDraws(seed);
	const { below, flag } = draws;
	const n = 1 + below(largest);
	const column = <T>(draw: () => T): T[] => Array.from({ length: n }, draw);
	// properties are evaluated in the order written: the order of the draws
	return {
		block: BLOCK,
		tempo: 99,
		params: randomParams(draws),
		stakes: randomStakes(draws, n),
		ownerUid: below(3) > 0 ? below(n) : undefined,
		lastUpdate: column(() => below(BLOCK)),
		registeredAt: column(() => (below(4) === 0 ? below(BLOCK) : 0)),
		validatorPermit: column(() => below(4) > 0),
		commitBlock: column(() => (flag() ? below(BLOCK) : undefined)),
		weights: column(() => randomRow(draws, n)),
		bonds: column(() => randomRow(draws, n)),
		emission: randomEmission(draws),
		lastStepBlock: flag() ? 0 : 800 + below(200),
	};
}

function randomEmission({ below, wide }: Draws): bigint {
	const kind = below(4);
	if (kind === 0) return 0n;
	return kind === 1 ? wide() : 1_000_000_000n;
}

function randomParams({ below, flag, short }: Draws): EpochParams {
	const kappa = flag() ? 32_767 : short();
	const penalty = below(3);
	const bondsPenalty = penalty === 0 ? 65_535 : penalty === 1 ? 0 : short();
	const bondsMovingAverage = below(975_001);
	const [yuma3, liquidAlpha] = [flag(), flag()];
	const alphas = [1_638 + below(63_898), 1_638 + below(63_898)];
	return {
		kappa,
		bondsPenalty,
		bondsMovingAverage,
		yuma3,
		liquidAlpha,
		alphaLow: Math.min(...alphas),
		alphaHigh: Math.max(...alphas),
		alphaSigmoidSteepness: flag() ? 1_000 : short() - 32_768,
		maxAllowedValidators: below(20),
		activityCutoff: 1 + below(2_000),
		commitReveal: flag(),
	};
}

function randomStakes({ below, wide }: Draws, n: number): bigint[] {
	const any = below(4) === 0;
	return Array.from({ length: n }, () => {
		const kind = below(4);
		if (kind === 0) return 0n;
		if (kind === 1) return 1_000n;
		return kind === 2 && any ? wide() % MAX_STAKE : BigInt(1 + below(5_000));
	});
}

function randomRow(draws: Draws, n: number): SparseRow {
	const kind = draws.below(4);
	const row: [number, number][] = [];
	for (let uid = 0; uid < n; uid++)
		if (kind === 1 || (kind > 1 && draws.flag())) row.push([uid, randomValue(draws)]);
	return row;
}

function randomValue({ below, short }: Draws): number {
	const kind = below(4);
	if (kind === 0) return 0;
	if (kind === 1) return 65_535;
	return kind === 2 ? 1 + below(3) : short();
}
