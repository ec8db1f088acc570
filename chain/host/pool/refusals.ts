import { TransactionRefusedError } from "../errors.js";
import type { InvalidTransaction } from "../scale/validity.js";

/** Texts that clients of Substrate know for `InvalidTransaction` (sp-runtime). */
const WORDS: Readonly<Record<string, string>> = {
	Call: "Transaction call is not expected",
	Payment: "Inability to pay some fees (e.g. account balance too low)",
	Future: "Transaction will be valid in the future",
	Stale: "Transaction is outdated",
	BadProof: "Transaction has a bad signature",
	AncientBirthBlock: "Transaction has an ancient birth block",
	ExhaustsResources: "Transaction would exhaust the block limits",
	BadMandatory: "A call was labelled as mandatory, but resulted in an Error.",
	MandatoryValidation: "Transaction dispatch is mandatory; transactions must not be validated.",
	BadSigner: "Invalid signing address",
	IndeterminateImplicit: "The implicit data was unable to be calculated",
	UnknownOrigin: "The transaction extension did not authorize any origin",
	CannotLookup: "Could not lookup information required to validate the transaction",
	NoUnsignedValidator: "Could not find an unsigned validator for the unsigned transaction",
};

/** Codes and messages of sc-rpc-api's `author` errors, which wallets and SDKs match on. */
export const refusals = {
	badFormat: (details: string) =>
		new TransactionRefusedError(1001, `Extrinsic has invalid format: ${details}`),
	verification: (reason: string) => new TransactionRefusedError(1002, `Verification Error: ${reason}`),
	invalid: ({ kind, name, custom }: InvalidTransaction) =>
		new TransactionRefusedError(
			kind === "invalid" ? 1010 : 1011,
			kind === "invalid" ? "Invalid Transaction" : "Unknown Transaction Validity",
			custom === undefined ? (WORDS[name] ?? name) : `Custom error: ${custom}`,
		),
	banned: () => new TransactionRefusedError(1012, "Transaction is temporarily banned"),
	known: (hash: string) => new TransactionRefusedError(1013, "Transaction Already Imported", `[${hash}]`),
	lowPriority: (old: bigint, mine: bigint) =>
		new TransactionRefusedError(
			1014,
			`Priority is too low: (${old} vs ${mine})`,
			"The transaction has too low priority to replace another transaction already in the pool.",
		),
	full: () =>
		new TransactionRefusedError(
			1016,
			"Immediately Dropped",
			"The transaction couldn't enter the pool because of the limit",
		),
} as const;
