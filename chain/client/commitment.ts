import type { CallValue } from "./chainCall.js";
import { CallArgumentError } from "./errors.js";
import type { StorageReader } from "./storageReader.js";

/** Fields of a commitment. */
const MAX_FIELDS = 3;
/** Bytes of the two kinds of plain fields. */
const MAX_RAW_BYTES = 128;
const MAX_BIG_RAW_BYTES = 512;

const HASHES = { blake2: "BlakeTwo256", sha256: "Sha256", keccak: "Keccak256", sha3: "ShaThree256" } as const;

type HashKind = keyof typeof HASHES;

/** One field of what a neuron says about itself; bytes and hashes as 0x hex. */
export type CommitmentField =
	| { readonly kind: "none" }
	| { readonly kind: "bytes"; readonly bytes: string }
	| { readonly kind: HashKind; readonly hash: string }
	| { readonly kind: "timelocked"; readonly encrypted: string; readonly revealRound: bigint }
	| { readonly kind: "resetBonds" };

/** What a hotkey has committed in a subnet. */
export interface Commitment {
	readonly block: number;
	readonly fields: readonly CommitmentField[];
}

/** What was in a timelocked field, as 0x hex, and the block in which it was opened. */
export interface RevealedCommitment {
	readonly block: number;
	readonly bytes: string;
}

function lengthOf(hex: string): number {
	if (!/^0x([0-9a-f]{2})*$/i.test(hex))
		throw new CallArgumentError(`expected bytes as 0x and hexadecimal digits, got "${hex}"`, "correct it");
	return (hex.length - 2) / 2;
}

/**
 * A field as the chain's metadata takes it.
 *
 * @throws {CallArgumentError} where it is longer than a field can be, or no hash of 32 bytes
 */
function toArgument(field: CommitmentField): CallValue {
	switch (field.kind) {
		case "none":
			return { None: null };
		case "resetBonds":
			return { ResetBondsFlag: null };
		case "timelocked":
			lengthOf(field.encrypted);
			return { TimelockEncrypted: { encrypted: field.encrypted, reveal_round: field.revealRound } };
		case "bytes": {
			const length = lengthOf(field.bytes);
			if (length <= MAX_RAW_BYTES) return { [`Raw${length}`]: field.bytes };
			if (length <= MAX_BIG_RAW_BYTES) return { BigRaw: field.bytes };
			throw new CallArgumentError(
				`a field of a commitment holds ${MAX_BIG_RAW_BYTES} bytes, got ${length}`,
				"commit to its hash, and keep the bytes elsewhere",
			);
		}
		default:
			if (lengthOf(field.hash) !== 32)
				throw new CallArgumentError(
					`expected a ${field.kind} hash of 32 bytes`,
					"give 64 hexadecimal digits",
				);
			return { [HASHES[field.kind]]: field.hash };
	}
}

/**
 * The argument of `Commitments.set_commitment`.
 *
 * @throws {CallArgumentError} where there are no fields, or more than a commitment has
 */
export function commitmentArgument(fields: readonly CommitmentField[]): CallValue {
	if (fields.length === 0 || fields.length > MAX_FIELDS)
		throw new CallArgumentError(
			`a commitment has 1 to ${MAX_FIELDS} fields, got ${fields.length}`,
			"say it in fewer fields",
		);
	return { fields: fields.map(toArgument) };
}

type StoredField = string | { readonly [variant: string]: unknown };

function fromStored(field: StoredField): CommitmentField {
	if (typeof field === "string") return { kind: field === "ResetBondsFlag" ? "resetBonds" : "none" };
	const [[variant = "", value] = []] = Object.entries(field);
	const hash = (Object.keys(HASHES) as HashKind[]).find((kind) => HASHES[kind] === variant);
	if (hash !== undefined) return { kind: hash, hash: value as string };
	if (variant !== "TimelockEncrypted") return { kind: "bytes", bytes: value as string };
	const { encrypted, revealRound } = value as { encrypted: string; revealRound: bigint };
	return { kind: "timelocked", encrypted, revealRound };
}

interface StoredCommitment {
	readonly block: number;
	readonly info: { readonly fields: readonly StoredField[] };
}

/** What a hotkey has committed in a subnet; undefined where nothing stands. */
export async function readCommitment(
	reader: StorageReader,
	netuid: number,
	hotkey: string,
): Promise<Commitment | undefined> {
	const stored = await reader.one("Commitments", "CommitmentOf", netuid, hotkey);
	if (stored === undefined) return undefined;
	const { block, info } = stored as StoredCommitment;
	return { block: Number(block), fields: info.fields.map(fromStored) };
}

/** What was in a hotkey's timelocked fields that have been opened, the latest last. */
export async function readRevealedCommitments(
	reader: StorageReader,
	netuid: number,
	hotkey: string,
): Promise<readonly RevealedCommitment[]> {
	const stored = await reader.one("Commitments", "RevealedCommitments", netuid, hotkey);
	return ((stored ?? []) as readonly [string, bigint][]).map(([bytes, block]) => ({
		bytes,
		block: Number(block),
	}));
}
