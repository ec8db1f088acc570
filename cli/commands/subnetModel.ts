import { copyFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { loadBundle, loadModel, readExternalData, sha256Hex } from "../../subnets/index.js";
import { defineCommand } from "../command.js";
import { taskArgument } from "../taskArgument.js";

interface Written {
	readonly file: string;
	readonly task: string;
	readonly bytes: number;
	readonly sha256: string;
	/** Of the file that the manifest pins. */
	readonly pinned: string;
	readonly outputs: readonly string[];
	/** Files of weights, written beside it. */
	readonly externalData: readonly string[];
}

/** `ganglion subnet model`: the model of a task for servers behind a miner. */
export const subnetModel = defineCommand({
	path: "subnet model",
	summary: "Write a task's model as a server behind a miner must serve it",
	description:
		"The pinned ONNX file with one more output where audits need it: the tensor that they compare; and beside it the files of weights that it names. For Triton, KServe, OpenVINO and the like behind `ganglion miner start --upstream`.",
	arguments: taskArgument,
	options: {
		output: { type: "string", placeholder: "file", default: "model.onnx", describe: "file to write" },
	},
	examples: ["ganglion subnet model ocr --output models/ocr/1/model.onnx"],
	resultSchema: {
		type: "object",
		required: ["file", "task", "bytes", "sha256", "pinned", "outputs", "externalData"],
		additionalProperties: false,
		properties: {
			file: { type: "string" },
			task: { type: "string" },
			bytes: { type: "integer" },
			sha256: { type: "string" },
			pinned: { type: "string" },
			outputs: { type: "array", items: { type: "string" } },
			externalData: { type: "array", items: { type: "string" } },
		},
	},
	async run({ task, output }): Promise<Written> {
		const bundle = await loadBundle(task);
		const { model, verification, name } = bundle.manifest;
		const { bytes, externalData } = await loadModel(bundle);
		const file = resolve(output);
		writeFileSync(file, bytes);
		const beside = (externalData?.files ?? []).map(({ location }) => join(dirname(file), location));
		if (externalData !== undefined)
			await readExternalData(externalData, async (folder) => {
				for (const [i, { location }] of externalData.files.entries())
					copyFileSync(join(folder, location), beside[i] as string);
			});
		const { tensor } = verification;
		const outputs = [...model.outputs.map((one) => one.name), ...(tensor === undefined ? [] : [tensor])];
		return {
			file,
			task: name,
			bytes: bytes.length,
			sha256: sha256Hex(bytes),
			pinned: model.sha256,
			outputs: [...new Set(outputs)],
			externalData: beside,
		};
	},
	render: ({ file, task, bytes, outputs, externalData }) =>
		[
			`${file}: the model of ${task}, ${bytes} bytes, outputs ${outputs.join(", ")}`,
			...externalData.map((path) => `${path}: weights of it`),
		].join("\n"),
});
