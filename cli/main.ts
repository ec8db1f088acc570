#!/usr/bin/env node
import { runCli } from "./runCli.js";

const exitCode = await runCli(process.argv.slice(2), process);
// What was written to a pipe must be out before the process ends; open sockets must not keep it alive.
process.stdout.write("", () => process.exit(exitCode));
