import type { ApiDecoration } from "@polkadot/api/types";
import type { EventRecord } from "@polkadot/types/interfaces";
import type { Codec } from "@polkadot/types/types";
import type { ChainEvent } from "./chainClient.js";
import { ChainDispatchError } from "./errors.js";
import type { Inclusion } from "./findInclusion.js";
import { toPlain } from "./toPlain.js";

/** What of the API reads a block's events: the present runtime's, or that of the block (`api.at`). */
export type Surface = Pick<ApiDecoration<"promise">, "query" | "registry">;

type Send = <T>(method: string, params: unknown[]) => Promise<T>;

function toChainEvent({ event }: EventRecord): ChainEvent {
	const names = event.data.names;
	const values = [...event.data].map((value) => toPlain(value as Codec));
	const data =
		names === null ? values : Object.fromEntries(names.map((name, index) => [String(name), values[index]]));
	return { pallet: upper(event.section), name: event.method, data };
}

function upper(section: string): string {
	return section.charAt(0).toUpperCase() + section.slice(1);
}

async function readRecords(api: Surface, send: Send, blockHash: string): Promise<EventRecord[]> {
	const key = api.query.system?.events?.key();
	const bytes = await send<string | null>("state_getStorage", [key, blockHash]);
	return api.registry.createType("Vec<FrameSystemEventRecord>", bytes) as unknown as EventRecord[];
}

/** All events of a block. */
export async function readBlockEvents(api: Surface, send: Send, blockHash: string): Promise<ChainEvent[]> {
	return (await readRecords(api, send, blockHash)).map(toChainEvent);
}

/** The events that one transaction caused. */
export async function readEvents(api: Surface, send: Send, inclusion: Inclusion): Promise<ChainEvent[]> {
	return (await readRecords(api, send, inclusion.blockHash))
		.filter(({ phase }) => phase.isApplyExtrinsic && phase.asApplyExtrinsic.toNumber() === inclusion.index)
		.map(toChainEvent);
}

interface ModuleError {
	readonly Module: { readonly index: number; readonly error: string };
}

function isModuleError(error: unknown): error is ModuleError {
	return typeof error === "object" && error !== null && "Module" in error;
}

/** Errors that belong to no pallet. */
const GENERAL_ERRORS: Readonly<Record<string, string>> = {
	BadOrigin: "The signer may not make this call. Sign with the key that may.",
	FundsUnavailable: "The balance is too low. Add to it, or give a smaller amount.",
	NotExpendable: "The account must keep its existential deposit. Give a smaller amount.",
	OnlyProvider: "The account must keep its existential deposit. Give a smaller amount.",
	BelowMinimum: "The receiver would have less than an account must hold. Give a larger amount.",
	Underflow: "The balance is too low. Add to it, or give a smaller amount.",
};

function explain(api: Surface, error: unknown): { pallet: string; name: string; docs: string } {
	if (isModuleError(error)) {
		const { index, error: code } = error.Module;
		const meta = api.registry.findMetaError(Uint8Array.from([index, Number.parseInt(code.slice(2, 4), 16)]));
		return { pallet: upper(meta.section), name: meta.name, docs: meta.docs.join(" ").trim() };
	}
	if (typeof error === "string") return { pallet: "System", name: error, docs: GENERAL_ERRORS[error] ?? "" };
	const [kind, name] = Object.entries(error as Readonly<Record<string, unknown>>)[0] ?? ["System", "Other"];
	return { pallet: kind, name: String(name), docs: GENERAL_ERRORS[String(name)] ?? "" };
}

/** The error a transaction's events tell of: its own, or that of the call it ran as root. */
function failureIn(events: readonly ChainEvent[]): unknown {
	for (const { pallet, name, data } of events) {
		const fields = data as Readonly<Record<string, unknown>>;
		if (pallet === "System" && name === "ExtrinsicFailed")
			return fields.dispatchError ?? fields.dispatch_error;
		if (pallet === "Sudo" && (name === "Sudid" || name === "SudoAsDone")) {
			const result = (fields.sudoResult ?? fields.sudo_result) as
				| { readonly Err?: unknown }
				| string
				| undefined;
			if (typeof result === "object" && result.Err !== undefined) return result.Err;
		}
	}
	return undefined;
}

/**
 * Refuses a transaction whose call failed.
 *
 * @throws {ChainDispatchError}
 */
export function checkOutcome(
	api: Surface,
	call: string,
	events: readonly ChainEvent[],
	blockHash: string,
): void {
	const failure = failureIn(events);
	if (failure === undefined) return;
	const { pallet, name, docs } = explain(api, failure);
	throw new ChainDispatchError(call, pallet, name, docs, blockHash);
}

/** What the signer paid, in rao. */
export function feeIn(events: readonly ChainEvent[]): bigint {
	const paid = events.find(
		({ pallet, name }) => pallet === "TransactionPayment" && name === "TransactionFeePaid",
	);
	const fields = paid?.data as Readonly<Record<string, unknown>> | undefined;
	return BigInt((fields?.actualFee ?? fields?.actual_fee ?? 0n) as bigint);
}
