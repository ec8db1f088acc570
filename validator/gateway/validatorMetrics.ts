import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { OrganicQueue } from "../round/organicQueue.js";
import type { RoundSummary } from "../round/runRound.js";
import type { WeightStep } from "../weights/keepWeights.js";

/** Figures of a validator in Prometheus' format. Labels are subnets and outcomes, never hotkeys: they are bounded. */
export interface ValidatorMetrics {
	readonly contentType: string;
	text(): Promise<string>;
	round(netuid: number, summary: RoundSummary, durationMs: number): void;
	weights(netuid: number, step: WeightStep): void;
	organic(netuid: number, outcome: string, durationMs: number): void;
}

export function createValidatorMetrics(modules: {
	readonly organics: ReadonlyMap<number, OrganicQueue>;
}): ValidatorMetrics {
	const registry = new Registry();
	const registers = [registry];
	const rounds = new Histogram({
		name: "ganglion_validator_round_seconds",
		help: "Time from reading the metagraph to the last verdict of a round",
		labelNames: ["netuid"],
		buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
		registers,
	});
	const verdicts = new Counter({
		name: "ganglion_validator_verdicts_total",
		help: "Verdicts by what was found",
		labelNames: ["netuid", "code"],
		registers,
	});
	const weightSteps = new Counter({
		name: "ganglion_validator_weight_steps_total",
		help: "Weights set, committed, revealed or held back",
		labelNames: ["netuid", "outcome"],
		registers,
	});
	const organics = new Histogram({
		name: "ganglion_validator_organic_seconds",
		help: "Time from a researcher's request to its answer",
		labelNames: ["netuid", "outcome"],
		buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
		registers,
	});
	new Gauge({
		name: "ganglion_validator_organic_waiting",
		help: "Researchers' requests that wait for a round",
		labelNames: ["netuid"],
		registers,
		collect() {
			for (const [netuid, queue] of modules.organics) this.set({ netuid }, queue.waiting);
		},
	});
	return {
		contentType: registry.contentType,
		text: () => registry.metrics(),
		round(netuid, summary, durationMs) {
			rounds.observe({ netuid }, durationMs / 1000);
			for (const { code } of summary.verdicts) verdicts.inc({ netuid, code });
		},
		weights(netuid, { did, heldBack }) {
			if (did.length > 0) weightSteps.inc({ netuid, outcome: "done" }, did.length);
			if (heldBack !== undefined) weightSteps.inc({ netuid, outcome: "held back" });
		},
		organic(netuid, outcome, durationMs) {
			organics.observe({ netuid, outcome }, durationMs / 1000);
		},
	};
}
