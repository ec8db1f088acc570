import { STAKE_GRID } from "../kernels.js";

/** 1 as a stored u16. */
export const WHOLE = 65_535;

/** A million, the denominator of the bonds' moving average. */
export const MILLION = 1_000_000;

/** Rounded down to the chain's 32 fraction bits. Exact: a float64 holds every number of that grid up to 2²¹. */
export function toGrid(value: number): number {
	return Math.floor(value * STAKE_GRID) / STAKE_GRID;
}

/** A proportion as the chain stores it: floor(x · 65535) of the number on its grid, between 0 and 65535. */
export function toStored(value: number): number {
	return Math.min(WHOLE, Math.max(0, Math.floor(toGrid(value) * WHOLE)));
}
