import {
	type ExportedVerdict,
	exportVerdict,
	parseEvidenceDocument,
} from "../../../validator/evidence/exportedVerdict.js";
import type { NewVerdict } from "../../../validator/evidence/verdict.js";
import { minerKey } from "../miner/ask.js";

/** Where and when a verdict fell: the same for all that tests make of one answer. */
const PLACE = { netuid: 1, round: 1, block: 1, uid: 1, hotkey: minerKey.address, atMs: 0 };

/** A verdict of {@link minerKey} as whoever reads a validator's document has it: through JSON and the schema. */
export function documented(verdict: Omit<NewVerdict, keyof typeof PLACE>): ExportedVerdict {
	const written = JSON.stringify([exportVerdict({ ...PLACE, ...verdict })]);
	const [read] = parseEvidenceDocument(JSON.parse(written));
	if (read === undefined) throw new Error("nothing was exported");
	return read;
}
