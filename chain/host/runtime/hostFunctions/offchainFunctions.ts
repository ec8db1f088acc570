import { randomBytes } from "node:crypto";
import { equalBytes } from "../../scale/bytes.js";
import { encodeOptionalBytes } from "../../scale/compact.js";
import { ScaleReader } from "../../scale/scaleReader.js";
import type { HostFamily } from "../hostContext.js";
import type { Span } from "../runtimeMemory.js";

/**
 * `ext_offchain_*`: local storage, time and randomness. There is no network for off-chain workers here: every
 * HTTP call fails with an I/O error, and transactions are refused.
 */
export const offchainFunctions: HostFamily = (context, memory) => {
	const refused = () => memory.write(Uint8Array.of(1));
	const ioError = () => memory.write(Uint8Array.of(1, 1));
	return {
		ext_offchain_is_validator_version_1: () => 1,
		ext_offchain_timestamp_version_1: () => BigInt(Date.now()),
		ext_offchain_random_seed_version_1: () => memory.writePointer(new Uint8Array(randomBytes(32))),
		ext_offchain_sleep_until_version_1(_deadline: bigint) {},
		ext_offchain_network_state_version_1: refused,
		ext_offchain_submit_transaction_version_1: (_transaction: Span) => refused(),
		ext_offchain_local_storage_set_version_1(kind: number, key: Span, value: Span) {
			context.offchain.set(kind, memory.key(key), memory.copy(value));
		},
		ext_offchain_local_storage_clear_version_1(kind: number, key: Span) {
			context.offchain.set(kind, memory.key(key), undefined);
		},
		ext_offchain_local_storage_get_version_1: (kind: number, key: Span) =>
			memory.write(encodeOptionalBytes(context.offchain.get(kind, memory.key(key)))),
		ext_offchain_local_storage_compare_and_set_version_1(kind: number, key: Span, old: Span, value: Span) {
			const reader = new ScaleReader(memory.copy(old));
			const expected = reader.u8() === 1 ? reader.vector() : undefined;
			const current = context.offchain.get(kind, memory.key(key));
			const same =
				expected === undefined || current === undefined
					? expected === current
					: equalBytes(expected, current);
			if (same) context.offchain.set(kind, memory.key(key), memory.copy(value));
			return same ? 1 : 0;
		},
		ext_offchain_index_set_version_1(key: Span, value: Span) {
			context.offchain.set(1, memory.key(key), memory.copy(value));
		},
		ext_offchain_index_clear_version_1(key: Span) {
			context.offchain.set(1, memory.key(key), undefined);
		},
		ext_offchain_http_request_start_version_1: (_method: Span, _uri: Span, _meta: Span) => refused(),
		ext_offchain_http_request_add_header_version_1: (_id: number, _name: Span, _value: Span) => refused(),
		ext_offchain_http_request_write_body_version_1: (_id: number, _chunk: Span, _deadline: Span) => ioError(),
		ext_offchain_http_response_wait_version_1: (_ids: Span, _deadline: Span) =>
			memory.write(Uint8Array.of(0)),
		ext_offchain_http_response_headers_version_1: (_id: number) => memory.write(Uint8Array.of(0)),
		ext_offchain_http_response_read_body_version_1: (_id: number, _buffer: Span, _deadline: Span) =>
			ioError(),
		ext_offchain_set_authorized_nodes_version_1(_nodes: Span, _only: number) {},
	};
};
