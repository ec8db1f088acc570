import type { FastifyInstance } from "fastify";
import { refusal } from "../../subnets/index.js";
import type { ReloadedTask, ReloadResult } from "../reloadResult.js";
import { refuse } from "./refuse.js";
import { addSignedRoute, type SignedRouteModules } from "./signedRoutes.js";

/** Where a miner is asked to read its task anew. */
export const RELOAD_PATH = "/v2/reload";

/** Most bytes of a body, which says nothing. */
const BODY_BYTES = 1024;

/**
 * `POST /v2/reload`, for whoever holds the miner's own hotkey: answered when the new task is in service, or with the
 * reason why the one before still is. What SIGHUP does, for systems that have none and for those who wait for the end.
 *
 * @param modules.verifier - lets the own hotkey alone pass
 */
export function addReloadRoute(
	server: FastifyInstance,
	modules: SignedRouteModules & { reload: () => Promise<ReloadResult> },
): void {
	addSignedRoute(
		server,
		{
			path: RELOAD_PATH,
			bodyLimit: BODY_BYTES,
			async handle(_call, request, reply) {
				// To load a model may take longer than any answer.
				request.raw.socket.setTimeout(0);
				const result = await modules.reload();
				if (!result.ok) return refuse(reply, explain(result.error));
				const { task, taskHash, modelSha256 } = result;
				return reply.send({ task, taskHash, modelSha256 } satisfies ReloadedTask);
			},
		},
		modules,
	);
}

function explain(error: unknown) {
	const { message, remedy } = error instanceof Error ? (error as Error & { remedy?: unknown }) : {};
	return refusal(
		409,
		"RELOAD_FAILED",
		`the task before is served on: ${message ?? String(error)}`,
		typeof remedy === "string" ? remedy : "The miner's log says more.",
	);
}
