import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { exportVerdict } from "../evidence/exportedVerdict.js";
import type { Verdict } from "../evidence/verdict.js";
import type { ValidatorRecords } from "../validatorRecords.js";
import type { Admit } from "./admitByKey.js";
import type { GatewayModules } from "./gatewayModules.js";

const netuid = { type: "integer", minimum: 0, maximum: 65_535 } as const;
const limit = { type: "integer", minimum: 1, maximum: 1000, default: 100 } as const;

interface ReadQuery {
	readonly netuid?: number;
	readonly limit: number;
	readonly after?: number;
	readonly hotkey?: string;
	readonly verdict?: Verdict;
	readonly evidence?: boolean;
	readonly each?: number;
}

/**
 * What can be read: health by everybody; metrics, scores, verdicts, rounds, weights by whom `admit` lets on.
 *
 * Weights that are committed but not revealed stay out of it: commit-reveal exists so that nobody can copy them.
 */
export function addReadRoutes(
	server: FastifyInstance,
	{ admit }: { readonly admit: Admit },
	modules: GatewayModules,
): void {
	const { records, metrics, chain, bundles, organics, hotkey } = modules;
	const wanted = (query: ReadQuery): readonly number[] =>
		query.netuid === undefined ? records.netuids : records.netuids.filter((known) => known === query.netuid);

	server.get("/health", async (_request, reply) => {
		const head = await chain.head().catch(() => undefined);
		return reply.code(head === undefined ? 503 : 200).send({
			ok: head !== undefined,
			hotkey,
			block: head?.number ?? null,
			subnets: records.netuids.map((id) => ({
				netuid: id,
				task: bundles.get(id)?.manifest.name,
				taskHash: bundles.get(id)?.hash,
				lastRound: records.rounds(id, 1)[0] ?? null,
				waiting: organics.get(id)?.waiting ?? 0,
				weightsHeldBack: records.heldBack(id) ?? null,
			})),
		});
	});

	server.get("/metrics", { onRequest: admit }, async (_request, reply) =>
		reply.type(metrics.contentType).send(await metrics.text()),
	);

	server.get<{ Querystring: ReadQuery }>(
		"/api/scores",
		{ onRequest: admit, schema: { querystring: { type: "object", properties: { netuid } } } },
		async ({ query }) => ({ scores: wanted(query).flatMap((id) => records.scores(id)) }),
	);

	server.get<{ Querystring: ReadQuery }>(
		"/api/rounds",
		{ onRequest: admit, schema: { querystring: { type: "object", properties: { netuid, limit } } } },
		async ({ query }) => ({ rounds: wanted(query).flatMap((id) => records.rounds(id, query.limit)) }),
	);

	server.get<{ Querystring: ReadQuery }>(
		"/api/weights",
		{ onRequest: admit, schema: { querystring: { type: "object", properties: { netuid, limit } } } },
		async ({ query }) => ({
			weights: wanted(query)
				.flatMap((id) => records.weights(id, query.limit))
				.map(({ salt: _salt, versionKey, uids, hotkeys, weights, ...row }) => {
					const open = row.mode === "set" || row.state === "revealed";
					return { ...row, versionKey: versionKey.toString(), ...(open ? { uids, hotkeys, weights } : {}) };
				}),
		}),
	);

	server.get<{ Querystring: ReadQuery }>(
		"/api/verdicts",
		{
			onRequest: admit,
			schema: {
				querystring: {
					type: "object",
					properties: {
						netuid,
						limit,
						after: { type: "integer", minimum: 0 },
						hotkey: { type: "string", maxLength: 64 },
						verdict: { enum: ["pass", "fail", "unaudited", "none"] },
						/** With request, answer, receipt and rows: an export for `ganglion verify-evidence`. */
						evidence: { type: "boolean", default: false },
						/** In place of the newest: so many of each miner and code. */
						each: { type: "integer", minimum: 1, maximum: 20 },
					},
				},
			},
		},
		async ({ query }, reply) => {
			const { each } = query;
			const ids =
				each === undefined
					? records.verdictIds(query)
					: wanted(query).flatMap((id) => records.digestIds(id, each));
			const parts = verdictDocument(ids, query.evidence === true, records);
			return reply.type("application/json; charset=utf-8").send(Readable.from(parts));
		},
	);
}

/** `{"verdicts": […]}` one verdict at a time, as fast as the other side reads: all of them may be more than memory. */
function* verdictDocument(
	ids: readonly number[],
	evidence: boolean,
	records: Pick<ValidatorRecords, "verdict">,
): Generator<string> {
	let before = '{"verdicts":[';
	for (const id of ids) {
		const record = records.verdict(id, { evidence });
		if (record === undefined) continue;
		yield `${before}${JSON.stringify({ id, ...exportVerdict(record) })}`;
		before = ",";
	}
	yield before === "," ? "]}" : `${before}]}`;
}
