import { artifactFacts } from "../../chain/host/index.js";
import { type Keypair, keypairFromUri } from "../../chain/wallet/index.js";
import { chainOptions, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { readInputFile } from "../readInputFile.js";
import { renderFacts } from "../renderTable.js";
import { upgradeChain } from "../upgradeChain.js";
import { walletFrom, walletOptions } from "../walletOptions.js";

/** The sudo key of a development chain. */
const DEVELOPMENT_SUDO = "//Alice";

const runtimeSchema = {
	type: "object",
	required: ["specName", "specVersion"],
	properties: { specName: { type: "string" }, specVersion: { type: "integer" } },
} as const;

/** `ganglion chain upgrade`: gives a running chain another runtime. */
export const chainUpgrade = defineCommand({
	path: "chain upgrade",
	summary: "Give a running chain another runtime, after trying it",
	description:
		"Tries the runtime on the chain's present state, in a copy: its version, two blocks with its migrations, the invariants, and the migrations once more. Only when all of that holds is it enacted, by the sudo key.",
	arguments: {
		file: {
			type: "string",
			placeholder: "file",
			describe: "the runtime, a wasm blob; the package's own if absent",
		},
	},
	options: {
		...chainOptions,
		check: { type: "boolean", describe: "only try it" },
		force: { type: "boolean", describe: "enact it whatever the trial found" },
		...walletOptions,
		wallet: {
			type: "string",
			placeholder: "name",
			describe: "wallet whose coldkey is the sudo key; the development key //Alice if absent",
		},
	},
	examples: ["ganglion chain upgrade --check", "ganglion chain upgrade runtime.wasm"],
	resultSchema: {
		type: "object",
		required: ["from", "to", "enacted", "problems", "writes", "blockNumber"],
		properties: {
			from: runtimeSchema,
			to: { anyOf: [runtimeSchema, { type: "null" }] },
			enacted: { type: "boolean" },
			problems: { type: "array", items: { type: "string" } },
			writes: { type: "integer" },
			blockNumber: { type: ["integer", "null"] },
		},
		additionalProperties: false,
	},
	async run(values, context) {
		const code = new Uint8Array(readInputFile(values.file ?? artifactFacts().path, "the runtime"));
		const { wallet } = values;
		const signer = async (): Promise<Keypair> =>
			wallet === undefined
				? keypairFromUri(DEVELOPMENT_SUDO)
				: await walletFrom({ ...values, wallet }, context).coldkey();
		return withChain(values, context, async (client) => {
			const options = { checkOnly: values.check, force: values.force, signal: context.signal };
			const { trial, result } = await upgradeChain(options, code, { client, signer });
			const { from, to = null, problems, writes } = trial;
			return {
				from,
				to,
				enacted: result !== undefined,
				problems,
				writes,
				blockNumber: result?.blockNumber ?? null,
			};
		});
	},
	render({ from, to, enacted, problems, writes, blockNumber }) {
		const name = (runtime: typeof from | null) =>
			runtime === null ? "unknown" : `${runtime.specName} ${runtime.specVersion}`;
		return renderFacts([
			["runtime", name(from)],
			["new runtime", name(to)],
			["its first block writes", `${writes} keys`],
			["trial", problems.length === 0 ? "passed" : problems.join("; ")],
			["enacted", enacted ? `by block ${blockNumber}, in force from the next one` : "no, only tried"],
		]);
	},
});
