import { type Signer, signRequest } from "../subnets/index.js";
import { MinerUnreachableError, ReloadRefusedError } from "./errors.js";
import { nearOriginOf } from "./originOf.js";
import type { ReloadedTask } from "./reloadResult.js";
import { RELOAD_PATH } from "./server/addReloadRoute.js";

/**
 * Asks a miner to read its task anew, and waits until it serves it.
 *
 * @param options.host - address that the miner listens on
 * @param modules.hotkey - the miner's own
 * @throws {MinerUnreachableError} {ReloadRefusedError}
 */
export async function askReload(
	options: { readonly host: string; readonly port: number },
	modules: { hotkey: Signer; fetch: typeof fetch; signal: AbortSignal },
): Promise<ReloadedTask> {
	const { hotkey, signal } = modules;
	const origin = nearOriginOf(options.host, options.port);
	const body = new Uint8Array();
	const headers = signRequest({
		method: "POST",
		pathAndQuery: RELOAD_PATH,
		body,
		receiver: hotkey.address,
		signer: hotkey,
	});
	let response: Response;
	try {
		response = await modules.fetch(`${origin}${RELOAD_PATH}`, { method: "POST", headers, body, signal });
	} catch (cause) {
		signal.throwIfAborted();
		throw new MinerUnreachableError(origin, { cause });
	}
	const answer = (await response.json().catch(() => ({}))) as Partial<ReloadedTask & Refused>;
	const { task, taskHash, modelSha256 } = answer;
	if (response.ok && task !== undefined && taskHash !== undefined && modelSha256 !== undefined)
		return { task, taskHash, modelSha256 };
	if (answer.code === "WRONG_RECEIVER")
		throw new ReloadRefusedError(
			`the one at ${origin} is another hotkey's than ${hotkey.address}`,
			"Name its wallet by --wallet and --hotkey, or by --host and --port where the one that is meant listens.",
		);
	throw new ReloadRefusedError(
		answer.message ?? `HTTP ${response.status}`,
		answer.remedy ?? "See whether a miner of this version listens there.",
	);
}

interface Refused {
	readonly code: string;
	readonly message: string;
	readonly remedy: string;
}
