import { describe, expect, it } from "vitest";
import { isLinkLocal, isPublicAddress, readIpAddress } from "../../../subnets/protocol/ipAddress.js";

function read(text: string) {
	const address = readIpAddress(text);
	if (address === undefined) throw new Error(`${text} is no address`);
	return address;
}

describe("an IP address", () => {
	it.each([
		"0.0.0.0",
		"10.1.2.3",
		"100.64.0.1",
		"127.0.0.1",
		"169.254.1.1",
		"172.16.0.1",
		"172.31.0.1",
		"192.168.1.1",
		"224.0.0.1",
		"::1",
		"::127.0.0.1",
		"64:ff9b:1::a00:1",
		"2002:7f00:1::",
		"fd00::1",
		"fe80::1",
		"fec0::1",
		"::ffff:10.0.0.1",
		"::ffff:a00:1",
	])("%s is not public", (ip) => expect(isPublicAddress(read(ip))).toBe(false));

	it.each([
		"203.0.113.7",
		"172.15.0.1",
		"172.32.0.1",
		"100.63.0.1",
		"100.128.0.1",
		"11.0.0.1",
		"2001:db8::1",
	])("%s is public", (ip) => expect(isPublicAddress(read(ip))).toBe(true));

	it("is of the link alone in both families, in disguise too", () => {
		for (const ip of ["169.254.169.254", "::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "fe80::1", "FE80::1"])
			expect(isLinkLocal(read(ip)), ip).toBe(true);
		for (const ip of ["10.0.0.1", "127.0.0.1", "fd00::1"]) expect(isLinkLocal(read(ip)), ip).toBe(false);
	});

	it("is read as IPv4 where it is one in IPv6's clothes", () => {
		expect(readIpAddress("::FFFF:7f00:1")).toEqual({ ip: "127.0.0.1", family: "ipv4" });
		expect(readIpAddress("2001:db8::7")).toEqual({ ip: "2001:db8::7", family: "ipv6" });
	});

	it("is no name, no port beside it and no part of one", () => {
		for (const text of ["localhost", "127.0.0.1:80", "[::1]", "10.1", ""])
			expect(readIpAddress(text), text).toBeUndefined();
	});
});
