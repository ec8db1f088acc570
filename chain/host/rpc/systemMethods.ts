import { decodeAddress } from "../../wallet/index.js";
import { fromHex, isHex, toHex } from "../scale/bytes.js";
import { ScaleReader } from "../scale/scaleReader.js";
import type { ChainView } from "./chainView.js";
import type { Family, Method } from "./methods.js";
import { hexParam, optionalHashParam, type Params, textParam } from "./params.js";
import { RPC_CODE, RpcError } from "./rpcError.js";

/** What the host says of itself. */
export interface SystemFacts {
	readonly name: string;
	readonly version: string;
	readonly listenAddress: () => string;
}

/** `system_*` and `account_nextIndex`. */
export function systemMethods(view: ChainView, system: SystemFacts): Family {
	const { store, pool } = view;
	const nextIndex: Method = async (params) => {
		const account = accountParam(params, 0);
		for (;;) {
			const { number } = store.head;
			const answer = await view.call(number, "AccountNonceApi_account_nonce", account);
			// A block that came meanwhile took its transactions out of the pool: they would be counted in neither.
			if (store.head.number !== number) continue;
			return pool.nextNonce(Buffer.from(account).toString("latin1"), new ScaleReader(answer).u32());
		}
	};
	return {
		safe: {
			system_name: () => system.name,
			system_version: () => system.version,
			system_chain: () => store.facts.chain,
			system_chainType: () => "Development",
			system_properties: () => store.facts.properties,
			system_health: () => ({ peers: 0, isSyncing: false, shouldHavePeers: false }),
			system_nodeRoles: () => ["Authority"],
			system_localPeerId: () => store.facts.genesisHash.slice(2, 48),
			system_localListenAddresses: () => [system.listenAddress()],
			system_syncState: () => ({
				startingBlock: 0,
				currentBlock: store.head.number,
				highestBlock: store.head.number,
			}),
			system_accountNextIndex: nextIndex,
			account_nextIndex: nextIndex,
		},
		unsafe: {
			system_peers: () => [],
			system_reservedPeers: () => [],
			system_dryRun: async (params) =>
				toHex(
					await view.call(
						view.stateNumber(optionalHashParam(params, 1)),
						"BlockBuilder_apply_extrinsic",
						hexParam(params, 0),
					),
				),
			system_dryRunAt: async (params) =>
				toHex(
					await view.call(
						view.stateNumber(optionalHashParam(params, 1)),
						"BlockBuilder_apply_extrinsic",
						hexParam(params, 0),
					),
				),
		},
	};
}

/** An account as an SS58 address or as 32 bytes in hexadecimal. */
export function accountParam(params: Params, index: number): Uint8Array {
	const text = textParam(params, index);
	if (isHex(text) && text.length === 66) return new Uint8Array(fromHex(text));
	try {
		return decodeAddress(text);
	} catch {
		throw new RpcError(RPC_CODE.params, "Invalid params", `parameter ${index + 1}: expected an address`);
	}
}
