import { type ChainClient, connectChain, DEFAULT_ENDPOINT } from "../chain/client/index.js";
import type { CommandContext, OptionsSpec } from "./command.js";

/** The options of every command that talks to a chain. */
export const chainOptions = {
	endpoint: {
		type: "string",
		placeholder: "url",
		default: DEFAULT_ENDPOINT,
		describe: "WebSocket address of the chain",
	},
} as const satisfies OptionsSpec;

/** The option of every command about one subnet. */
export const netuidOption = {
	netuid: { type: "integer", minimum: 0, maximum: 65535, required: true, describe: "number of the subnet" },
} as const satisfies OptionsSpec;

/** Connects for as long as `work` takes. */
export async function withChain<T>(
	values: { readonly endpoint: string },
	context: CommandContext,
	work: (client: ChainClient) => Promise<T>,
): Promise<T> {
	const client = await connectChain({ endpoint: values.endpoint, signal: context.signal });
	try {
		return await work(client);
	} finally {
		await client.close();
	}
}
