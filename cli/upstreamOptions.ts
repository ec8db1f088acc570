import { type UpstreamKind, type UpstreamOptions, upstreamKinds } from "../miner/index.js";
import { givenApiKeys } from "./apiKeyOptions.js";
import type { OptionsSpec } from "./command.js";
import { UsageError } from "./errors.js";

/** The options of a miner in front of other servers. */
export const upstreamOptions = {
	upstream: {
		type: "list",
		placeholder: "urls",
		describe: "servers that run the model in place of this machine (docs/dialects.md)",
	},
	upstreamKind: {
		type: "string",
		choices: upstreamKinds,
		default: "oip",
		describe: "what they speak: Open Inference Protocol, or OpenAI's API",
	},
	upstreamModel: {
		type: "string",
		placeholder: "name",
		describe: "name under which they serve the model; the task's if absent",
	},
	upstreamConcurrency: {
		type: "integer",
		minimum: 1,
		maximum: 1024,
		default: 8,
		describe: "requests under way at one of them at the same time",
	},
	upstreamKeyFile: {
		type: "string",
		placeholder: "file",
		describe: "file with the key that they ask for (Authorization: Bearer)",
	},
} as const satisfies OptionsSpec;

/** @returns undefined where no server is named @throws {UsageError} for what is no address of a server */
export function readUpstream(
	options: {
		readonly upstream: readonly string[] | undefined;
		readonly upstreamKind: UpstreamKind;
		readonly upstreamModel: string | undefined;
		readonly upstreamConcurrency: number;
		readonly upstreamKeyFile: string | undefined;
	},
	taskName: string,
): UpstreamOptions | undefined {
	const { upstream = [], upstreamKind: kind, upstreamConcurrency: concurrency, upstreamKeyFile } = options;
	if (upstream.length === 0) return undefined;
	const servers = upstream.map((text) => {
		if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
			throw new UsageError(
				`--upstream: expected an http:// or https:// address, got "${text}"`,
				"write it like http://10.0.0.5:8000",
			);
		return new URL(text).origin;
	});
	const apiKey =
		upstreamKeyFile === undefined
			? undefined
			: givenApiKeys({ apiKey: undefined, apiKeyFile: upstreamKeyFile })[0];
	return { kind, servers, model: options.upstreamModel ?? taskName, concurrency, apiKey };
}
