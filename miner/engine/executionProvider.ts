import { existsSync, readdirSync } from "node:fs";

/** What ONNX Runtime can run a model on here. */
export const executionProviders = ["cpu", "webgpu", "cuda"] as const;
export type ExecutionProvider = (typeof executionProviders)[number];

/** What a miner may be asked to run on; `auto` takes a GPU that is there, answers alike and is faster. */
export const providerChoices = ["auto", ...executionProviders] as const;
export type ProviderChoice = (typeof providerChoices)[number];

/** The provider in use, and why it is not the one that was asked for or that the machine could have. */
export interface ProviderReport {
	/** `upstream`: no model is loaded here, others run it. */
	readonly provider: ExecutionProvider | "upstream";
	readonly fallback?: string;
}

/**
 * Providers to try, in this order; the CPU is always the last.
 *
 * `auto` tries those alone for which the system shows a device, so that a machine without a GPU starts without delay
 * and without a word. One that is named is always tried.
 */
export function providersToTry(
	choice: ProviderChoice,
	devices: { readonly cuda: boolean; readonly webgpu: boolean } = devicesHere(),
): readonly ExecutionProvider[] {
	if (choice === "cpu") return ["cpu"];
	if (choice !== "auto") return [choice, "cpu"];
	return [...(devices.cuda ? ["cuda" as const] : []), ...(devices.webgpu ? ["webgpu" as const] : []), "cpu"];
}

/** On Linux by the device files that drivers make; elsewhere every machine has a graphics system to ask. */
function devicesHere(): { cuda: boolean; webgpu: boolean } {
	if (process.platform !== "linux") return { cuda: process.platform === "win32", webgpu: true };
	const cuda = existsSync("/dev/nvidiactl");
	const render = existsSync("/dev/dri") && readdirSync("/dev/dri").some((name) => name.startsWith("renderD"));
	return { cuda, webgpu: cuda || render };
}
