/** What an upstream server speaks: the Open Inference Protocol (Triton, KServe, OpenVINO), or OpenAI's API (vLLM, …). */
export const upstreamKinds = ["oip", "openai"] as const;
export type UpstreamKind = (typeof upstreamKinds)[number];

/** One of them, as last seen. */
export interface UpstreamServer {
	readonly origin: string;
	readonly isHealthy: boolean;
}

/** Servers that run the model in this miner's place. All of them serve the same model. */
export interface UpstreamOptions {
	readonly kind: UpstreamKind;
	/** Origins, such as `http://10.0.0.5:8000`. */
	readonly servers: readonly string[];
	/** Name under which they serve the model. */
	readonly model: string;
	/** Requests under way at one server at the same time. */
	readonly concurrency: number;
	/** Sent as `Authorization: Bearer`. */
	readonly apiKey?: string | undefined;
}
