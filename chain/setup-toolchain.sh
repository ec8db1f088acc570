#!/usr/bin/env bash
# Makes this machine able to build the runtime, and prints the toolchain to build with. Safe to repeat: what is
# there already is left alone.
#
#   1. rustup, where it has or can fetch the compiler that rust-toolchain.toml pins: prints its name (1.95.0).
#      Only that one gives the committed artifact's bytes.
#   2. otherwise, on Debian as root: Debian's rustc-web, with `core` and `alloc` for the wasm target built once
#      from its sources: prints `debian`. Build with `RUSTUP_TOOLCHAIN=debian` or, without rustup, as it is.
#      The artifact then gets other bytes; the behaviour tests are the same.
#
# Also installs what the build calls: a C linker and zstd. SETUP_TOOLCHAIN=debian skips the first way.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
target=wasm32v1-none
pinned=$(sed -n 's/^channel = "\(.*\)"$/\1/p' "$here/rust-toolchain.toml")

say() { echo "setup-toolchain: $*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }
has_core() { compgen -G "$1/lib/rustlib/$target/lib/libcore-*.rlib" >/dev/null; }

install_debian() {
	if ! has apt-get || [ "$(id -u)" != 0 ]; then
		say "missing: $*. Install it with this system's package manager, then run this again"
		exit 1
	fi
	apt-get update -qq >&2
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

has cc || install_debian gcc libc6-dev
has zstd || install_debian zstd
# cargo's own way to the registry
[ -e /etc/ssl/certs/ca-certificates.crt ] || ! has apt-get || install_debian ca-certificates

by_rustup() {
	has rustup || return 1
	local sysroot
	if ! sysroot=$(RUSTUP_AUTO_INSTALL=0 rustup run "$pinned" rustc --print sysroot 2>/dev/null); then
		timeout 300 rustup toolchain install "$pinned" --profile minimal \
			--component rustfmt --component clippy --target "$target" >&2 || return 1
		sysroot=$(rustup run "$pinned" rustc --print sysroot)
	fi
	has_core "$sysroot" || timeout 300 rustup target add --toolchain "$pinned" "$target" >&2
}

by_debian() {
	local rustc=/usr/bin/rustc sysroot host linker work
	if ! [ -x "$rustc" ] || ! [ -d /usr/lib/rustlib/src/rust/library/core ]; then
		install_debian rustc-web cargo-web rust-web-src lld
	fi
	sysroot=$("$rustc" --print sysroot)
	host=$("$rustc" -vV | sed -n 's/^host: //p')
	# rustc looks for its wasm linker under this name
	linker="$sysroot/lib/rustlib/$host/bin/rust-lld"
	if ! [ -e "$linker" ]; then
		has lld || install_debian lld
		mkdir -p "$(dirname "$linker")"
		ln -sfn "$(command -v lld)" "$linker"
	fi
	if ! has_core "$sysroot"; then
		work=$(mktemp -d)
		mkdir -p "$work/src"
		echo '#![no_std]' >"$work/src/lib.rs"
		printf '[package]\nname = "core-for-wasm"\nversion = "0.0.0"\nedition = "2021"\n' >"$work/Cargo.toml"
		(
			cd "$work"
			unset RUSTFLAGS RUSTUP_TOOLCHAIN
			RUSTC_BOOTSTRAP=1 RUSTC="$rustc" CARGO_TARGET_DIR="$work/target" /usr/bin/cargo build --quiet --release \
				--target "$target" -Z build-std=core,alloc -Z build-std-features=compiler-builtins-mem >&2
		)
		mkdir -p "$sysroot/lib/rustlib/$target/lib"
		cp "$work/target/$target"/release/deps/lib{core,alloc,compiler_builtins}-*.rlib "$sysroot/lib/rustlib/$target/lib/"
		rm -rf "$work"
	fi
	if has rustup; then rustup toolchain link debian "$sysroot" >&2; fi
}

if [ "${SETUP_TOOLCHAIN:-}" != debian ] && by_rustup; then
	echo "$pinned"
else
	say "rustup has no $pinned here: taking Debian's compiler, whose artifact has other bytes"
	by_debian
	echo debian
fi
