import { type Column, renderTable } from "../renderTable.js";
import type { Difference } from "./compareEpoch.js";
import type { Distance, EpochDocument, VectorDocument, YumaDocument } from "./yumaDocument.js";

/** Differences that are listed for a vector; the rest is counted. */
const LISTED = 20;

const columns: readonly Column<{ readonly epoch: EpochDocument; readonly uid: number }>[] = [
	{ title: "uid", align: "right", cell: ({ uid }) => String(uid) },
	{ title: "incentive", align: "right", cell: ({ epoch, uid }) => String(epoch.incentive[uid]) },
	{ title: "dividends", align: "right", cell: ({ epoch, uid }) => String(epoch.dividends[uid]) },
	{ title: "consensus", align: "right", cell: ({ epoch, uid }) => String(epoch.consensus[uid]) },
	{ title: "vtrust", align: "right", cell: ({ epoch, uid }) => String(epoch.validatorTrust[uid]) },
	{ title: "emission", align: "right", cell: ({ epoch, uid }) => String(epoch.emission[uid]) },
	{ title: "permit", cell: ({ epoch, uid }) => (epoch.validatorPermit[uid] ? "yes" : "") },
	{ title: "active", cell: ({ epoch, uid }) => (epoch.active[uid] ? "yes" : "") },
	{
		title: "bonds (uid:value)",
		cell: ({ epoch, uid }) => (epoch.bonds[uid] ?? []).map(([to, bond]) => `${to}:${bond}`).join(" "),
	},
];

/** One value that is not as expected, in words. */
export function describeDifference(difference: Difference): string {
	const { entry, quantity, uid, to, expected, actual, tolerance } = difference;
	const place = to === undefined ? `${uid}` : `${uid} → ${to}`;
	const allowed = tolerance === 0 ? "" : ` ± ${tolerance}`;
	return `epoch ${entry}: ${quantity} of ${place} is ${actual}, expected ${expected}${allowed}`;
}

function renderVector(vector: VectorDocument, color: boolean): string {
	const tables = vector.epochs.map((epoch) => {
		const rows = epoch.incentive.map((_, uid) => ({ epoch, uid }));
		const run = epoch.run === 0 ? "" : `, run ${epoch.run}`;
		return `epoch ${epoch.entry}${run}, block ${epoch.block}\n${renderTable(columns, rows, { color })}`;
	});
	return [`== ${vector.name}`, ...tables].join("\n\n");
}

function renderVerdict(vector: VectorDocument): string[] {
	const { name, compared, differences } = vector;
	if (differences.length === 0) return [];
	const listed = differences.slice(0, LISTED).map((difference) => `  ${describeDifference(difference)}`);
	const rest = differences.length - listed.length;
	return [
		`${name}: ${differences.length} of ${compared} values differ`,
		...listed,
		...(rest > 0 ? [`  and ${rest} more`] : []),
	];
}

function renderDistance({ emission, flags, ...proportions }: Distance): string {
	const units = Object.entries(proportions).map(([name, value]) => `${name} ${value}`);
	return `largest distance from the exact epochs: ${units.join(", ")} (of 65535); emission ${emission} rao; flags of ${flags} uids`;
}

/** The document for a reader: every epoch's values, then what differs from what was expected. */
export function renderYuma(document: YumaDocument, options: { readonly color: boolean }): string {
	const { vectors, compared, differing, distance } = document;
	const lines = vectors.map((vector) => renderVector(vector, options.color));
	const verdicts = vectors.flatMap(renderVerdict);
	const summary = `${vectors.length} ${vectors.length === 1 ? "vector" : "vectors"}, ${compared} values compared, ${differing} differ`;
	const far = distance === undefined ? [] : [renderDistance(distance)];
	const backends = document.backends ?? [];
	return [...lines, [...verdicts, ...backends, ...far, summary].join("\n")].join("\n\n");
}
