import { readdirSync } from "node:fs";
import { join } from "node:path";
import { FAKE_CLOCK } from "./lines.js";
import { pythonEnvironment } from "./pythonEnvironment.js";
import type { Unavailable } from "./taskBook.js";

/** Starts programs at another time, or says why they cannot be on this machine. */
export type FakeClock =
	| { readonly at: (ms: number, pace: "runs" | "stands") => Record<string, string> }
	| Unavailable;

/**
 * libfaketime, which tells a program that is not changed another time of day. What a program measures durations by
 * stays as it is.
 */
export async function fakeClock(): Promise<FakeClock> {
	const environment = await pythonEnvironment(FAKE_CLOCK);
	if ("unavailable" in environment) return environment;
	const library = findLibrary(join(environment.bin, "..", "lib"));
	if (library === undefined)
		return { unavailable: `${FAKE_CLOCK.packages.join()} holds no library for this machine` };
	return {
		at: (ms, pace) => {
			const text = new Date(ms).toISOString().slice(0, 19).replace("T", " ");
			return {
				LD_PRELOAD: library,
				DONT_FAKE_MONOTONIC: "1",
				TZ: "UTC",
				FAKETIME: pace === "runs" ? `@${text}` : text,
			};
		},
	};
}

function findLibrary(folder: string): string | undefined {
	const file = readdirSync(folder, { recursive: true, encoding: "utf8" }).find((name) =>
		name.endsWith("libfaketime.so.1"),
	);
	return file === undefined ? undefined : join(folder, file);
}
