import { setTimeout as sleep } from "node:timers/promises";
import { type ChainClient, ChainRpcError, calls, type SubmitResult } from "../chain/client/index.js";
import { type ArtifactFacts, artifactFacts, type RuntimeTrial } from "../chain/host/index.js";
import type { Keypair } from "../chain/wallet/index.js";
import { UpgradeRefusedError } from "./errors.js";

/** What an upgrade found and did. */
export interface ChainUpgrade {
	readonly trial: RuntimeTrial;
	/** Undefined where nothing was sent. */
	readonly result: SubmitResult | undefined;
}

/** The package's runtime, where it is a later version of the one that the chain runs. */
export function laterArtifact(chain: {
	readonly specName: string;
	readonly specVersion: number;
}): ArtifactFacts | undefined {
	const artifact = artifactFacts();
	return artifact.specName === chain.specName && artifact.specVersion > chain.specVersion
		? artifact
		: undefined;
}

/**
 * Gives a chain another runtime by its sudo key, after the node has tried it on the present state.
 *
 * @param options - `checkOnly`: tries and sends nothing; `force`: sends it whatever the trial found
 * @throws {UpgradeRefusedError} when the trial found something wrong, or could not be made
 * @throws {ChainDispatchError} when the signer has not the sudo key
 */
export async function upgradeChain(
	options: { readonly checkOnly: boolean; readonly force: boolean; readonly signal: AbortSignal },
	code: Uint8Array,
	modules: { readonly client: ChainClient; readonly signer: () => Promise<Keypair> },
): Promise<ChainUpgrade> {
	const { client } = modules;
	const trial = await tryCode(client, code);
	if (trial.problems.length > 0 && !options.force) throw new UpgradeRefusedError(trial.problems);
	if (options.checkOnly) return { trial, result: undefined };
	const set = options.force ? calls.setCodeWithoutChecks(code) : calls.setCode(code);
	const before = client.specVersion;
	const result = await client.submit(calls.sudoUncheckedWeight(set), await modules.signer(), {
		signal: options.signal,
	});
	const deadline = Date.now() + FOLLOW_MS;
	while (client.specVersion === before && trial.to?.specVersion !== before && Date.now() < deadline)
		await sleep(FOLLOW_EVERY_MS, undefined, { signal: options.signal });
	return { trial, result };
}

/** How long (ms) the client is given to learn the new runtime, by which later calls are signed. */
const FOLLOW_MS = 10_000;
const FOLLOW_EVERY_MS = 50;

/** The node's trial; one that it had to end, or does not know how to make, is a problem of its own. */
async function tryCode(client: ChainClient, code: Uint8Array): Promise<RuntimeTrial> {
	const { specName, specVersion } = client;
	try {
		return await client.rpc<RuntimeTrial>("dev_tryRuntime", [`0x${Buffer.from(code).toString("hex")}`]);
	} catch (error) {
		if (!(error instanceof ChainRpcError)) throw error;
		const problems = [`the node could not try it: ${error.message}`];
		return { from: { specName, specVersion }, to: undefined, problems, writes: 0 };
	}
}
