import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../chain/wallet/index.js";

/** The version of Ganglion that runs, as its package.json has it. */
export function packageVersion(): string {
	return String(JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")).version);
}
