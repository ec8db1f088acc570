import { decodeAddress, verifySignature } from "../../chain/wallet/index.js";
import { defineCommand } from "../command.js";
import { UsageError } from "../errors.js";
import { exitCodes } from "../exitCodes.js";
import { messageArgument, messageBytes, messageOptions } from "../messageOptions.js";

/** Browser wallets sign a message between these, so that it can be no transaction. */
const WRAPPED = ["<Bytes>", "</Bytes>"] as const;

function wrap(message: Uint8Array): Uint8Array {
	const [before, after] = WRAPPED.map((text) => new TextEncoder().encode(text));
	return Uint8Array.from([...(before ?? []), ...message, ...(after ?? [])]);
}

export const walletVerify = defineCommand({
	path: "wallet verify",
	summary: "Verify a message's signature",
	description:
		"Verifies an sr25519 signature, also of a message that a browser wallet put between <Bytes> and </Bytes>. Exit code 1 where it is not valid.",
	arguments: messageArgument,
	options: {
		...messageOptions,
		address: {
			type: "string",
			placeholder: "ss58",
			env: false,
			required: true,
			describe: "the signer's address",
		},
		signature: {
			type: "string",
			placeholder: "hex",
			env: false,
			required: true,
			describe: "the signature, 64 bytes",
		},
	},
	examples: ['ganglion wallet verify --address 5Grwva… --signature 0x12… "I am me"'],
	resultSchema: {
		type: "object",
		required: ["address", "valid"],
		properties: { address: { type: "string" }, valid: { type: "boolean" } },
	},
	async run(values) {
		const { address } = values;
		decodeAddress(address);
		const digits = values.signature.replace(/^0x/i, "");
		if (!/^[0-9a-f]{128}$/i.test(digits))
			throw new UsageError(
				"--signature: expected 64 bytes in hexadecimal digits",
				"give the signature as it was printed",
			);
		const signature = new Uint8Array(Buffer.from(digits, "hex"));
		const message = messageBytes(values);
		const valid =
			verifySignature(message, signature, address) || verifySignature(wrap(message), signature, address);
		return { address, valid };
	},
	render: ({ address, valid }) =>
		valid ? `valid: signed by ${address}` : `not valid: ${address} did not sign this message`,
	exitCode: ({ valid }) => (valid ? exitCodes.ok : exitCodes.failed),
});
