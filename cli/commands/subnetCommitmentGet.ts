import type { CommitmentField } from "../../chain/client/index.js";
import { chainOptions, netuidOption, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { hotkeyTarget, hotkeyTargetOption } from "../hotkeyTarget.js";
import { renderFacts } from "../renderTable.js";
import { hotkeyOption, walletFrom, walletOptions } from "../walletOptions.js";

/** Bytes as text, where they are text without control characters. */
function textOf(hex: string): string | undefined {
	try {
		const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(hex.slice(2), "hex"));
		return /\p{Cc}/u.test(text) ? undefined : text;
	} catch {
		return undefined;
	}
}

interface ShownField {
	readonly kind: CommitmentField["kind"];
	/** The bytes, the hash or the ciphertext. */
	readonly hex?: string;
	readonly text?: string;
	readonly revealRound?: bigint;
}

function show(field: CommitmentField): ShownField {
	switch (field.kind) {
		case "none":
		case "resetBonds":
			return { kind: field.kind };
		case "timelocked":
			return { kind: field.kind, hex: field.encrypted, revealRound: field.revealRound };
		case "bytes": {
			const text = textOf(field.bytes);
			return { kind: field.kind, hex: field.bytes, ...(text === undefined ? {} : { text }) };
		}
		default:
			return { kind: field.kind, hex: field.hash };
	}
}

function describe({ text, hex, revealRound }: ShownField): string {
	if (revealRound !== undefined) return `opens at round ${revealRound}`;
	return text ?? hex ?? "";
}

export const subnetCommitmentGet = defineCommand({
	path: "subnet commitment get",
	summary: "Show what a hotkey says about itself in a subnet",
	options: {
		...chainOptions,
		...netuidOption,
		...walletOptions,
		...hotkeyOption,
		...hotkeyTargetOption,
	},
	examples: ["ganglion subnet commitment get --netuid 1 --hotkey-address 5FHneW46…"],
	resultSchema: {
		type: "object",
		required: ["netuid", "hotkey", "block", "committedAt", "fields", "revealed"],
		properties: {
			netuid: { type: "integer" },
			hotkey: { type: "string" },
			block: { type: "integer" },
			committedAt: { type: ["integer", "null"], description: "the block, or null where nothing stands" },
			fields: {
				type: "array",
				items: {
					type: "object",
					required: ["kind"],
					properties: {
						kind: {
							type: "string",
							enum: ["none", "bytes", "blake2", "sha256", "keccak", "sha3", "timelocked", "resetBonds"],
						},
						hex: { type: "string", pattern: "^0x([0-9a-f]{2})*$" },
						text: { type: "string", description: "the bytes, where they are text" },
						revealRound: { type: "integer", description: "the beacon's round that opens it" },
					},
				},
			},
			revealed: {
				type: "array",
				description: "what was in timelocked fields, the latest last",
				items: {
					type: "object",
					required: ["block", "bytes"],
					properties: {
						block: { type: "integer" },
						bytes: { type: "string", pattern: "^0x([0-9a-f]{2})*$" },
					},
				},
			},
		},
	},
	async run(values, context) {
		const { netuid } = values;
		const hotkey = hotkeyTarget(values, walletFrom(values, context));
		return withChain(values, context, async (client) => {
			const { number: block, hash } = await client.head();
			const [commitment, revealed] = await Promise.all([
				client.commitment(netuid, hotkey, hash),
				client.revealedCommitments(netuid, hotkey, hash),
			]);
			return {
				netuid,
				hotkey,
				block,
				committedAt: commitment?.block ?? null,
				fields: (commitment?.fields ?? []).map(show),
				revealed,
			};
		});
	},
	render({ netuid, hotkey, block, committedAt, fields, revealed }) {
		if (committedAt === null && revealed.length === 0)
			return `${hotkey} has committed nothing in subnet ${netuid} at block ${block}`;
		return renderFacts([
			["hotkey", hotkey],
			...(committedAt === null ? [] : [["committed at", `block ${committedAt}`] as const]),
			...fields.map((field) => [field.kind, describe(field)] as const),
			...revealed.map(
				(opened) => [`revealed at ${opened.block}`, textOf(opened.bytes) ?? opened.bytes] as const,
			),
		]);
	},
});
