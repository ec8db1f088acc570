import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { TaskBundle } from "../subnets/index.js";
import { residentBytes } from "./engine/residentBytes.js";
import type { Engine } from "./engine/startEngine.js";
import type { SubnetView } from "./registration/watchSubnet.js";
import { type Connections, cutOffReasons } from "./server/boundConnections.js";

/** What the miner counts, in Prometheus form. */
export interface MinerMetrics {
	/** One finished HTTP request. `code` is the refusal's, or `ok`. */
	request(route: string, status: number, code: string, seconds: number): void;
	/** A request came from another machine just now. */
	fromOutside(): void;
	receipt(): void;
	streamedPiece(): void;
	/** A reload has ended. */
	reload(outcome: "done" | "failed"): void;
	/** Content type and text of `/metrics`. */
	text(): Promise<{ type: string; body: string }>;
}

/** What gauges read when they are asked. */
export interface MinerGaugeSources {
	readonly tasks: {
		/** The task that new requests go to. */
		current(): {
			readonly bundle: Pick<TaskBundle, "manifest" | "hash">;
			readonly engine: Pick<Engine, "provider" | "servers">;
		};
		/** Of all tasks that have requests. */
		counts(): ReturnType<Engine["counts"]>;
		/** Tasks that were replaced and finish their last requests. */
		readonly retiring: number;
		/** Inference processes, of all of them. */
		pids(): readonly number[];
	};
	readonly connections: Pick<Connections, "open" | "cutOffs">;
	readonly rowBytes: () => number;
	readonly replayEntries: () => number;
	readonly view: (() => SubnetView) | undefined;
	readonly isTaskCurrent: (() => boolean) | undefined;
	readonly isEndpointCurrent: (() => boolean) | undefined;
}

/** A registry of its own, so that several miners of one process (tests) do not share numbers. */
export function createMinerMetrics(sources: MinerGaugeSources): MinerMetrics {
	const registry = new Registry();
	collectDefaultMetrics({ register: registry });
	const registers = [registry];
	const requests = new Counter({
		name: "ganglion_miner_requests_total",
		help: "Requests finished, by route, HTTP status and refusal code",
		labelNames: ["route", "status", "code"],
		registers,
	});
	const seconds = new Histogram({
		name: "ganglion_miner_request_seconds",
		help: "Time from the first byte of a request to its answer, by route",
		labelNames: ["route"],
		buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
		registers,
	});
	const receipts = new Counter({
		name: "ganglion_miner_receipts_total",
		help: "Receipts signed",
		registers,
	});
	const pieces = new Counter({
		name: "ganglion_miner_streamed_pieces_total",
		help: "Pieces of text sent in streams",
		registers,
	});
	const lastOutside = new Gauge({
		name: "ganglion_miner_last_outside_request_seconds",
		help: "When a request from another machine came last, seconds since 1970; 0 before the first",
		registers,
	});
	const reloads = new Counter({
		name: "ganglion_miner_reloads_total",
		help: "Reloads of the task, by how they ended: done, or failed with the task before served on",
		labelNames: ["outcome"],
		registers,
	});
	for (const outcome of ["done", "failed"]) reloads.inc({ outcome }, 0);
	const gauge = (name: string, help: string, read: () => number): void => {
		new Gauge({
			name,
			help,
			registers,
			collect() {
				this.set(read());
			},
		});
	};
	/** A gauge that is 1 for what is so now, said in its labels. */
	const fact = <Label extends string>(
		name: string,
		help: string,
		labelNames: readonly Label[],
		read: () => Record<Label, string>,
	): void => {
		new Gauge({
			name,
			help,
			labelNames,
			registers,
			collect() {
				this.reset();
				this.set(read(), 1);
			},
		});
	};
	const { tasks, connections, rowBytes, replayEntries, view, isTaskCurrent, isEndpointCurrent } = sources;
	gauge("ganglion_miner_engines_ready", "Inference processes ready", () => tasks.counts().ready);
	gauge("ganglion_miner_engines_running", "Inference processes at work", () => tasks.counts().running);
	gauge(
		"ganglion_miner_tasks_retiring",
		"Tasks that a reload replaced and that finish their last requests",
		() => tasks.retiring,
	);
	fact("ganglion_miner_execution_provider", "1 for what the model runs on", ["provider"], () => ({
		provider: tasks.current().engine.provider.provider,
	}));
	fact(
		"ganglion_miner_task_info",
		"1 for the task that new requests go to",
		["task", "task_hash", "model_sha256"],
		() => {
			const { manifest, hash } = tasks.current().bundle;
			return { task: manifest.name, task_hash: hash, model_sha256: manifest.model.sha256 };
		},
	);
	new Gauge({
		name: "ganglion_miner_upstream_servers",
		help: "Servers behind the miner, by whether they were healthy when last seen",
		labelNames: ["state"],
		registers,
		collect() {
			this.reset();
			const servers = tasks.current().engine.servers();
			const healthy = servers.filter(({ isHealthy }) => isHealthy).length;
			if (servers.length === 0) return;
			this.set({ state: "healthy" }, healthy);
			this.set({ state: "lost" }, servers.length - healthy);
		},
	});
	if (process.platform === "linux")
		gauge("ganglion_miner_engine_resident_bytes", "Memory of the inference processes in RAM", () =>
			residentBytes(tasks.pids()),
		);
	gauge("ganglion_miner_queue_length", "Requests waiting for a process", () => tasks.counts().waiting);
	gauge("ganglion_miner_engine_restarts", "Inference processes started again", () => tasks.counts().restarts);
	gauge("ganglion_miner_connections", "Connections open", () => connections.open);
	new Counter({
		name: "ganglion_miner_cut_off_total",
		help: "Connections cut off, and what never became a request, by reason",
		labelNames: ["reason"],
		registers,
		collect() {
			this.reset();
			for (const reason of cutOffReasons) this.inc({ reason }, connections.cutOffs[reason]);
		},
	});
	gauge("ganglion_miner_withheld_row_bytes", "Bytes of withheld rows held for demands", rowBytes);
	gauge("ganglion_miner_replay_entries", "Nonces remembered", replayEntries);
	if (view !== undefined) {
		gauge("ganglion_miner_chain_reachable", "1 where the last reading succeeded", () =>
			Number(view().reachable),
		);
		gauge("ganglion_miner_chain_block", "Block of the last metagraph read", () => view().block ?? 0);
		gauge("ganglion_miner_registered", "1 while the hotkey has a uid", () =>
			Number(view().uid !== undefined),
		);
	}
	if (isTaskCurrent !== undefined) {
		gauge("ganglion_miner_task_current", "1 while the task served is the one published", () =>
			Number(isTaskCurrent()),
		);
	}
	if (isEndpointCurrent !== undefined) {
		gauge("ganglion_miner_endpoint_current", "1 while the chain shows this miner's endpoint", () =>
			Number(isEndpointCurrent()),
		);
	}
	// A labelled counter is found by its labels in sorted text; there are few, and each request needs two.
	const counters = new Map<string, { inc(): void }>();
	const timers = new Map<string, { observe(value: number): void }>();
	return {
		request(route, status, code, taken) {
			const key = `${route} ${status} ${code}`;
			let counter = counters.get(key);
			if (counter === undefined) {
				counter = requests.labels({ route, status: String(status), code });
				counters.set(key, counter);
			}
			let timer = timers.get(route);
			if (timer === undefined) {
				timer = seconds.labels({ route });
				timers.set(route, timer);
			}
			counter.inc();
			timer.observe(taken);
		},
		fromOutside: () => lastOutside.setToCurrentTime(),
		receipt: () => receipts.inc(),
		streamedPiece: () => pieces.inc(),
		reload: (outcome) => reloads.inc({ outcome }),
		text: async () => ({ type: registry.contentType, body: await registry.metrics() }),
	};
}
