import { verifySignature } from "../../chain/wallet/index.js";
import { loadBundle, shippedTaskNames, type TaskBundle } from "../../subnets/index.js";
import {
	verifyEvidence as checkVerdict,
	type EvidenceCheck,
	parseEvidenceDocument,
	startReexecution,
} from "../../validator/index.js";
import { defineCommand } from "../command.js";
import { UsageError } from "../errors.js";
import { exitCodes } from "../exitCodes.js";
import { readJsonFile } from "../readInputFile.js";

interface Report {
	readonly confirmed: number;
	readonly refuted: number;
	readonly unproven: number;
	readonly checks: readonly EvidenceCheck[];
}

const text = { type: "string" } as const;
const count = { type: "integer", minimum: 0 } as const;

/** `ganglion verify-evidence`: comes to a validator's verdicts again, from receipts and models alone. */
export const verifyEvidence = defineCommand({
	path: "verify-evidence",
	summary: "Check a validator's verdicts again, from receipts and models alone",
	description:
		"Verifies each receipt's signature over request and answer, runs the pinned model, and compares. Asks nobody: neither chain, validator nor miner. Exit code 1 where a verdict does not hold.",
	arguments: {
		file: {
			type: "string",
			placeholder: "file",
			required: true,
			describe:
				"document of `ganglion localnet --json`, or of a gateway's /api/verdicts?evidence=true; - for stdin",
		},
	},
	options: {
		task: {
			type: "list",
			placeholder: "names or folders",
			describe: "bundles of tasks that do not ship with Ganglion",
		},
	},
	examples: [
		"ganglion verify-evidence report.json",
		"ganglion verify-evidence export.json --task ./my-task --json",
	],
	resultSchema: {
		type: "object",
		required: ["confirmed", "refuted", "unproven", "checks"],
		additionalProperties: false,
		properties: {
			confirmed: count,
			refuted: count,
			unproven: count,
			checks: {
				type: "array",
				items: {
					type: "object",
					required: ["netuid", "uid", "hotkey", "requestNonce", "verdict", "result", "detail", "measured"],
					additionalProperties: false,
					properties: {
						netuid: { type: "integer" },
						uid: { type: "integer" },
						hotkey: text,
						requestNonce: text,
						verdict: text,
						result: { enum: ["confirmed", "refuted", "unproven"] },
						detail: text,
						measured: { type: ["number", "null"] },
					},
				},
			},
		},
	},
	async run({ file, task }, context): Promise<Report> {
		const verdicts = parseEvidenceDocument(readDocument(file));
		const bundles = new Map<string, TaskBundle>();
		for (const name of [...shippedTaskNames, ...(task ?? [])]) {
			const bundle = await loadBundle(name);
			bundles.set(bundle.hash, bundle);
		}
		const reexecution = startReexecution({}, { logger: context.logger() });
		const checks: EvidenceCheck[] = [];
		try {
			for (const verdict of verdicts) {
				context.signal.throwIfAborted();
				const bundle = bundles.get(verdict.taskHash);
				if (bundle === undefined)
					throw new UsageError(
						`the verdict on uid ${verdict.uid} is by the task ${verdict.taskHash}, which is not at hand`,
						"give the task's bundle by --task FOLDER",
					);
				checks.push(
					await checkVerdict(verdict, { bundle, session: reexecution.session(bundle), verifySignature }),
				);
			}
		} finally {
			await reexecution.stop();
		}
		const counted = (result: EvidenceCheck["result"]): number =>
			checks.filter((check) => check.result === result).length;
		return {
			confirmed: counted("confirmed"),
			refuted: counted("refuted"),
			unproven: counted("unproven"),
			checks,
		};
	},
	render({ confirmed, refuted, unproven, checks }) {
		const lines = checks.map(
			({ netuid, uid, verdict, result, detail }) =>
				`${result.padEnd(9)}  subnet ${netuid} uid ${uid} ${verdict}: ${detail}`,
		);
		return [...lines, `${confirmed} confirmed, ${refuted} refuted, ${unproven} unproven`].join("\n");
	},
	exitCode: ({ refuted }) => (refuted === 0 ? exitCodes.ok : exitCodes.failed),
});

function readDocument(file: string): unknown {
	return readJsonFile(file === "-" ? 0 : file, "the evidence", "give the document as it was printed");
}
