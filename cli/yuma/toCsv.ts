import type { YumaDocument } from "./yumaDocument.js";

const HEAD = [
	"vector",
	"epoch",
	"run",
	"block",
	"uid",
	"incentive",
	"dividends",
	"consensus",
	"validatorTrust",
	"emission",
	"validatorPermit",
	"active",
	"bonds",
];

/** A field by RFC 4180. */
function field(value: unknown): string {
	const text = String(value);
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line for each uid of each epoch; `bonds` is `uid:value` items between spaces. */
export function toCsv({ vectors }: YumaDocument): string {
	const lines = vectors.flatMap(({ name, epochs }) =>
		epochs.flatMap((epoch) =>
			epoch.incentive.map((_, uid) => [
				name,
				epoch.entry,
				epoch.run,
				epoch.block,
				uid,
				epoch.incentive[uid],
				epoch.dividends[uid],
				epoch.consensus[uid],
				epoch.validatorTrust[uid],
				epoch.emission[uid],
				epoch.validatorPermit[uid],
				epoch.active[uid],
				(epoch.bonds[uid] ?? []).map(([to, bond]) => `${to}:${bond}`).join(" "),
			]),
		),
	);
	return [HEAD, ...lines].map((line) => line.map(field).join(",")).join("\n");
}
