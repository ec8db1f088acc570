#!/usr/bin/env bash
# Gets what some tests of chain/host use and skip without: strace, which shows flushes, and wasmtime, the second engine.
# Never fails: a test that lacks its tool says so and is counted as skipped.
set -uo pipefail

engine="${GANGLION_WASMTIME:-$HOME/.cache/ganglion/wasmtime}"

if ! command -v strace >/dev/null; then
	apt-get install --yes --no-install-recommends strace || echo "strace is not here: its test is skipped"
fi
if ! "$engine/bin/python" -c 'import wasmtime' 2>/dev/null; then
	{ python3 -m venv "$engine" && "$engine/bin/pip" install --quiet 'wasmtime==50.0.1'; } ||
		echo "wasmtime is not here: its tests are skipped"
fi
exit 0
