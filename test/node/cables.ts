import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";

/** The machines that a test may cable: addresses are 10.77.0.1 and up. */
const MOST_MACHINES = 100;

/** A machine of its own to the kernel: a network namespace on a switch, and a cable to the test. */
export interface Machine {
	readonly namespace: string;
	/** Where other machines reach it. */
	readonly address: string;
	/** Where the test reaches it, whatever becomes of the switch. */
	readonly control: string;
	/** Plugs it into switch 0 or 1: machines on different switches do not see each other. */
	plug(into: 0 | 1): void;
}

export interface Cables {
	addMachine(): Machine;
	/** Takes everything down. */
	remove(): void;
}

/**
 * Two switches and as many machines as are asked for. Their names are drawn: tests side by side and what a killed test
 * left do not meet, where a process id comes again in each process namespace. Needs root and iproute2.
 */
export function createCables(): Cables {
	const own = `g${randomBytes(3).toString("hex")}`;
	const switches = [`${own}a`, `${own}b`] as const;
	const namespaces: string[] = [];
	for (const name of switches) {
		ip("link", "add", name, "type", "bridge");
		ip("link", "set", name, "up");
	}
	return {
		addMachine() {
			const number = namespaces.length + 1;
			if (number > MOST_MACHINES) throw new Error(`a test cables ${MOST_MACHINES} machines at most`);
			const namespace = `${own}-${number}`;
			const [network, control] = [`${own}n${number}`, `${own}c${number}`];
			ip("netns", "add", namespace);
			namespaces.push(namespace);
			const inside = (...args: string[]) => ip("-n", namespace, ...args);
			ip("link", "add", network, "type", "veth", "peer", "name", "net0", "netns", namespace);
			ip("link", "add", control, "type", "veth", "peer", "name", "ctl0", "netns", namespace);
			ip("link", "set", network, "master", switches[0], "up");
			ip("addr", "add", `10.78.${number}.1/24`, "dev", control);
			ip("link", "set", control, "up");
			inside("addr", "add", `10.77.0.${number}/24`, "dev", "net0");
			inside("addr", "add", `10.78.${number}.2/24`, "dev", "ctl0");
			for (const link of ["lo", "net0", "ctl0"]) inside("link", "set", link, "up");
			return {
				namespace,
				address: `10.77.0.${number}`,
				control: `10.78.${number}.2`,
				plug: (into) => ip("link", "set", network, "master", switches[into]),
			};
		},
		remove() {
			// A namespace takes its ends of the cables with it, and so the other ends.
			for (const namespace of namespaces.splice(0)) ip("netns", "del", namespace);
			for (const name of switches) ip("link", "del", name);
		},
	};
}

function ip(...args: string[]): void {
	execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });
}
