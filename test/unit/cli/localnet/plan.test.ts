import { describe, expect, it } from "vitest";
import { keypairFromUri } from "../../../../chain/wallet/index.js";
import { minerArguments } from "../../../../cli/localnet/nodeArguments.js";
import type { Cheat } from "../../../../cli/localnet/plan.js";
import { defaultCheats, planNetwork, plannedPorts, readCheats } from "../../../../cli/localnet/plan.js";

const hotkeyOf = (name: string) => keypairFromUri(`//${name}`).address;
const wallets = {
	path: "wallets",
	coldkey: (name: string) => keypairFromUri(`//${name}//cold`),
	hotkey: (name: string) => keypairFromUri(`//${name}`),
};
const folder = {
	...{ path: "net", chain: "net/chain", wallets: "net/wallets", logs: "net/logs", cheats: defaultCheats },
	node: (name: string) => `net/nodes/${name}`,
	release: () => {},
};

describe("the plan of a local network", () => {
	it("is two honest miners and two cheats on the first subnet, one and two on the second", () => {
		const { miners } = planNetwork(9944);
		expect(miners.map(({ name, netuid, behaviour, port }) => [name, netuid, behaviour, port])).toEqual([
			["miner-1", 1, "honest", 9955],
			["miner-2", 1, "honest", 9956],
			["miner-3", 1, "quantised", 9957],
			["miner-4", 1, "constant", 9958],
			["miner-5", 2, "honest", 9959],
			["miner-6", 2, "wrong-model", 9960],
			["miner-7", 2, "garbage", 9961],
		]);
	});

	it("holds every cheat, and no more ports than the 20 that follow the chain's", () => {
		const all: readonly Cheat[] = [
			"quantised",
			"wrong-model",
			"constant",
			"garbage",
			"copycat",
			"slow",
			"offline",
		];
		const plan = planNetwork(9944, all);
		expect(plan.miners.map(({ behaviour }) => behaviour).filter((kind) => kind !== "honest")).toEqual(all);
		expect(Math.max(...plannedPorts(plan).map(({ port }) => port))).toBeLessThanOrEqual(9944 + 20);
		expect(new Set(plannedPorts(plan).map(({ port }) => port)).size).toBe(3 + plan.miners.length);
		expect(planNetwork(9944, []).miners.map(({ behaviour }) => behaviour)).toEqual([
			"honest",
			"honest",
			"honest",
		]);
	});

	it("gives a copycat an accomplice of its subnet that lets it in", () => {
		const plan = planNetwork(9944, ["slow", "offline", "copycat"]);
		const lineOf = (name: string) => {
			const miner = plan.miners.find((one) => one.name === name);
			if (miner === undefined) throw new Error(`no ${name}`);
			return minerArguments(plan, folder, miner, wallets).join(" ");
		};
		const copycat = plan.miners.find(({ behaviour }) => behaviour === "copycat");
		expect(copycat).toMatchObject({ netuid: 2, accomplice: "miner-5" });
		expect(lineOf(copycat?.name ?? "")).toContain(
			`--accomplice-url http://127.0.0.1:9959 --accomplice-hotkey ${hotkeyOf("miner-5")}`,
		);
		expect(lineOf("miner-5")).toContain(`--allow ${hotkeyOf(copycat?.name ?? "")}`);
		expect(lineOf("miner-1")).not.toContain("--allow");
	});
});

describe("the names of cheats", () => {
	it("are those of miner/adversaries, or none", () => {
		expect(readCheats(["slow", "quantised-half"])).toEqual(["slow", "quantised-half"]);
		expect(readCheats(["none"])).toEqual([]);
		for (const names of [["honest"], ["slwo"], ["none", "slow"], Array(8).fill("slow")])
			expect(() => readCheats(names), names.join()).toThrow(expect.objectContaining({ code: "USAGE" }));
	});
});
