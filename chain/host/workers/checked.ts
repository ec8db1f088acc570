import { concatBytes, utf8 } from "../scale/bytes.js";
import { encodeBytes, encodeCompact } from "../scale/compact.js";
import { ScaleReader } from "../scale/scaleReader.js";
import { decodeValidity, type Validity } from "../scale/validity.js";

/** A transaction's validity, or how its check failed. */
export type Checked = Validity | { readonly trap: string };

/** What the runtime answered, `TransactionValidity` as it came, or why it did not. */
export type RawChecked = Uint8Array | { readonly trap: string };

const ANSWERED = 0;
const TRAPPED = 1;

/** One byte string for the checks of one message: threads hand that over at a tenth of the cost of many objects. */
export function encodeChecked(results: readonly RawChecked[]): Uint8Array {
	const parts = results.map((result) =>
		result instanceof Uint8Array
			? encodeBytes(concatBytes(Uint8Array.of(ANSWERED), result))
			: encodeBytes(concatBytes(Uint8Array.of(TRAPPED), utf8(result.trap))),
	);
	return concatBytes(encodeCompact(parts.length), ...parts);
}

/** Decodes what {@link encodeChecked} made. An answer that is no `TransactionValidity` counts as a trap. */
export function decodeChecked(bytes: Uint8Array): Checked[] {
	const reader = new ScaleReader(bytes);
	return reader.list(() => decodeOne(reader.vector()));
}

function decodeOne(bytes: Uint8Array): Checked {
	const result = bytes.subarray(1);
	if (bytes[0] === TRAPPED) return { trap: Buffer.from(result).toString("utf8") };
	try {
		return decodeValidity(result);
	} catch (error) {
		return { trap: `the runtime's answer is no TransactionValidity: ${String(error)}` };
	}
}
