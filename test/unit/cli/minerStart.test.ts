import { pino } from "pino";
import { expect, it } from "vitest";
import type { CommandContext } from "../../../cli/command.js";
import { minerStart } from "../../../cli/commands/minerStart.js";
import { resolveOptions } from "../../../cli/optionValues.js";

it("a miner that is to let in what is no hotkey does not start", async () => {
	const flags = { netuid: "1", task: "ocr", allow: "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX" };
	const values = resolveOptions(minerStart.options, { flags, env: {}, file: {} });
	const context = { logger: () => pino({ level: "silent" }) };
	await expect(minerStart.run(values as never, context as CommandContext)).rejects.toMatchObject({
		code: "ADDRESS_INVALID",
	});
});
