import { setTimeout as sleep } from "node:timers/promises";
import type { ApiPromise } from "@polkadot/api";
import type { AccountInfo } from "@polkadot/types/interfaces";
import type { Keypair } from "../wallet/index.js";
import type { ChainCall } from "./chainCall.js";
import type { Head, SubmitOptions, SubmitResult } from "./chainClient.js";
import { ChainExpiredError, ChainRefusedError, ChainTimeoutError, ChainUnreachableError } from "./errors.js";
import { findInBlock, findInChain, type Inclusion } from "./findInclusion.js";
import { followRuntime, upgradedLately } from "./followRuntime.js";
import type { NonceQueue } from "./nonceQueue.js";
import { pause } from "./pause.js";
import { checkOutcome, feeIn, readEvents, type Surface } from "./readOutcome.js";
import type { RpcProvider } from "./rpcProvider.js";
import { type SignedExtrinsic, signExtrinsic } from "./signExtrinsic.js";
import { nameOfCall, toExtrinsic } from "./toExtrinsic.js";
import { createWake, type Wake } from "./wake.js";
import { type TransactionWatch, watchTransaction } from "./watchTransaction.js";

/** What submitting needs of a connected client. */
export interface SubmitModules {
	readonly api: ApiPromise;
	readonly provider: RpcProvider;
	readonly nonces: NonceQueue;
	head(): Promise<Head>;
	/** The block that a signature's era begins with: none that may turn out to be no block of the chain. */
	eraBegin(): Promise<Head>;
	/** What the chain's records call a block of this number. */
	heightOf(blockNumber: number): Promise<number>;
	/** Told of each new best block and of each change of the connection. Returns what ends it. */
	onProgress(listener: () => void): () => void;
}

/** One transaction on its way. */
interface Journey {
	readonly call: string;
	readonly signer: string;
	/** Signs it again with the same nonce, by what the client knows now. */
	readonly sign: (head: Head) => SignedExtrinsic;
	/** Replaced where an upgrade of the runtime made it impossible. */
	signed: SignedExtrinsic;
	/** Whether a node may have `signed`: not yet where it was signed anew and every node so far refused it. */
	isOut: boolean;
	/** The first block that can hold it. */
	readonly from: number;
	readonly wake: Wake;
	readonly signal: AbortSignal | undefined;
	watch: TransactionWatch | undefined;
}

/**
 * Another transaction of its signer was given the nonce of one that an upgrade made impossible, before that could be
 * handed over anew. Nobody has it: it may go with another nonce, and is included once.
 */
class NonceLostError extends Error {}

/** A block that exists is announced within this time. */
const ANNOUNCED_WITHIN_MS = 2_000;

/** A nonce that others took meanwhile is chosen anew for so long, with pauses of chance up to the longest. */
const NONCE_PATIENCE_MS = 30_000;
const NONCE_PAUSE_MS = 50;
const NONCE_LONGEST_PAUSE_MS = 500;

function isLost(error: unknown): boolean {
	return error instanceof ChainUnreachableError || error instanceof ChainTimeoutError;
}

/**
 * Chooses a nonce, signs and hands over. A handover whose answer was lost counts as made; what became of it is
 * learned from the chain.
 */
async function handOver(
	call: ChainCall,
	signer: Keypair,
	options: SubmitOptions,
	modules: SubmitModules,
	wake: Wake,
): Promise<Journey> {
	const { api, provider } = modules;
	const { signal, tip = 0n } = options;
	signal?.throwIfAborted();
	const [head, nonce] = await Promise.all([
		modules.eraBegin(),
		options.nonce ?? provider.send<number>("system_accountNextIndex", [signer.address]),
	]);
	const sign = (from: Head) =>
		signExtrinsic({ extrinsic: toExtrinsic(api, call), nonce, tip, head: from }, { api, signer });
	const signed = sign(head);
	const name = nameOfCall(call);
	const watch = await watchTransaction(name, signed, provider, wake.notify).catch((error: unknown) => {
		if (isLost(error)) return undefined;
		throw error;
	});
	const from = head.number + 1;
	return { call: name, signer: signer.address, sign, signed, isOut: true, from, wake, signal, watch };
}

/**
 * Hands over, one at a time for each signer; with a fresh nonce where another process was faster with it, and once
 * more where the runtime was upgraded before the client had learned of it.
 */
function depart(
	call: ChainCall,
	signer: Keypair,
	options: SubmitOptions,
	modules: SubmitModules,
	wake: Wake,
): Promise<Journey> {
	return modules.nonces.run(signer.address, async () => {
		const begun = performance.now();
		for (let attempt = 1; ; attempt++) {
			const version = modules.api.runtimeVersion.specVersion.toNumber();
			try {
				return await handOver(call, signer, options, modules, wake);
			} catch (error) {
				if (!(error instanceof ChainRefusedError)) throw error;
				if (await followRuntime(version, modules, options.signal)) continue;
				const patient = error.signatureUnfit && performance.now() - begun < UPGRADE_PATIENCE_MS;
				if (patient && (await upgradedLately(modules.provider, options.signal))) {
					await pause(POOL_PAUSE_MS, options.signal);
					continue;
				}
				const again = error.nonceTaken && options.nonce === undefined;
				if (!again || performance.now() - begun > NONCE_PATIENCE_MS) throw error;
				// Chance keeps two processes of one signer from meeting again and again.
				await pause(
					Math.random() * Math.min(attempt * NONCE_PAUSE_MS, NONCE_LONGEST_PAUSE_MS),
					options.signal,
				);
			}
		}
	});
}

/** How long (ms) a transaction is signed again and again after an upgrade. */
const UPGRADE_PATIENCE_MS = 120_000;

/** Between two attempts while a node's pool still judges by the runtime before an upgrade. */
const POOL_PAUSE_MS = 500;

async function usedNonces({ api, provider }: SubmitModules, address: string): Promise<number> {
	const key = api.query.system?.account?.key(address);
	const account = await provider.send<string | null>("state_getStorage", [key]);
	if (account === null) return 0;
	return api.registry.createType<AccountInfo>("FrameSystemAccountInfo", account).nonce.toNumber();
}

/**
 * Decides from the chain's state what became of a transaction that nobody reports on: it is in a block; or it
 * is still possible, then the very same bytes are handed over again (signed anew after an upgrade of the runtime); or
 * it has become impossible.
 *
 * @throws {ChainExpiredError} {ChainRefusedError} {NonceLostError}
 */
async function settle(journey: Journey, modules: SubmitModules): Promise<Inclusion | undefined> {
	const { call, signed, signer, from, wake, signal } = journey;
	const { provider } = modules;
	const used = await usedNonces(modules, signer);
	const head = await modules.head();
	const included = await findInChain(provider.send, signed, from);
	if (included !== undefined) return included;
	if (used > signed.nonce)
		throw new ChainExpiredError(call, signed.hash, `another transaction of ${signer} took its nonce`);
	if (head.number >= signed.deathBlock)
		throw new ChainExpiredError(call, signed.hash, `its era ended with block ${signed.deathBlock}`);
	try {
		journey.watch = await watchTransaction(call, signed, provider, wake.notify);
		journey.isOut = true;
		return undefined;
	} catch (error) {
		if (!(error instanceof ChainRefusedError)) {
			journey.isOut = true;
			throw error;
		}
		if (error.nonceTaken && !journey.isOut) throw new NonceLostError(error.message, { cause: error });
		// A node may call it invalid since the block that holds it was made, and before it is announced.
		await Promise.race([wake.wait(signal), sleep(ANNOUNCED_WITHIN_MS, undefined, { ref: false })]);
		const late = await findInChain(provider.send, signed, from);
		if (late !== undefined) return late;
		if (!(await followRuntime(signed.specVersion, modules, signal))) {
			if (!error.signatureUnfit || !(await upgradedLately(provider, signal))) throw error;
			await pause(POOL_PAUSE_MS, signal);
		}
		// The old bytes are possible no more, and have the nonce of the new ones: at most one of the two is included.
		journey.signed = journey.sign(await modules.eraBegin());
		journey.isOut = false;
		return settle(journey, modules);
	}
}

async function isFinal({ provider }: SubmitModules, inclusion: Inclusion): Promise<boolean> {
	const hash = await provider.send<string>("chain_getFinalizedHead", []);
	const header = await provider.send<{ number: string }>("chain_getHeader", [hash]);
	if (Number(header.number) < inclusion.blockNumber) return false;
	return (await provider.send("chain_getBlockHash", [inclusion.blockNumber])) === inclusion.blockHash;
}

/** Where the transaction is included, as far as can be said now. */
async function locate(
	journey: Journey,
	modules: SubmitModules,
	final: boolean,
): Promise<Inclusion | undefined> {
	const { watch, signed } = journey;
	if (watch?.announced !== undefined && (!final || watch.finalized)) {
		const inclusion = await findInBlock(modules.provider.send, watch.announced, signed);
		if (inclusion !== undefined) return inclusion;
	}
	if (watch !== undefined && watch.gone === undefined) return undefined;
	const inclusion = await settle(journey, modules);
	if (inclusion === undefined || !final || (await isFinal(modules, inclusion))) return inclusion;
	return undefined;
}

/** What reads a block: a runtime before the present one where an upgrade came since the transaction was signed. */
async function surfaceOf({ signed }: Journey, blockHash: string, api: ApiPromise): Promise<Surface> {
	return api.runtimeVersion.specVersion.toNumber() === signed.specVersion ? api : api.at(blockHash);
}

/** Repeats what the loss of the connection broke, once it is back. Other errors go through. */
async function acrossLosses<T>(
	provider: RpcProvider,
	signal: AbortSignal | undefined,
	attempt: () => Promise<T>,
): Promise<T> {
	for (;;) {
		try {
			return await attempt();
		} catch (error) {
			if (!isLost(error)) throw error;
			await provider.whenConnected(signal);
		}
	}
}

/** Waits until the transaction is in a block; undefined where its nonce was lost and it may go with another. */
async function arrive(
	journey: Journey,
	options: SubmitOptions,
	modules: SubmitModules,
): Promise<Inclusion | undefined> {
	const { signal } = options;
	try {
		return await acrossLosses(modules.provider, signal, async () => {
			for (;;) {
				const found = await locate(journey, modules, options.waitFor === "finalized");
				if (found !== undefined) return found;
				await journey.wake.wait(signal);
			}
		});
	} catch (error) {
		if (!(error instanceof NonceLostError)) throw error;
		if (options.nonce !== undefined) throw error.cause;
		journey.watch?.stop();
		return undefined;
	}
}

/**
 * Signs a call, hands it over, and waits until it is in a block and has done what it should.
 *
 * @throws {ChainRefusedError} the pool refused it
 * @throws {ChainDispatchError} it is in a block and its call failed
 * @throws {ChainExpiredError} it is in no block and can be in none
 */
export async function submit(
	call: ChainCall,
	signer: Keypair,
	options: SubmitOptions,
	modules: SubmitModules,
): Promise<SubmitResult> {
	const { api, provider } = modules;
	const { signal } = options;
	const wake = createWake();
	const stop = modules.onProgress(wake.notify);
	let journey: Journey | undefined;
	try {
		let travelling: Journey;
		let inclusion: Inclusion | undefined;
		do {
			travelling = await depart(call, signer, options, modules, wake);
			journey = travelling;
			inclusion = await arrive(travelling, options, modules);
		} while (inclusion === undefined);
		const included = inclusion;
		const { blockHash, blockNumber } = included;
		const surface = await acrossLosses(provider, signal, () => surfaceOf(travelling, blockHash, api));
		const events = await acrossLosses(provider, signal, () => readEvents(surface, provider.send, included));
		checkOutcome(surface, travelling.call, events, blockHash);
		const height = await modules.heightOf(blockNumber);
		return {
			blockHash,
			blockNumber,
			height,
			extrinsicHash: travelling.signed.hash,
			events,
			feeRao: feeIn(events),
		};
	} finally {
		stop();
		journey?.watch?.stop();
	}
}
