import { describe, expect, it } from "vitest";
import { ChainRpcError, ChainUnreachableError } from "../../../chain/client/errors.js";
import { fullMetadata } from "../../../chain/client/fullMetadata.js";
import { callRpc } from "../../e2e/callRpc.js";
import { startTestChain } from "./liveChain.js";

const MAGIC = "0x6d657461";

describe("the metadata that a client takes", () => {
	it("is of the newest kind that both sides know, at any block", async () => {
		const host = await startTestChain();
		const http = host.endpoint.replace("ws", "http");
		const send = <T>(method: string, params: readonly unknown[]) =>
			callRpc(http, method, [...params]) as Promise<T>;
		const plain = await send<string>("state_getMetadata", []);
		expect(plain.slice(0, 12)).toBe(`${MAGIC}0e`);
		const best = await fullMetadata(send, []);
		expect([`${MAGIC}0f`, `${MAGIC}10`]).toContain(best.slice(0, 12));
		expect(await fullMetadata(send, [host.genesisHash])).toBe(best);
		await host.stop();
	});

	it("is the node's own where the runtime does not describe itself further", async () => {
		const asked: string[] = [];
		const send = async <T>(method: string): Promise<T> => {
			asked.push(method);
			if (method === "state_call") throw new ChainRpcError(method, 4003, "Exported method is not found", "");
			return "0x6d6574610e" as T;
		};
		expect(await fullMetadata(send, [])).toBe("0x6d6574610e");
		expect(asked).toEqual(["state_call", "state_getMetadata"]);
	});

	it("is not guessed where the connection is lost", async () => {
		const send = async (): Promise<never> => {
			throw new ChainUnreachableError("ws://127.0.0.1:1", "lost");
		};
		await expect(fullMetadata(send, [])).rejects.toBeInstanceOf(ChainUnreachableError);
	});
});
