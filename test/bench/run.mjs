// npm run bench -- NAME [option...]: runs test/bench/NAME.mjs on the compiled dist/. Without a name: lists them.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const names = readdirSync(folder)
	.filter((file) => file.endsWith(".mjs") && file !== "run.mjs")
	.map((file) => file.slice(0, -".mjs".length))
	.sort();
const [name, ...options] = process.argv.slice(2);

if (name === undefined || !names.includes(name)) {
	if (name !== undefined) console.error(`there is no benchmark ${name}`);
	console.error(`npm run bench -- NAME [--json]\nNAME is one of: ${names.join(", ")}`);
	process.exit(2);
}
const { status } = spawnSync(process.execPath, [join(folder, `${name}.mjs`), ...options], {
	stdio: "inherit",
});
process.exit(status ?? 1);
