import { defineCommand } from "../command.js";
import { localnetReportSchema } from "../localnet/localnetReport.js";
import { readCheats } from "../localnet/plan.js";
import { runLocalnet } from "../localnet/runLocalnet.js";
import { showAsLines, showOnScreen } from "../localnet/showNetwork.js";

export const localnet = defineCommand({
	path: "localnet",
	summary: "Run a whole network on this computer: chain, validators, miners",
	description:
		"Brings up the embedded chain, two subnets with the tasks that ship, two validators and seven miners (four of them cheat; --cheats chooses others), each a process with keys of its own. Shows them on a live screen, or as log lines where there is no terminal. Ctrl-C ends it; started again it goes on from where it was.",
	options: {
		data: {
			type: "string",
			placeholder: "dir",
			describe: "folder for keys, chain, state and logs (default: ~/.ganglion/localnet)",
		},
		tmp: { type: "boolean", describe: "use a new folder and delete it at the end" },
		port: {
			type: "integer",
			default: 9944,
			minimum: 1,
			maximum: 65_515,
			describe: "port of the chain; gateways and miners take the 20 that follow",
		},
		cheats: {
			type: "list",
			placeholder: "names",
			describe:
				"who cheats, the first half on subnet 1: quantised, quantised-half, wrong-model, constant, garbage, copycat (with an honest miner as accomplice), slow, offline, at most 7; or none. A kept network's own if absent, else quantised,constant,wrong-model,garbage",
		},
		blockMs: {
			type: "integer",
			default: 1000,
			minimum: 100,
			maximum: 60_000,
			describe: "time between blocks",
		},
		epochs: {
			type: "integer",
			minimum: 1,
			describe: "stop after so many epochs of every subnet and report",
		},
	},
	examples: [
		"ganglion localnet",
		"ganglion localnet --tmp --epochs 5 --json",
		"ganglion localnet --data ./net --port 10000",
		"ganglion localnet --tmp --cheats copycat,slow,offline,quantised-half",
	],
	resultSchema: localnetReportSchema,
	async run(values, context) {
		const write = context.json ? context.stderr : context.stdout;
		const report = await runLocalnet(
			{
				data: values.data,
				tmp: values.tmp,
				port: values.port,
				cheats: values.cheats === undefined ? undefined : readCheats(values.cheats),
				blockMs: values.blockMs,
				epochs: values.epochs,
			},
			{
				env: process.env,
				signal: context.signal,
				display: (view) =>
					context.tty ? showOnScreen(view, process.stdout, context.color) : showAsLines(view, write),
			},
		);
		if (report === undefined)
			write(
				values.tmp
					? "stopped; nothing is left behind\n"
					: "stopped; start it again and it goes on from the same block\n",
			);
		return report;
	},
	render(result) {
		if (result === undefined) return "";
		const held = result.conservation.holds ? "every unit is accounted for" : "the books do not balance";
		return `${result.subnets.map((subnet) => `subnet ${subnet.netuid} (${subnet.task}): ${subnet.epochs} epochs`).join(", ")}; ${held}`;
	},
	exitCode: (result) => (result === undefined || result.conservation.holds ? 0 : 1),
});
