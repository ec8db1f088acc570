import { StringDecoder } from "node:string_decoder";
import type { ReadStream } from "node:tty";
import { NoTerminalError } from "./errors.js";

const ENTER = new Set(["\r", "\n", "\u0004"]);
const ERASE = new Set(["\u007f", "\b"]);
const INTERRUPT = "\u0003";

/**
 * Asks for a secret on the terminal; what is typed is not shown.
 *
 * @param question - without its colon
 * @throws {NoTerminalError} where `stdin` is no terminal
 */
export function askSecret(
	question: string,
	stdin: ReadStream,
	write: (text: string) => void,
	signal: AbortSignal,
): Promise<string> {
	if (!stdin.isTTY) return Promise.reject(new NoTerminalError(question));
	return new Promise((resolve, reject) => {
		let typed = "";
		// A character may arrive in two chunks.
		const decoder = new StringDecoder("utf8");
		const finish = (settle: () => void) => {
			stdin.off("data", onData);
			signal.removeEventListener("abort", onAbort);
			stdin.setRawMode(false);
			stdin.pause();
			write("\n");
			settle();
		};
		const onAbort = () => finish(() => reject(signal.reason));
		const onData = (chunk: Buffer) => {
			for (const character of decoder.write(chunk)) {
				if (character === INTERRUPT)
					return finish(() => reject(new DOMException("interrupted", "AbortError")));
				if (ENTER.has(character)) return finish(() => resolve(typed));
				typed = ERASE.has(character) ? [...typed].slice(0, -1).join("") : typed + character;
			}
		};
		write(`${question}: `);
		stdin.setRawMode(true);
		stdin.resume();
		stdin.on("data", onData);
		signal.addEventListener("abort", onAbort, { once: true });
	});
}
