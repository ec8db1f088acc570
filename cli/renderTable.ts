/** A column of a table. */
export interface Column<Row> {
	readonly title: string;
	/** Numbers to the right, words to the left. */
	readonly align?: "left" | "right";
	cell(row: Row): string;
}

const BOLD = "\u001b[1m";
const PLAIN = "\u001b[0m";

function pad(text: string, width: number, align: "left" | "right"): string {
	return align === "right" ? text.padStart(width) : text.padEnd(width);
}

/** Rows under their titles, columns as wide as they need; no lines, so that it can be cut and sorted. */
export function renderTable<Row>(
	columns: readonly Column<Row>[],
	rows: readonly Row[],
	options: { readonly color: boolean },
): string {
	const cells = rows.map((row) => columns.map((column) => column.cell(row)));
	const widths = columns.map(({ title }, index) =>
		Math.max(title.length, ...cells.map((line) => (line[index] ?? "").length)),
	);
	const line = (texts: readonly string[]) =>
		texts
			.map((text, index) => pad(text, widths[index] ?? 0, columns[index]?.align ?? "left"))
			.join("  ")
			.trimEnd();
	const head = line(columns.map(({ title }) => title));
	return [options.color ? `${BOLD}${head}${PLAIN}` : head, ...cells.map(line)].join("\n");
}

/** Facts one below the other, their names in one column. */
export function renderFacts(facts: readonly (readonly [name: string, value: string])[]): string {
	const width = Math.max(...facts.map(([name]) => name.length));
	return facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`.trimEnd()).join("\n");
}
