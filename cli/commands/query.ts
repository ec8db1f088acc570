import { verifySignature } from "../../chain/wallet/index.js";
import { type Parameters, systemClock, type TaskInput, verifyReceipt } from "../../subnets/index.js";
import {
	findTask,
	type GatewayAnswer,
	MinerUnreachableError,
	queryGateway,
	queryMiner,
} from "../../validator/index.js";
import { apiKeyFileOption, apiKeyWarning, givenApiKeys } from "../apiKeyOptions.js";
import { chainOptions, withChain } from "../chainOptions.js";
import { type CommandContext, defineCommand } from "../command.js";
import { UsageError } from "../errors.js";
import { localnetApiKey } from "../localnet/nodeArguments.js";
import { readInputFile } from "../readInputFile.js";
import { hotkeyOption, walletFrom, walletOptions } from "../walletOptions.js";

interface Answer {
	readonly netuid: number;
	readonly task: string;
	readonly answer: string;
	readonly uid: number;
	readonly hotkey: string;
	readonly latencyMs: number;
	readonly receipt: { readonly verified: boolean; readonly headers: Readonly<Record<string, string>> };
	/** What the validator's re-execution found; null where the answer was not audited. */
	readonly audit: { readonly measured: number; readonly tolerance: number } | null;
	readonly via: string;
}

/** `ganglion query`: asks the network for one inference. */
export const query = defineCommand({
	path: "query",
	summary: "Ask a subnet's miners for one inference",
	description:
		"Asks through a validator's gateway, or, with --direct, one miner itself (the hotkey must be let in). The receipt is verified here in either case. Without --gateway the local network of `npm start` is asked.",
	options: {
		netuid: { type: "integer", minimum: 0, maximum: 65_535, required: true, describe: "subnet to ask" },
		input: {
			type: "string",
			placeholder: "file",
			describe: "file to send, such as a picture of a text line",
		},
		text: { type: "string", placeholder: "text", describe: "text to send, such as a prompt" },
		parameter: {
			type: "list",
			placeholder: "name=value",
			describe: "parameters of the task, such as max_tokens=32",
		},
		gateway: {
			type: "string",
			placeholder: "url",
			default: "http://127.0.0.1:9945",
			describe: "a validator's gateway",
		},
		apiKey: {
			type: "string",
			placeholder: "key",
			describe: `key of that gateway, localnet's if absent; ${apiKeyWarning}`,
		},
		...apiKeyFileOption,
		direct: { type: "boolean", describe: "ask a miner itself, signed by a hotkey that it lets in" },
		...walletOptions,
		...hotkeyOption,
		...chainOptions,
		uid: {
			type: "integer",
			minimum: 0,
			maximum: 65_535,
			describe: "miner to ask directly; the one with the highest incentive if absent",
		},
		task: {
			type: "string",
			placeholder: "folder",
			describe: "bundle of a task that does not ship with Ganglion",
		},
		timeoutMs: { type: "integer", minimum: 100, default: 60_000, describe: "longest wait" },
	},
	examples: [
		"ganglion query --netuid 1 --input line.png",
		'ganglion query --netuid 2 --text "In the beginning" --parameter max_tokens=32',
		"ganglion query --netuid 1 --input line.png --gateway https://validator.example --api-key-file key.txt",
		"ganglion query --netuid 1 --input line.png --direct --wallet w --hotkey h --uid 3",
	],
	resultSchema: {
		type: "object",
		required: ["netuid", "task", "answer", "uid", "hotkey", "latencyMs", "receipt", "audit", "via"],
		additionalProperties: false,
		properties: {
			netuid: { type: "integer" },
			task: { type: "string" },
			answer: { type: "string" },
			uid: { type: "integer" },
			hotkey: { type: "string" },
			latencyMs: { type: "integer" },
			receipt: {
				type: "object",
				required: ["verified", "headers"],
				properties: { verified: { type: "boolean" }, headers: { type: "object" } },
			},
			audit: {
				type: ["object", "null"],
				required: ["measured", "tolerance"],
				properties: { measured: { type: "number" }, tolerance: { type: "number" } },
			},
			via: { type: "string" },
		},
	},
	async run(options, context): Promise<Answer> {
		const { netuid, timeoutMs } = options;
		const input = readInput(options.input, options.text);
		const parameters = readParameters(options.parameter ?? []);
		if (!options.direct) checkGateway(options.gateway);
		if (options.direct) return askDirectly(options, { input, parameters }, context);
		const answer = await queryGateway({
			gateway: options.gateway,
			apiKey: apiKeyOf(options),
			netuid,
			timeoutMs,
			signal: context.signal,
			...input,
			...(parameters === undefined ? {} : { parameters }),
		});
		return {
			netuid,
			task: answer.task,
			answer: answer.answer,
			uid: answer.uid,
			hotkey: answer.hotkey,
			latencyMs: answer.latencyMs,
			receipt: { verified: isProven(answer), headers: answer.verdict.receipt?.headers ?? {} },
			audit: answer.verified.audit,
			via: options.gateway,
		};
	},
	render(answer) {
		const { uid, hotkey, latencyMs, receipt, audit, via } = answer;
		return [
			answer.answer,
			"",
			`served by  uid ${uid}, ${hotkey}`,
			`latency    ${latencyMs} ms, by ${via}`,
			`receipt    ${receipt.verified ? "verified: signed by this hotkey over this request and answer" : "NOT verified"}`,
			audit === null
				? "audit      not drawn for one"
				: `audit      run again by the validator: ${audit.measured.toExponential(1)}, tolerance ${audit.tolerance.toExponential(1)}`,
		].join("\n");
	},
	exitCode: ({ receipt }) => (receipt.verified ? 0 : 1),
});

interface DirectOptions {
	readonly netuid: number;
	readonly wallet: string;
	readonly walletPath: string;
	readonly passwordFile: string | undefined;
	readonly passwordFd: number | undefined;
	readonly hotkey: string;
	readonly endpoint: string;
	readonly uid: number | undefined;
	readonly task: string | undefined;
	readonly timeoutMs: number;
}

async function askDirectly(
	options: DirectOptions,
	asked: { readonly input: TaskInput; readonly parameters: Parameters | undefined },
	context: CommandContext,
): Promise<Answer> {
	const { netuid, timeoutMs } = options;
	const keypair = await walletFrom(options, context).hotkey();
	return withChain(options, context, async (client) => {
		const choice = new Map(options.task === undefined ? [] : [[netuid, options.task] as const]);
		const bundle = await findTask(netuid, choice, client);
		const { neurons } = await client.metagraph(netuid);
		const serving = neurons.filter(({ axon }) => axon !== undefined);
		const neuron =
			options.uid === undefined
				? serving.toSorted((a, b) => b.incentive - a.incentive)[0]
				: serving.find(({ uid }) => uid === options.uid);
		if (neuron === undefined)
			throw new MinerUnreachableError(options.uid ?? 0, `nobody serves on subnet ${netuid} under that uid`);
		const request = await bundle.task.fromInput(asked.input, asked.parameters);
		const answered = await queryMiner(
			{ neuron, bundle, request, allowLocal: true, timeoutMs, signal: context.signal },
			{ keypair, clock: systemClock },
		);
		return {
			netuid,
			task: bundle.manifest.name,
			answer: bundle.task.show(request, answered.answer),
			uid: neuron.uid,
			hotkey: neuron.hotkey,
			latencyMs: Math.round(answered.latencyMs),
			receipt: { verified: true, headers: answered.receipt },
			audit: null,
			via: "the miner itself",
		};
	});
}

/** Whether the receipt that a gateway handed over proves that this hotkey gave this answer. */
function isProven({ verdict, hotkey }: GatewayAnswer): boolean {
	const { receipt, requestNonce } = verdict;
	if (receipt === null || requestNonce === "") return false;
	const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));
	const caller = Object.entries(receipt.headers).find(([name]) =>
		/^x-bittensor-receipt-caller$/i.test(name),
	)?.[1];
	return verifyReceipt(
		receipt.headers,
		{
			requestBody: bytes(receipt.requestBody),
			response: bytes(receipt.responseBody),
			status: receipt.status,
			nonce: BigInt(requestNonce),
			miner: hotkey,
			caller: caller ?? "",
			modelSha256: undefined,
		},
		verifySignature,
	).ok;
}

/** The first key given, else that of a local network's gateways. */
function apiKeyOf(options: {
	readonly apiKey: string | undefined;
	readonly apiKeyFile: string | undefined;
}): string {
	const { apiKey, apiKeyFile } = options;
	const [key = localnetApiKey] = givenApiKeys({ apiKey: apiKey === undefined ? [] : [apiKey], apiKeyFile });
	return key;
}

/** `localhost:9945` is a valid URL, of the scheme `localhost`. */
function checkGateway(gateway: string): void {
	if (/^https?:\/\//i.test(gateway) && URL.canParse(gateway)) return;
	throw new UsageError(
		`--gateway: expected an http:// or https:// address, got "${gateway}"`,
		"write it like http://127.0.0.1:9945",
	);
}

function readInput(file: string | undefined, text: string | undefined): TaskInput {
	if (file === undefined && text === undefined)
		throw new UsageError("expected something to ask", "give --input FILE or --text TEXT");
	return {
		...(text === undefined ? {} : { text }),
		...(file === undefined ? {} : { file: new Uint8Array(readInputFile(file, "the input")) }),
	};
}

function readParameters(texts: readonly string[]): Parameters | undefined {
	if (texts.length === 0) return undefined;
	return Object.fromEntries(
		texts.map((text) => {
			const [, name, value] = /^([A-Za-z0-9_]+)=(.*)$/s.exec(text) ?? [];
			if (name === undefined || value === undefined)
				throw new UsageError(`expected name=value, got "${text}"`, "write --parameter max_tokens=32");
			const number = Number(value);
			const typed =
				value === "true"
					? true
					: value === "false"
						? false
						: value !== "" && Number.isFinite(number)
							? number
							: value;
			return [name, typed];
		}),
	);
}
