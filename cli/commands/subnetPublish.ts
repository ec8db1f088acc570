import { calls } from "../../chain/client/index.js";
import { verifySignature } from "../../chain/wallet/index.js";
import {
	BundleCheckFailedError,
	checkBundle,
	manifestHash,
	readManifest,
	signManifest,
	writeManifest,
} from "../../subnets/index.js";
import { startReexecution } from "../../validator/index.js";
import { chainOptions, netuidOption, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { modelsOption, useModelsFolder } from "../modelOptions.js";
import { taskArgument } from "../taskArgument.js";
import { walletFrom, walletOptions } from "../walletOptions.js";

/** `ganglion subnet publish`: signs a task's manifest and puts its hash on the chain. */
export const subnetPublish = defineCommand({
	path: "subnet publish",
	summary: "Sign a task and put its hash on the chain",
	description:
		"Checks the task, signs task.json with the key of the subnet's owner, and publishes its hash. From then on miners and validators refuse a bundle of another hash.",
	arguments: taskArgument,
	options: {
		...modelsOption,
		...chainOptions,
		...netuidOption,
		...walletOptions,
		wallet: { ...walletOptions.wallet, describe: "wallet of the subnet's owner" },
		uri: {
			type: "string",
			placeholder: "address",
			env: false,
			describe:
				"where others get the bundle, such as an https address or npm:package; at most 256 bytes; bundle:<task's name> if absent",
		},
		hotkey: {
			type: "string",
			placeholder: "name",
			env: false,
			describe: "sign with this owner hotkey, which then pays, instead of the coldkey",
		},
		unchecked: { type: "boolean", env: false, describe: "publish without running the task first" },
	},
	examples: [
		"ganglion subnet publish my-task --netuid 3 --wallet owner --uri https://example.org/my-task.tgz",
	],
	resultSchema: {
		type: "object",
		required: ["netuid", "name", "hash", "uri", "author", "blockNumber", "blockHash"],
		additionalProperties: false,
		properties: {
			netuid: { type: "integer" },
			name: { type: "string" },
			hash: { type: "string" },
			uri: { type: "string" },
			author: { type: "string" },
			blockNumber: { type: "integer" },
			blockHash: { type: "string" },
		},
	},
	async run(options, context) {
		useModelsFolder(options.models);
		const { folder, manifest } = await readManifest(options.task);
		if (!options.unchecked) {
			const reexecution = startReexecution({}, { logger: context.logger() });
			try {
				const { problems } = await checkBundle(
					options.task,
					{ signal: context.signal },
					{ session: (bundle) => reexecution.session(bundle), verifySignature },
				);
				// A signature that no longer fits is about to be replaced.
				const standing = problems.filter(({ part }) => part !== "signature");
				if (standing.length > 0) throw new BundleCheckFailedError(manifest.name, standing);
			} finally {
				await reexecution.stop();
			}
		}
		const wallet = walletFrom(options, context);
		const author = options.hotkey === undefined ? await wallet.coldkey() : await wallet.hotkey();
		const signed = signManifest(manifest, author);
		const hash = manifestHash(signed);
		// The chain takes no empty address.
		const uri = options.uri ?? `bundle:${manifest.name}`;
		return withChain(options, context, async (client) => {
			const { blockNumber, blockHash } = await client.submit(
				calls.publishTask(options.netuid, hash, uri, signed.signature.value),
				author,
				{ signal: context.signal },
			);
			// A shipped task's folder belongs to the installed package; its signature stands on the chain.
			if (!("shipped" in manifest.code)) await writeManifest(folder, signed);
			return {
				netuid: options.netuid,
				name: manifest.name,
				hash,
				uri,
				author: author.address,
				blockNumber,
				blockHash,
			};
		});
	},
	render: ({ netuid, name, hash, author, blockNumber }) =>
		[
			`Published ${name} for subnet ${netuid} in block ${blockNumber}.`,
			`  hash      ${hash}`,
			`  author    ${author}`,
		].join("\n"),
});
