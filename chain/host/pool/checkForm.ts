import { ScaleReader } from "../scale/scaleReader.js";
import { refusals } from "./refusals.js";

/** Largest transaction: more than a block takes. */
const MOST_BYTES = 5 * 1024 * 1024;

/**
 * Refuses what is no extrinsic before the runtime sees it: one carries its own length and is not empty.
 * @throws TransactionRefusedError 1001
 */
export function checkForm(transaction: Uint8Array): void {
	if (transaction.length > MOST_BYTES)
		throw refusals.badFormat(`${transaction.length} bytes, ${MOST_BYTES} are the most`);
	try {
		const reader = new ScaleReader(transaction);
		const body = reader.vector();
		if (reader.remaining > 0) throw new Error(`${reader.remaining} bytes follow the extrinsic`);
		if (body.length === 0) throw new Error("the extrinsic is empty");
	} catch (error) {
		throw refusals.badFormat(error instanceof Error ? error.message : String(error));
	}
}
