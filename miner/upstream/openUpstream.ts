import { request } from "undici";
import type { TaskBundle } from "../../subnets/index.js";
import { UpstreamUnusableError } from "../errors.js";
import { askOpenAi } from "./askOpenAi.js";
import { createOipSession } from "./oipSession.js";
import type { AnswerJob } from "./runUpstream.js";
import type { UpstreamOptions, UpstreamServer } from "./upstreamOptions.js";
import { createUpstreamPool, type UpstreamPool } from "./upstreamPool.js";

const HEALTH_EVERY_MS = 3_000;
const HEALTH_WAIT_MS = 2_000;
const METADATA_WAIT_MS = 5_000;

/**
 * Finds the servers that run the model, and gives the way to answer by them. By the Open Inference Protocol they run
 * the model that the manifest pins, and the task's own code works on what they give; by OpenAI's API they give the text.
 *
 * @throws {UpstreamUnusableError} where no server is ready, or none can serve this task
 */
export async function openUpstream(
	options: UpstreamOptions,
	modules: {
		readonly bundle: TaskBundle;
		readonly timeoutMs: number;
		/** Told when the last healthy server is lost, and when one is back. */
		readonly readinessChanged: (isReady: boolean) => void;
		/** Told of each server, and whenever one is lost or healthy again. */
		readonly serverChanged: (server: UpstreamServer) => void;
	},
): Promise<AnswerJob> {
	const { kind, servers, model, apiKey } = options;
	const { task, manifest } = modules.bundle;
	const upstream = task.openai?.upstream;
	if (kind === "openai" && upstream === undefined)
		throw new UpstreamUnusableError(
			`the task ${manifest.name} cannot be answered by OpenAI's API`,
			"Put servers of the Open Inference Protocol behind it (--upstream-kind oip), or serve its model here.",
		);
	const pool = createUpstreamPool({
		servers,
		concurrency: options.concurrency,
		apiKey,
		healthPath: kind === "oip" ? `/v2/models/${model}/ready` : "/v1/models",
		healthEveryMs: HEALTH_EVERY_MS,
		healthWaitMs: HEALTH_WAIT_MS,
		timeoutMs: modules.timeoutMs,
		readinessChanged: modules.readinessChanged,
		serverChanged: modules.serverChanged,
	});
	if ((await pool.check()) === 0)
		throw await failed(
			pool,
			`none of ${servers.join(", ")} is ready to serve ${model}`,
			"Start them, or correct --upstream and --upstream-model.",
		);
	if (kind === "openai" && upstream !== undefined)
		return ({ request: asked }, signal, onToken) =>
			askOpenAi(asked, { upstream, model, signal, onToken }, pool);
	const binary = await checkOip(options, modules.bundle, pool);
	return ({ request: asked, miner }, signal, onToken) =>
		task.answer(createOipSession({ model, binary, signal }, pool), asked, {
			miner,
			signal,
			...(onToken === undefined ? {} : { onToken }),
		});
}

interface Metadata {
	readonly extensions?: unknown;
	readonly inputs?: unknown;
	readonly outputs?: unknown;
}

/** Whether every server that answers speaks the binary extension; each must have the manifest's tensors. */
async function checkOip(
	{ servers, model, apiKey }: UpstreamOptions,
	{ manifest }: TaskBundle,
	pool: UpstreamPool,
): Promise<boolean> {
	const { tensor } = manifest.verification;
	const inputs = manifest.model.inputs.map(({ name }) => name);
	const outputs = [
		...manifest.model.outputs.map(({ name }) => name),
		...(tensor === undefined ? [] : [tensor]),
	];
	let binary = true;
	for (const server of servers) {
		const whole = await readJson(`${server}/v2`, apiKey);
		const described = await readJson(`${server}/v2/models/${model}`, apiKey);
		if (whole === undefined || described === undefined) continue;
		binary &&= Array.isArray(whole.extensions) && whole.extensions.includes("binary_tensor_data");
		const [has, gives] = [namesOf(described.inputs), namesOf(described.outputs)];
		const missing =
			inputs.find((name) => !has.includes(name)) ?? outputs.find((name) => !gives.includes(name));
		if (missing !== undefined)
			throw await failed(
				pool,
				`${server} serves ${model} without the tensor ${missing}, of inputs ${has.join(", ")} and outputs ${gives.join(", ")}`,
				"Serve there the file that `ganglion subnet model` writes: the pinned model with the tensor that audits compare.",
			);
	}
	return binary;
}

async function readJson(url: string, apiKey: string | undefined): Promise<Metadata | undefined> {
	try {
		const { statusCode, body } = await request(url, {
			headers: apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` },
			signal: AbortSignal.timeout(METADATA_WAIT_MS),
		});
		const value = (await body.json()) as Metadata | null;
		return statusCode === 200 && value !== null ? value : undefined;
	} catch {
		return undefined;
	}
}

function namesOf(tensors: unknown): string[] {
	if (!Array.isArray(tensors)) return [];
	return tensors.flatMap((tensor: { name?: unknown } | null) =>
		typeof tensor?.name === "string" ? [tensor.name] : [],
	);
}

async function failed(pool: UpstreamPool, reason: string, remedy: string): Promise<UpstreamUnusableError> {
	await pool.close();
	return new UpstreamUnusableError(reason, remedy);
}
