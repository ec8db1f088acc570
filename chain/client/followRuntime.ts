import type { ApiPromise } from "@polkadot/api";
import { pause } from "./pause.js";
import type { RpcProvider } from "./rpcProvider.js";

/** How long (ms) the client is given to learn a new runtime, and how often it is looked at. */
const FOLLOW_MS = 10_000;
const FOLLOW_EVERY_MS = 50;

/**
 * Whether the chain's runtime is another one than version `signedFor`; waits until the client has learned it, so that
 * what was signed for the old one can be signed anew.
 *
 * @returns false also where the client does not learn it in time
 */
export async function followRuntime(
	signedFor: number,
	{ api, provider }: { readonly api: ApiPromise; readonly provider: RpcProvider },
	signal: AbortSignal | undefined,
): Promise<boolean> {
	const { specVersion } = await provider.send<{ specVersion: number }>("state_getRuntimeVersion", []);
	if (specVersion === signedFor) return false;
	const deadline = performance.now() + FOLLOW_MS;
	while (api.runtimeVersion.specVersion.toNumber() !== specVersion) {
		if (performance.now() > deadline) return false;
		await pause(FOLLOW_EVERY_MS, signal);
	}
	return true;
}

/**
 * Blocks after an upgrade in which a node's pool may still judge by the runtime before it, or the node not tell the new
 * one's metadata, because it is compiling it: tens of seconds on a busy machine.
 */
const POOL_BEHIND_BLOCKS = 100;

/**
 * How long (ms) a refusal may be ahead of what the node tells: its pool judges by the block that it has just made, its
 * answers come from what it has stored.
 */
const ANSWERS_BEHIND_MS = 3_000;

/** Whether the chain's runtime is another one than a few blocks ago, or becomes another one in a moment. */
export async function upgradedLately(
	provider: RpcProvider,
	signal: AbortSignal | undefined,
): Promise<boolean> {
	const deadline = performance.now() + ANSWERS_BEHIND_MS;
	while (!(await isAnotherThanBefore(provider))) {
		if (performance.now() > deadline) return false;
		await pause(FOLLOW_EVERY_MS, signal);
	}
	return true;
}

async function isAnotherThanBefore(provider: RpcProvider): Promise<boolean> {
	const { number } = await provider.send<{ number: string }>("chain_getHeader", []);
	const before = Math.max(0, Number(number) - POOL_BEHIND_BLOCKS);
	const hash = await provider.send<string>("chain_getBlockHash", [before]);
	const [was, is] = await Promise.all(
		[[hash], []].map((at) => provider.send<{ specVersion: number }>("state_getRuntimeVersion", at)),
	);
	return was?.specVersion !== is?.specVersion;
}
