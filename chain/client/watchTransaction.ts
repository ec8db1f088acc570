import { isAlreadyKnown, toRefusal } from "./refusalReason.js";
import type { RpcProvider } from "./rpcProvider.js";
import type { SignedExtrinsic } from "./signExtrinsic.js";

/** What the node last said of a transaction. The fields change while it is watched. */
export interface TransactionWatch {
	/** A block that holds it; a later retraction takes it back. */
	readonly announced: string | undefined;
	readonly finalized: boolean;
	/** Why the node says nothing more of it. */
	readonly gone: string | undefined;
	stop(): void;
}

type Status =
	| string
	| {
			readonly inBlock?: string;
			readonly finalized?: string;
			readonly retracted?: string;
			readonly usurped?: string;
	  };

const TYPE = "author_extrinsicUpdate";

/**
 * Hands a signed transaction to the node and follows it. Resolves once the pool has taken it.
 *
 * @param notify - called at each change of what is known
 * @throws {ChainRefusedError} where the pool refuses it
 * @throws {ChainUnreachableError} {ChainTimeoutError} where the answer was lost: the pool may have it
 */
export async function watchTransaction(
	call: string,
	signed: SignedExtrinsic,
	provider: RpcProvider,
	notify: () => void,
): Promise<TransactionWatch> {
	let announced: string | undefined;
	let finalized = false;
	let gone: string | undefined;
	let id: string | number | undefined;

	function onStatus(error: Error | null, status: Status): void {
		if (error !== null) gone = error.message;
		else if (typeof status === "string") {
			if (status === "dropped" || status === "invalid") gone = status;
		} else if (status.finalized !== undefined) {
			announced = status.finalized;
			finalized = true;
		} else if (status.inBlock !== undefined) announced = status.inBlock;
		else if (status.retracted !== undefined) announced = undefined;
		else if (status.usurped !== undefined) gone = "usurped";
		notify();
	}

	try {
		id = await provider.subscribe(TYPE, "author_submitAndWatchExtrinsic", [signed.bytes], onStatus);
	} catch (error) {
		if (!isAlreadyKnown(error)) throw toRefusal(call, signed.signer, error);
		gone = "the pool has it already";
	}
	return {
		get announced() {
			return announced;
		},
		get finalized() {
			return finalized;
		},
		get gone() {
			return gone;
		},
		stop() {
			if (id !== undefined) provider.unsubscribe(TYPE, "author_unwatchExtrinsic", id).catch(() => {});
		},
	};
}
