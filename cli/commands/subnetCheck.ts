import { verifySignature } from "../../chain/wallet/index.js";
import { type CheckReport, checkBundle, sealBundle } from "../../subnets/index.js";
import { startReexecution } from "../../validator/index.js";
import { defineCommand } from "../command.js";
import { exitCodes } from "../exitCodes.js";
import { modelsOption, useModelsFolder } from "../modelOptions.js";
import { taskArgument } from "../taskArgument.js";

const text = { type: "string" } as const;
const number = { type: "number" } as const;

/** `ganglion subnet check`: tries a bundle as its miners and validators will. */
export const subnetCheck = defineCommand({
	path: "subnet check",
	summary: "Try a task as its miners and validators will, and say what they would refuse",
	description:
		"Checks the manifest and every pinned file, then draws challenges, answers them with the model, scores and audits the answers, honest and dishonest. Runs the bundle's code: check only what you trust.",
	arguments: taskArgument,
	options: {
		challenges: {
			type: "integer",
			minimum: 2,
			maximum: 1000,
			default: 12,
			env: false,
			describe: "challenges to draw",
		},
		write: { type: "boolean", env: false, describe: "first write the files' present hashes into task.json" },
		...modelsOption,
	},
	examples: [
		"ganglion subnet check my-task",
		"ganglion subnet check my-task --write",
		"ganglion subnet check ocr --json",
	],
	resultSchema: {
		type: "object",
		required: ["folder", "problems", "warnings"],
		additionalProperties: false,
		properties: {
			folder: text,
			name: text,
			hash: text,
			author: text,
			problems: {
				type: "array",
				items: {
					type: "object",
					required: ["part", "message", "remedy"],
					additionalProperties: false,
					properties: { part: text, message: text, remedy: text },
				},
			},
			warnings: { type: "array", items: text },
			figures: {
				type: "object",
				required: ["challenges", "sampleMs", "answerMs", "requestBytes", "responseBytes"],
				additionalProperties: false,
				properties: {
					challenges: number,
					sampleMs: number,
					answerMs: number,
					auditMs: number,
					requestBytes: number,
					responseBytes: number,
					honestScore: number,
					constantScore: number,
					measured: number,
					tolerance: number,
				},
			},
		},
	},
	async run({ task, challenges, write, models }, context): Promise<CheckReport> {
		useModelsFolder(models);
		if (write) await sealBundle(task);
		const reexecution = startReexecution({}, { logger: context.logger() });
		try {
			return await checkBundle(
				task,
				{ challenges, signal: context.signal },
				{ session: (bundle) => reexecution.session(bundle), verifySignature },
			);
		} finally {
			await reexecution.stop();
		}
	},
	render: renderReport,
	exitCode: ({ problems }) => (problems.length === 0 ? exitCodes.ok : exitCodes.failed),
});

function renderReport({ folder, name, hash, author, problems, warnings, figures }: CheckReport): string {
	const lines = [`${name ?? "task"} in ${folder}`];
	if (hash !== undefined) lines.push(`  hash      ${hash}`);
	if (author !== undefined) lines.push(`  author    ${author}`);
	if (figures !== undefined) {
		const { challenges, sampleMs, answerMs, auditMs, requestBytes, responseBytes } = figures;
		lines.push(
			`  time      sample ${sampleMs} ms, answer ${answerMs} ms${auditMs === undefined ? "" : `, audit ${auditMs} ms`} (median of ${challenges})`,
			`  size      request ${requestBytes} bytes, answer ${responseBytes} bytes at most`,
			`  score     ${figures.honestScore.toFixed(3)} for the model's own answers, ${figures.constantScore.toFixed(3)} for one answer to all`,
		);
		if (figures.measured !== undefined && figures.tolerance !== undefined)
			lines.push(
				`  audit     ${figures.measured.toExponential(1)} at most, tolerance ${figures.tolerance.toExponential(1)}`,
			);
	}
	for (const warning of warnings) lines.push(`note: ${warning}`);
	for (const { part, message, remedy } of problems)
		lines.push(`refused (${part}): ${message}`, `  remedy: ${remedy}`);
	lines.push(problems.length === 0 ? "Nothing would be refused." : `${problems.length} would be refused.`);
	return lines.join("\n");
}
