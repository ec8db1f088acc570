/** The schema of a coldkey's stakes, as `stake list` and `wallet balance` print them. */
export const stakesSchema = {
	type: "array",
	items: {
		type: "object",
		required: ["hotkey", "netuid", "rao", "queuedRao"],
		properties: {
			hotkey: { type: "string" },
			netuid: { type: "integer" },
			rao: { type: "integer" },
			queuedRao: { type: "integer" },
		},
	},
} as const;
