import { describe, expect, it } from "vitest";
import { upgradedLately } from "../../../chain/client/followRuntime.js";
import type { RpcProvider } from "../../../chain/client/rpcProvider.js";

/** A node whose answers show an upgrade from block 150 on; its best block grows with each question for it. */
function nodeAt(best: number, step: number): RpcProvider {
	let number = best - step;
	const versionAt = (block: number) => ({ specVersion: block >= 150 ? 2 : 1 });
	const send = async (method: string, params: unknown[]): Promise<unknown> => {
		if (method === "chain_getHeader") {
			number += step;
			return { number: `0x${number.toString(16)}` };
		}
		if (method === "chain_getBlockHash") return params[0];
		return versionAt((params[0] as number | undefined) ?? number);
	};
	return { send } as RpcProvider;
}

describe("a runtime upgrade behind a refused signature", () => {
	it("is seen while it is recent", async () => {
		expect(await upgradedLately(nodeAt(160, 0), undefined)).toBe(true);
	});

	it("is waited for, since a node's pool is ahead of its answers", async () => {
		expect(await upgradedLately(nodeAt(147, 1), undefined)).toBe(true);
	});

	it("is not the reason where there was none, or long ago", async () => {
		expect(await upgradedLately(nodeAt(20, 0), undefined)).toBe(false);
		expect(await upgradedLately(nodeAt(400, 0), undefined)).toBe(false);
	}, 20_000);
});
