import { developmentPulses, drandPulses, relayPulses } from "../../chain/client/index.js";
import { chainOptions, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { UsageError } from "../errors.js";
import { toJson } from "../toJson.js";
import { untilAborted } from "../untilAborted.js";
import { walletFrom, walletOptions } from "../walletOptions.js";

/** A server that the League of Entropy runs for everybody. */
const DEFAULT_SERVER = "https://api.drand.sh";

/** `ganglion beacon relay`: brings pulses to the chain until it is stopped. */
export const beaconRelay = defineCommand({
	path: "beacon relay",
	summary: "Bring a randomness beacon's pulses to the chain",
	description:
		"Brings what the chain's beacon signs to the chain, at each block, as long as a subnet wants its weights secret: with it the chain opens the validators' sealed weights. On a development chain it signs the pulses itself, otherwise it asks a server of drand; the chain verifies each. New pulses are free, but the coldkey must hold the fee for a moment. Runs until Ctrl-C.",
	options: {
		...chainOptions,
		...walletOptions,
		server: {
			type: "string",
			placeholder: "url",
			default: DEFAULT_SERVER,
			describe: "server of drand's HTTP interface",
		},
	},
	examples: [
		"ganglion beacon relay --wallet relayer",
		"ganglion beacon relay --server https://drand.cloudflare.com",
	],
	resultSchema: {
		type: "object",
		required: ["endpoint", "source", "lastRound"],
		properties: {
			endpoint: { type: "string" },
			source: { type: "string", description: "the server that is asked, or development: signed here" },
			lastRound: { type: "integer", description: "newest round that the chain knows; 0: none" },
		},
		additionalProperties: false,
	},
	async run(values, context) {
		const logger = context.logger();
		const signer = await walletFrom(values, context).coldkey();
		await withChain(values, context, async (client) => {
			const beacon = await client.beacon();
			if (beacon === undefined)
				throw new UsageError(
					`the chain at ${values.endpoint} has no beacon`,
					"name a chain with a Drand pallet by --endpoint",
				);
			const own = developmentPulses(beacon);
			const facts = {
				endpoint: values.endpoint,
				source: own === undefined ? values.server : "development",
				lastRound: beacon.lastRound,
			};
			// The one document of --json comes first, since this command ends only by a signal.
			if (context.json) context.stdout(`${toJson(facts)}\n`);
			else context.stderr(`pulses from ${facts.source} to ${facts.endpoint}; Ctrl-C ends it\n`);
			await relayPulses({
				client,
				signer,
				source: own ?? drandPulses(values.server, beacon),
				signal: context.signal,
				onRounds: (rounds) => logger.info({ rounds }, "pulses are on the chain"),
				onProblem: (problem) => logger.warn({ problem }, "pulses did not reach the chain"),
			});
			await untilAborted(context.signal);
		});
		return undefined;
	},
});
