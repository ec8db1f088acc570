import { PassThrough } from "node:stream";
import type { ReadStream } from "node:tty";
import { describe, expect, it } from "vitest";
import { askSecret } from "../../../cli/askSecret.js";

function terminal(isTTY: boolean) {
	const modes: boolean[] = [];
	const stream = Object.assign(new PassThrough(), {
		isTTY,
		setRawMode: (raw: boolean) => {
			modes.push(raw);
		},
	});
	return { stdin: stream as unknown as ReadStream, type: (text: string) => stream.write(text), modes };
}

describe("asking for a secret", () => {
	it("takes the line as it was corrected, and shows nothing of it", async () => {
		const { stdin, type, modes } = terminal(true);
		let shown = "";
		const asked = askSecret(
			"password",
			stdin,
			(text) => {
				shown += text;
			},
			new AbortController().signal,
		);
		type("sä");
		type("\u007fecrex\bt\r");
		expect(await asked).toBe("secret");
		expect(shown).toBe("password: \n");
		expect(modes).toEqual([true, false]);
	});

	it("ends by Ctrl-C and by the signal, and gives the terminal back", async () => {
		const first = terminal(true);
		const interrupted = askSecret("password", first.stdin, () => {}, new AbortController().signal);
		first.type("abc\u0003");
		await expect(interrupted).rejects.toMatchObject({ name: "AbortError" });
		const second = terminal(true);
		const controller = new AbortController();
		const aborted = askSecret("password", second.stdin, () => {}, controller.signal);
		controller.abort();
		await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
		expect([first.modes, second.modes]).toEqual([
			[true, false],
			[true, false],
		]);
	});

	it("without a terminal is refused at once", async () => {
		const { stdin } = terminal(false);
		await expect(askSecret("password", stdin, () => {}, new AbortController().signal)).rejects.toMatchObject({
			code: "NO_TERMINAL",
		});
	});
});
