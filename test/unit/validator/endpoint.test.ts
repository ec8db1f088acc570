import { describe, expect, it } from "vitest";
import { endpointOf } from "../../../validator/asking/endpoint.js";

const ask = (ip: string, allowLocal: boolean, port = 8091) => endpointOf({ ip, port }, { allowLocal });

describe("endpointOf", () => {
	it("asks public addresses", () => {
		expect(ask("203.0.113.7", false)).toEqual({ origin: "http://203.0.113.7:8091" });
		expect(ask("2001:db8::7", false)).toEqual({ origin: "http://[2001:db8::7]:8091" });
	});

	it("asks no private address, however it is written, unless the network is local", () => {
		for (const ip of [
			"127.0.0.1",
			"10.1.2.3",
			"172.16.0.1",
			"192.168.1.1",
			"100.64.0.1",
			"0.0.0.0",
			"::1",
			"fd00::1",
			"::ffff:127.0.0.1",
			"::ffff:a00:1",
			"::127.0.0.1",
			"64:ff9b:1::a00:1",
			"2002:7f00:1::",
			"fec0::1",
			"224.0.0.1",
		])
			expect(ask(ip, false), ip).toHaveProperty("refused");
		expect(ask("127.0.0.1", true)).toEqual({ origin: "http://127.0.0.1:8091" });
		expect(ask("::ffff:127.0.0.1", true)).toEqual({ origin: "http://127.0.0.1:8091" });
	});

	it("asks link-local addresses never, names never, nothing never", () => {
		for (const ip of ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1"])
			expect(ask(ip, true), ip).toHaveProperty("refused");
		expect(ask("localhost", true)).toHaveProperty("refused");
		expect(ask("203.0.113.7", true, 0)).toHaveProperty("refused");
		expect(endpointOf(undefined, { allowLocal: true })).toHaveProperty("refused");
	});
});
