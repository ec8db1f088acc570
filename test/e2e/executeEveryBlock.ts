import { expect } from "vitest";
import { blake2b256 } from "../../chain/host/runtime/hashing.js";
import { fromHex, toHex } from "../../chain/host/scale/bytes.js";
import { encodeSequence } from "../../chain/host/scale/compact.js";
import { DIGEST, encodeHeader, headerFromJson } from "../../chain/host/scale/header.js";
import { callRpc } from "./callRpc.js";

/**
 * Runs every block of a chain again, by the runtime's own `Core_execute_block` on the state of its parent, which
 * asserts the state root, the extrinsics root and the digest; and shows once that it would notice a wrong root.
 * @returns how many blocks were run
 */
export async function executeEveryBlock(endpoint: string, from = 1): Promise<number> {
	const head = await callRpc(endpoint, "chain_getHeader", []);
	const last = Number(head.number);
	for (let number = from; number <= last; number++) {
		const hash = await callRpc(endpoint, "chain_getBlockHash", [number]);
		const { block } = await callRpc(endpoint, "chain_getBlock", [hash]);
		const header = headerFromJson(block.header);
		expect(toHex(blake2b256(encodeHeader(header))), `hash of block ${number}`).toBe(hash);
		// The runtime knows no seal: it is put on the header afterwards and taken off before.
		const open = { ...header, logs: header.logs.filter((log) => log[0] !== DIGEST.seal) };
		const body = encodeSequence((block.extrinsics as string[]).map(fromHex));
		const run = (stateRoot: Uint8Array) => {
			const bytes = encodeHeader({ ...open, stateRoot });
			const argument = toHex(new Uint8Array([...bytes, ...body]));
			return callRpc(endpoint, "state_call", ["Core_execute_block", argument, block.header.parentHash]);
		};
		expect(await run(header.stateRoot), `block ${number}`).toBe("0x");
		if (number === last) {
			const wrong = header.stateRoot.slice();
			wrong[0] = (wrong[0] ?? 0) ^ 1;
			await expect(run(wrong)).rejects.toThrow("Execution failed");
		}
	}
	return last - from + 1;
}
