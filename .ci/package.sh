#!/usr/bin/env bash
# Packs the package as npm would publish it, installs the tarball elsewhere without install scripts, and uses it.
set -euo pipefail
cd "$(dirname "$0")/.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
npm run build --silent
tarball="$(npm pack --silent --pack-destination "$work")"
cd "$work"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund "./$tarball"
npx --no-install ganglion --help
npx --no-install ganglion wallet create --wallet-path "$work/wallets" --wallet alone --no-password --json
npx --no-install ganglion localnet --tmp --epochs 1 --port 15000 --json >"$work/localnet.json"
node -e '
	const report = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
	if (report.subnets.length !== 2 || report.conservation.holds !== true) process.exit(1);
' "$work/localnet.json"
echo "the packed tarball runs a network on its own"
