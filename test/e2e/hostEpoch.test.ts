import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Host, startHost } from "../../chain/host/index.js";
import { silentLogger } from "../unit/host/silentLogger.js";
import { callRpc } from "./callRpc.js";
import { executeEveryBlock } from "./executeEveryBlock.js";

/** Fast-forwarding to a subnet's epoch, under instant sealing. */

let host: Host;
let api: ApiPromise;
let endpoint: string;

beforeAll(async () => {
	host = await startHost({ dataDir: undefined, port: 0, seal: "instant", logger: silentLogger });
	endpoint = host.endpoint.replace("ws", "http");
	const provider = new WsProvider(host.endpoint);
	api = await ApiPromise.create({ provider: provider as never, noInitWarn: true });
});

afterAll(async () => {
	await api?.disconnect();
	await host?.stop();
});

const epochIndex = async (netuid: number) =>
	Number((await api.query.subtensorModule?.subnetEpochIndex?.(netuid))?.toString());

describe("dev_fastForwardToEpoch", () => {
	it("seals until the epoch has run, and no further", async () => {
		await expect(callRpc(endpoint, "dev_fastForwardToEpoch", [1])).rejects.toThrow("Invalid params");
		const keyring = new Keyring({ type: "sr25519" });
		const [alice, hotkey] = [keyring.addFromUri("//Alice"), keyring.addFromUri("//Alice//hotkey")];
		const included = new Promise((resolve, reject) => {
			api.tx.subtensorModule
				?.registerNetwork?.(hotkey.address)
				.signAndSend(alice, (result) => {
					if (result.isError) reject(new Error(result.status.type));
					if (result.status.isFinalized) resolve(result.dispatchError?.toString());
				})
				.catch(reject);
		});
		expect(await included).toBeUndefined();
		const before = await epochIndex(1);
		for (let round = 1; round <= 2; round++) {
			const hash = await callRpc(endpoint, "dev_fastForwardToEpoch", [1]);
			expect(hash).toBe(host.head().hash);
			expect(await epochIndex(1)).toBe(before + round);
		}
		expect((await callRpc(endpoint, "dev_status", [])).sealing).toBe("instant");
	});

	it("leaves blocks that execute, epochs and all", async () => {
		expect(await executeEveryBlock(endpoint)).toBe(host.head().number);
	});
});
