import { closeSync, existsSync, openSync, writeSync } from "node:fs";
import { join, resolve } from "node:path";
import { faultText } from "../wallet/index.js";
import { type NetworkGenesis, type NetworkPlan, networkGenesis, presetState } from "./blocks/chainSpec.js";
import { ChainSpecError, DataDamagedError } from "./errors.js";
import { CHAIN_PROPERTIES, readFacts } from "./store/chainFacts.js";
import { STORE_FILE } from "./store/databases.js";
import { openFolder } from "./store/openFolder.js";
import { verifyStore } from "./store/snapshot.js";
import { bestEntries } from "./store/storedState.js";
import { writeWhole } from "./store/writeWhole.js";

/** Where a network's first state comes from: a chain's data folder, or a genesis preset. */
export type SpecSource =
	| { readonly dataDir: string }
	| { readonly preset: string; readonly patches: readonly object[]; readonly artifact: string | undefined };

/** What a chain spec begins. */
export type ChainSpecFacts = Omit<NetworkGenesis, "spec">;

/**
 * Writes the chain spec of a network of many machines, whole or not at all.
 *
 * @param plan - all but the properties, which are those of the chain that the state is of
 * @throws GenesisError where the runtime refuses the plan
 * @throws ChainSpecError where the file is there already or cannot be written
 * @throws DataLockedError, DataDamagedError, RuntimeCodeError
 */
export async function writeChainSpec(
	file: string,
	source: SpecSource,
	plan: Omit<NetworkPlan, "properties">,
): Promise<ChainSpecFacts> {
	const target = resolve(file);
	if (existsSync(target))
		throw new ChainSpecError(target, "it is there already", "name a file that is not there");
	const { state, properties } =
		"dataDir" in source
			? await readBest(source.dataDir)
			: {
					state: presetState(source.preset, source.patches, source.artifact),
					properties: CHAIN_PROPERTIES,
				};
	const { spec, ...facts } = networkGenesis(state, { ...plan, properties });
	await writeWhole(target, (partial) => writePieces(partial, spec)).catch((cause: unknown) => {
		throw new ChainSpecError(target, faultText(cause), "make room, or name a file in another folder", cause);
	});
	return facts;
}

/** The state of a folder's best block, after checking that it has the root that the block names. */
async function readBest(dataDir: string) {
	if (!existsSync(join(dataDir, STORE_FILE))) throw new DataDamagedError(dataDir, "it holds no chain");
	const { databases, release } = await openFolder(dataDir);
	try {
		verifyStore(databases, (found) => new DataDamagedError(dataDir, found));
		return {
			state: new Map(bestEntries(databases)),
			properties: readFacts(databases)?.properties ?? CHAIN_PROPERTIES,
		};
	} finally {
		await databases.root.close();
		await release();
	}
}

function writePieces(file: string, pieces: Iterable<string>): void {
	const opened = openSync(file, "w");
	try {
		for (const piece of pieces) writeSync(opened, piece);
	} finally {
		closeSync(opened);
	}
}
