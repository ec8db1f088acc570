import { ScaleReader } from "./scaleReader.js";

/** What `TaggedTransactionQueue_validate_transaction` says of a transaction that may enter the pool. */
export interface ValidTransaction {
	readonly valid: true;
	readonly priority: bigint;
	/** Tags (latin1 strings) that must be provided before it. */
	readonly requires: readonly string[];
	readonly provides: readonly string[];
	/** Blocks for which the answer holds. */
	readonly longevity: bigint;
	readonly propagate: boolean;
}

/** Why the runtime refuses it; `name` is the variant, `custom` the number of `Custom(n)`. */
export interface InvalidTransaction {
	readonly valid: false;
	readonly kind: "invalid" | "unknown";
	readonly name: string;
	readonly custom?: number;
}

export type Validity = ValidTransaction | InvalidTransaction;

/** Variants of `InvalidTransaction` in the order of sp-runtime. */
const INVALID = [
	"Call",
	"Payment",
	"Future",
	"Stale",
	"BadProof",
	"AncientBirthBlock",
	"ExhaustsResources",
	"Custom",
	"BadMandatory",
	"MandatoryValidation",
	"BadSigner",
	"IndeterminateImplicit",
	"UnknownOrigin",
] as const;

/** Variants of `UnknownTransaction` in the order of sp-runtime. */
const UNKNOWN = ["CannotLookup", "NoUnsignedValidator", "Custom"] as const;

/** Decodes `TransactionValidity`. */
export function decodeValidity(bytes: Uint8Array): Validity {
	const reader = new ScaleReader(bytes);
	if (reader.u8() !== 0) return decodeValidityError(reader);
	const priority = reader.u64();
	const tag = () => Buffer.from(reader.vector()).toString("latin1");
	const requires = reader.list(tag);
	const provides = reader.list(tag);
	const longevity = reader.u64();
	return { valid: true, priority, requires, provides, longevity, propagate: reader.u8() !== 0 };
}

/** Decodes `TransactionValidityError`, the cursor standing on its first byte. */
export function decodeValidityError(reader: ScaleReader): InvalidTransaction {
	const unknown = reader.u8() !== 0;
	const index = reader.u8();
	const name = (unknown ? UNKNOWN : INVALID)[index] ?? `Variant${index}`;
	const kind = unknown ? "unknown" : "invalid";
	return name === "Custom" ? { valid: false, kind, name, custom: reader.u8() } : { valid: false, kind, name };
}
