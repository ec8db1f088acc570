#!/usr/bin/env node
import { runCli } from "./runCli.js";

// Standard output holds results only; libraries that say something by the console (such as @polkadot/api when a
// chain's runtime changes) say it on standard error.
console.log = console.error;
console.info = console.error;

const exitCode = await runCli(process.argv.slice(2), process);
// What was written to a pipe must be out before the process ends; open sockets must not keep it alive.
process.stdout.write("", () => process.exit(exitCode));
