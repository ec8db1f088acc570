import { type SpecSource, writeChainSpec } from "../../chain/host/index.js";
import { decodeAddress, encodeAddress, expandHome } from "../../chain/wallet/index.js";
import { readAuthorities } from "../authorityKeys.js";
import { defineCommand } from "../command.js";
import { UsageError } from "../errors.js";
import { readGenesisPatch } from "../genesisPatch.js";
import { renderFacts } from "../renderTable.js";
import { formatTokens, TOKEN_SYMBOL } from "../tokenAmount.js";

/** `ganglion chain spec`: the genesis of a network of many machines, which `ganglion-node` runs. */
export const chainSpec = defineCommand({
	path: "chain spec",
	summary: "Write the chain spec of a network of many machines",
	description:
		"With --from it is the state of an embedded chain, which must not be running: every balance, subnet and neuron stays, heights go on, and only what belongs to the old chain's own blocks begins anew. Else it is a genesis preset. `ganglion-node --chain FILE` runs it.",
	arguments: {
		file: {
			type: "string",
			placeholder: "file",
			required: true,
			describe: "the file to write, not there yet",
		},
	},
	options: {
		authority: {
			type: "list",
			placeholder: "keys",
			required: true,
			describe:
				"an authority: address of its Aura key (sr25519), a colon, address of its GRANDPA key (ed25519); once for each",
		},
		from: {
			type: "string",
			placeholder: "folder",
			describe: "data folder of the embedded chain to go on from",
		},
		sudo: {
			type: "string",
			placeholder: "address",
			describe: "the account that is root; the one that the state names if absent",
		},
		name: { type: "string", placeholder: "text", default: "Ganglion", describe: "the network's name" },
		id: {
			type: "string",
			placeholder: "word",
			default: "ganglion",
			describe: "names the network in its protocol and in its nodes' folders",
		},
		bootNode: {
			type: "list",
			placeholder: "multiaddress",
			describe: "a node that newcomers ask first, such as /ip4/192.0.2.1/tcp/30333/p2p/12D3Koo…",
		},
		dev: { type: "boolean", describe: "a network for trying out: well-known keys may be in charge" },
		preset: {
			type: "string",
			placeholder: "name",
			describe: "genesis preset, without --from; local if absent",
		},
		genesis: {
			type: "string",
			placeholder: "file",
			describe: "JSON merged over the preset (RFC 7396), without --from",
		},
		artifact: {
			type: "string",
			placeholder: "file",
			describe: "runtime of the preset's network, without --from; the package's own if absent",
		},
	},
	examples: [
		"ganglion chain spec network.json --from ~/.ganglion/chain --sudo 5F… --authority 5A…:5G… --authority 5B…:5H…",
		"ganglion chain spec trial.json --dev --authority 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY:5FA9nQDVg267DEd8m1ZypXLBnvN7SFxYwV7ndqSYGiN9TTpu",
	],
	resultSchema: {
		type: "object",
		required: ["file", "genesisHash", "stateRoot", "offset", "exposed"],
		properties: {
			file: { type: "string" },
			genesisHash: { type: "string" },
			stateRoot: { type: "string" },
			offset: { type: "integer", description: "blocks of the chains before it" },
			exposed: {
				type: "array",
				description: "accounts whose keys everybody knows",
				items: {
					type: "object",
					required: ["address", "freeRao"],
					properties: { address: { type: "string" }, freeRao: { type: "string" } },
					additionalProperties: false,
				},
			},
		},
		additionalProperties: false,
	},
	async run(options) {
		const { file, name, id, dev, sudo, bootNode } = options;
		if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(id))
			throw new UsageError(
				`--id: expected up to 64 small letters, digits, - and _, got ${JSON.stringify(id)}`,
				"choose such a word",
			);
		const target = expandHome(file);
		const facts = await writeChainSpec(target, sourceOf(options), {
			name,
			id,
			authorities: readAuthorities(options.authority),
			sudo: sudo === undefined ? undefined : decodeAddress(sudo),
			bootNodes: bootNode ?? [],
			development: dev,
		});
		return {
			file: target,
			genesisHash: facts.hash,
			stateRoot: facts.stateRoot,
			offset: facts.offset,
			exposed: facts.exposed.map(({ account, free }) => ({
				address: encodeAddress(account),
				freeRao: free.toString(),
			})),
		};
	},
	render({ file, genesisHash, offset, exposed }) {
		const facts = renderFacts([
			["file", file],
			["genesis", genesisHash],
			["height", `${offset}`],
		]);
		if (exposed.length === 0) return facts;
		const total = exposed.reduce((sum, { freeRao }) => sum + BigInt(freeRao), 0n);
		return `${facts}\n${exposed.length} accounts whose keys everybody knows hold ${formatTokens(total)} ${TOKEN_SYMBOL}: anybody can spend it.\n`;
	},
});

function sourceOf(options: {
	readonly from: string | undefined;
	readonly preset: string | undefined;
	readonly genesis: string | undefined;
	readonly artifact: string | undefined;
}): SpecSource {
	const { from, preset, genesis, artifact } = options;
	if (from === undefined)
		return {
			preset: preset ?? "local",
			patches: genesis === undefined ? [] : [readGenesisPatch(genesis)],
			artifact: artifact === undefined ? undefined : expandHome(artifact),
		};
	const other = Object.entries({ preset, genesis, artifact }).find(([, value]) => value !== undefined);
	if (other !== undefined)
		throw new UsageError(
			`--from and --${other[0]} exclude each other: a chain has its genesis and runtime`,
			"give one of them",
		);
	return { dataDir: expandHome(from) };
}
