import { createRandom, type ModelSession, type Task, type WithheldTensor } from "../../subnets/index.js";
import type { ExecutionProvider, ProviderChoice, ProviderReport } from "./executionProvider.js";
import { providersToTry } from "./executionProvider.js";

/** A session that can be let go. */
export interface OpenSession extends ModelSession {
	release(): Promise<void>;
}

/** Challenges by which a GPU is tried. */
const TRIALS = 3;

/**
 * The model in a session of the best provider that works.
 *
 * A GPU calculates in another order than a CPU, and validators audit on one: so its answers to a few challenges are
 * audited here first, as a validator would, with the CPU's session. Under `auto` it must be faster, too: a software
 * renderer is a GPU by name alone. What falls through is told in the report's `fallback`.
 *
 * @param modules.open - loads the model on one provider, or throws
 * @throws what the CPU's session throws
 */
export async function chooseProvider(
	options: {
		readonly choice: ProviderChoice;
		readonly miner: string;
		readonly toTry?: readonly ExecutionProvider[];
	},
	modules: { open(provider: ExecutionProvider): Promise<OpenSession>; task: Task },
): Promise<{ session: OpenSession; report: ProviderReport }> {
	const { open, task } = modules;
	const reasons: string[] = [];
	for (const provider of options.toTry ?? providersToTry(options.choice)) {
		if (provider === "cpu") break;
		let gpu: OpenSession | undefined;
		try {
			gpu = await open(provider);
			const cpu = await open("cpu");
			const refused = await compare({
				task,
				gpu,
				cpu,
				miner: options.miner,
				mustBeFaster: options.choice === "auto",
			});
			await cpu.release();
			if (refused === undefined) return { session: gpu, report: { provider, ...fallbackOf(reasons) } };
			reasons.push(`${provider}: ${refused}`);
		} catch (error) {
			reasons.push(`${provider}: ${firstLine(error)}`);
		}
		await gpu?.release();
	}
	return { session: await open("cpu"), report: { provider: "cpu", ...fallbackOf(reasons) } };
}

/** Why the GPU is not to be used, or undefined. */
async function compare(options: {
	task: Task;
	gpu: ModelSession;
	cpu: ModelSession;
	miner: string;
	mustBeFaster: boolean;
}): Promise<string | undefined> {
	const { task, gpu, cpu, miner } = options;
	const random = createRandom("challenges by which an execution provider is tried");
	let gpuMs = 0;
	let cpuMs = 0;
	for (let trial = 0; trial < TRIALS; trial++) {
		const { request } = await task.sample(random);
		const started = performance.now();
		const answer = await task.answer(gpu, request, { miner });
		const between = performance.now();
		await task.answer(cpu, request, { miner });
		// The first run of a session prepares it: its time says nothing.
		if (trial > 0) {
			gpuMs += between - started;
			cpuMs += performance.now() - between;
		}
		const { verdict, reason } = await task.audit(cpu, request, answer, demandFrom(answer.withheld), {
			miner,
		});
		if (verdict === "fail") return `its answers would fail an audit: ${reason}`;
	}
	return options.mustBeFaster && gpuMs >= cpuMs
		? `slower than the CPU, ${ms(gpuMs)} against ${ms(cpuMs)} an answer`
		: undefined;
}

const ms = (sum: number): string => `${(sum / (TRIALS - 1)).toFixed(1)} ms`;

function demandFrom(withheld: Readonly<Record<string, WithheldTensor>> | undefined) {
	return async (tensor: string, rows: readonly number[]) =>
		rows.flatMap((row) => {
			const found = withheld?.[tensor]?.rows[row];
			return found === undefined ? [] : [new Uint8Array(found)];
		});
}

function fallbackOf(reasons: readonly string[]): { fallback?: string } {
	return reasons.length === 0 ? {} : { fallback: reasons.join("; ") };
}

/** ONNX Runtime's messages begin with a place in its sources and may be of many lines. */
function firstLine(error: unknown): string {
	const text = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
	return text.replace(/^\S*onnxruntime_src\S* .*was false\. /, "").slice(0, 200);
}
