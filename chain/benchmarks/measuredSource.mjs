// Rust source of a pallet's `measured.rs`.

/** Integers as Rust writes them. */
const rust = (value) => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, "_");

/** Picoseconds in a nanosecond. */
const PS = 1_000;

/**
 * @param {{name: string, letters: string[], time: import("./fitPlane.mjs").Fit, reads: object, writes: object, most: number}[]} measured
 * @param {string} machine
 */
export function measuredSource(measured, machine) {
	return `//! What calls and hooks cost, measured: written by \`npm run weights\`, not by hand.
//!
//! Computing in picoseconds, on ${machine}.
//! Reads and writes at the database's price.

use frame_support::weights::{RuntimeDbWeight, Weight};

/// What is measured, by the names of calls where it is calls.
pub const MEASURED: &[&str] = &[${measured.map(({ name }) => JSON.stringify(name)).join(", ")}];

${measured.map(functionSource).join("\n")}`;
}

function functionSource({ name, letters, time, reads, writes, most }) {
	const parameters = [...letters.map((letter) => `${letter}: u32`), "db: &RuntimeDbWeight"].join(", ");
	const lines = [`Weight::from_parts(${rust(time.base * PS)}, 0)`];
	const add = (what) => lines.push(`\t\t.saturating_add(${what})`);
	add(`db.reads_writes(${whole(reads.base)}, ${whole(writes.base)})`);
	const unused = new Set(letters);
	for (const [index, letter] of letters.entries()) {
		const each = [];
		if (time.slopes[index] > 0) each.push(`Weight::from_parts(${rust(time.slopes[index] * PS)}, 0)`);
		const [r, w] = [thousandths(reads.slopes[index]), thousandths(writes.slopes[index])];
		if (each.length > 0) {
			add(`${each[0]}.saturating_mul(${letter}.into())`);
			unused.delete(letter);
		}
		if (r + w > 0) {
			add(`db.reads_writes(${scaled(letter, r)}, ${scaled(letter, w)})`);
			unused.delete(letter);
		}
	}
	const ignored = [...unused].map((letter) => `\tlet _ = ${letter};\n`).join("");
	return `/// \`${name}\`: ${(most / 1e6).toFixed(3)} ms of computing at most where it was measured; the formula is above each
/// point, by ${(time.excess / 1e6).toFixed(3)} ms at most.
pub fn ${name}(${parameters}) -> Weight {
${ignored}\t${lines.join("\n")}
}
`;
}

/** Counts are whole: rounded up, but for what the fit's own rounding adds. */
function whole(count) {
	return rust(Math.ceil(count - 1e-6));
}

/** Slopes of counts are kept to the thousandth, rounded up. */
function thousandths(slope) {
	return Math.ceil(slope * 1_000 - 1e-6);
}

function scaled(letter, parts) {
	if (parts === 0) return "0";
	if (parts === 1_000) return `u64::from(${letter})`;
	if (parts % 1_000 === 0) return `u64::from(${letter}).saturating_mul(${parts / 1_000})`;
	return `u64::from(${letter}).saturating_mul(${parts}).div_ceil(1_000)`;
}
