#!/usr/bin/env bash
# Builds the native part of @tensorflow/tfjs-node-gpu (or of tfjs-node, where that is the one installed), which
# `npm ci` leaves out, on the TensorFlow library inside a PyPI wheel. Nothing is imported from Python: the wheel is
# only unpacked. Downloads come from PyPI (by pip) and, where no Node headers are found, from npm; nothing else.
# Safe to repeat: what is already there and works is kept.
set -euo pipefail

tensorflow_version=2.21.0
node_api_headers_version=1.9.0
# sha256 of the CPython 3.11 manylinux x86_64 wheels; pip refuses anything else
cpu_wheel_sha256=2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c
gpu_wheel_sha256=9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124
# what TensorFlow 2.21 asks for in its extra `and-cuda`
cuda_requirements=(
	'nvidia-cublas-cu12<13,>=12.5.3.2' 'nvidia-cuda-cupti-cu12<13,>=12.5.82' 'nvidia-cuda-nvcc-cu12<13,>=12.5.82'
	'nvidia-cuda-nvrtc-cu12<13,>=12.5.82' 'nvidia-cuda-runtime-cu12<13,>=12.5.82' 'nvidia-cudnn-cu12<10,>=9.3.0.75'
	'nvidia-cufft-cu12<12,>=11.2.3.61' 'nvidia-curand-cu12<11,>=10.3.6.82' 'nvidia-cusolver-cu12<12,>=11.6.3.83'
	'nvidia-cusparse-cu12<13,>=12.5.1.3' 'nvidia-nccl-cu12<3,>=2.27.7' 'nvidia-nvjitlink-cu12<13,>=12.5.82'
)

usage() {
	cat <<-'TEXT'
		npm run gpu:install [-- --cpu | -- --cuda-libs]

		  (no option)   TensorFlow with CUDA kernels, for the CUDA 12 and cuDNN 9 installed on this machine;
		                without a usable GPU it computes on the CPU
		  --cuda-libs   the same, and NVIDIA's libraries from PyPI beside it (about 3 GB)
		  --cpu         TensorFlow with CPU kernels only

		  GANGLION_CACHE          where the library is kept (default: $XDG_CACHE_HOME/ganglion or ~/.cache/ganglion)
		  GANGLION_TENSORFLOW_WHEEL   a wheel file to unpack instead of downloading one
	TEXT
}

say() { printf 'gpu:install: %s\n' "$*"; }

fail() { # message, remedy
	printf 'gpu:install: %s\nremedy: %s\n' "$1" "$2" >&2
	exit 1
}

kind=gpu
cuda_libs=no
for argument in "$@"; do
	case $argument in
	--cpu) kind=cpu ;;
	--cuda-libs) cuda_libs=yes ;;
	--help | -h) usage && exit 0 ;;
	*) usage >&2 && exit 2 ;;
	esac
done
if [ "$kind" = cpu ] && [ "$cuda_libs" = yes ]; then
	fail "--cpu and --cuda-libs exclude each other" "give one of them"
fi

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
cache=${GANGLION_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ganglion}
library=$cache/tensorflow-$tensorflow_version-$kind
name='' package=''

main() {
	check_machine
	find_package
	local outcome
	if is_built; then
		outcome=$(try_product)
		say "nothing to do: $outcome"
		return
	fi
	fetch_tensorflow
	if [ "$cuda_libs" = yes ]; then fetch_cuda; fi
	link_library
	compile_addon
	outcome=$(try_product)
	say "$outcome"
	say "library kept in $library ($(du -sh "$library" | cut -f 1)); delete it to undo this"
}

check_machine() {
	[ "$(uname -sm)" = "Linux x86_64" ] || fail "only Linux on x86_64 is supported, this is $(uname -sm)" \
		"none needed: scoring runs on plain JavaScript everywhere"
	if ldd --version 2>&1 | grep -qi musl; then
		fail "TensorFlow needs glibc, this system has musl" "none needed: scoring runs on plain JavaScript everywhere"
	fi
	local tool missing=()
	for tool in node npm g++ python3; do
		command -v "$tool" >/dev/null || missing+=("$tool")
	done
	[ ${#missing[@]} -eq 0 ] || fail "not found on this machine: ${missing[*]}" "install it, e.g. apt-get install g++ python3-pip"
}

find_package() { # the package folder, wherever npm has put it
	local candidate path
	for candidate in @tensorflow/tfjs-node-gpu @tensorflow/tfjs-node; do
		path=$(cd "$root" && node -p "require.resolve('$candidate/package.json')" 2>/dev/null) || continue
		name=$candidate package=$(dirname "$path")
		return
	done
	fail "neither @tensorflow/tfjs-node-gpu nor @tensorflow/tfjs-node is installed" "npm ci --include=optional"
}

stamp() { # what a finished build was made from
	printf '%s %s cuda-libs=%s library=%s\n' "$kind" "$tensorflow_version" "$cuda_libs" "$library"
}

is_built() {
	[ "$(cat "$package/deps/built" 2>/dev/null)" = "$(stamp)" ] && (try_product) >/dev/null 2>&1
}

pip_download() { # folder, argument...: wheels for CPython 3.11, whichever python3 runs pip
	local folder=$1 problem
	shift
	python3 -m pip --version >/dev/null 2>&1 || fail "python3 has no pip" "install it, e.g. apt-get install python3-pip"
	if ! problem=$(python3 -m pip download --quiet --no-deps --only-binary=:all: --implementation cp \
		--python-version 3.11 --platform manylinux_2_28_x86_64 --platform manylinux_2_27_x86_64 \
		--platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 --platform manylinux1_x86_64 \
		--dest "$folder" "$@" 2>&1); then
		fail "pip could not download: $(tail -n 3 <<<"$problem" | tr '\n' ' ')" \
			"check that PyPI (or the mirror pip is set to) is reachable; or give GANGLION_TENSORFLOW_WHEEL=FILE"
	fi
}

unpack() { # folder, pattern, wheel...: the members of the wheels that match the pattern as a whole
	python3 - "$@" <<-'PYTHON'
		import re, sys, zipfile
		folder, pattern, *wheels = sys.argv[1:]
		for wheel in wheels:
		    with zipfile.ZipFile(wheel) as archive:
		        archive.extractall(folder, [name for name in archive.namelist() if re.fullmatch(pattern, name)])
	PYTHON
}

fetch_tensorflow() {
	if [ -e "$library/tensorflow/include" ]; then return; fi
	mkdir -p "$cache"
	local work wheel=${GANGLION_TENSORFLOW_WHEEL:-} distribution=tensorflow sha256=$gpu_wheel_sha256 part
	work=$(mktemp -d "$cache/unpacking.XXXXXX")
	# shellcheck disable=SC2064 # the folder of now, not of then
	trap "rm -rf '$work'" EXIT
	if [ -z "$wheel" ]; then
		if [ "$kind" = cpu ]; then distribution=tensorflow-cpu sha256=$cpu_wheel_sha256; fi
		say "downloading $distribution $tensorflow_version from PyPI"
		echo "$distribution==$tensorflow_version --hash=sha256:$sha256" >"$work/requirements.txt"
		pip_download "$work/wheels" --require-hashes --requirement "$work/requirements.txt"
		wheel=$(echo "$work"/wheels/*.whl)
	elif [ ! -r "$wheel" ]; then
		fail "GANGLION_TENSORFLOW_WHEEL names $wheel, which cannot be read" "give the path of a TensorFlow wheel"
	fi
	unpack "$work/unpacked" 'tensorflow/(libtensorflow_(cc|framework)\.so\.2|include/(.*/)?(c/[^/]*\.h|c/eager/[^/]*\.h|platform/ctstring[^/]*\.h))' "$wheel"
	for part in libtensorflow_cc.so.2 libtensorflow_framework.so.2 include/tensorflow/c/c_api.h; do
		[ -e "$work/unpacked/tensorflow/$part" ] || fail "the wheel holds no tensorflow/$part" \
			"use the wheel of tensorflow $tensorflow_version for CPython on Linux x86_64"
	done
	mkdir -p "$library"
	# a rename, so that another run at the same time sees all or nothing
	mv -T "$work/unpacked/tensorflow" "$library/tensorflow" 2>/dev/null || [ -e "$library/tensorflow/include" ]
	rm -rf "$work"
	trap - EXIT
}

fetch_cuda() { # TensorFlow's run path looks for them in ../nvidia/*/lib
	if [ -e "$library/nvidia" ]; then return; fi
	local work
	work=$(mktemp -d "$cache/unpacking.XXXXXX")
	# shellcheck disable=SC2064
	trap "rm -rf '$work'" EXIT
	say "downloading NVIDIA's CUDA 12 libraries from PyPI (about 3 GB)"
	pip_download "$work/wheels" "${cuda_requirements[@]}"
	unpack "$work/unpacked" 'nvidia/(.*/)?(lib|nvvm)/.*|nvidia/.*/bin/ptxas' "$work"/wheels/*.whl
	chmod +x "$work"/unpacked/nvidia/cuda_nvcc/bin/ptxas 2>/dev/null || true
	mv -T "$work/unpacked/nvidia" "$library/nvidia" 2>/dev/null || [ -e "$library/nvidia" ]
	rm -rf "$work"
	trap - EXIT
}

link_library() { # the names that the addon is linked to, and will look for at run time
	rm -rf "${package:?}/deps"
	mkdir -p "$package/deps/lib"
	ln -s "$library/tensorflow/include" "$package/deps/include"
	ln -s "$library/tensorflow/libtensorflow_cc.so.2" "$package/deps/lib/libtensorflow_cc.so.2"
	ln -s "$library/tensorflow/libtensorflow_framework.so.2" "$package/deps/lib/libtensorflow_framework.so.2"
	ln -s libtensorflow_cc.so.2 "$package/deps/lib/libtensorflow.so"
	ln -s libtensorflow_framework.so.2 "$package/deps/lib/libtensorflow_framework.so"
	if [ -e "$library/nvidia" ]; then ln -s "$library/nvidia" "$package/deps/nvidia"; fi
}

node_headers() { # a folder with node_api.h; from npm where Node was installed without its headers
	local prefix folder
	prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
	for folder in "${npm_config_nodedir:-$prefix}/include/node" "$prefix/include/node" /usr/include/node; do
		if [ -e "$folder/node_api.h" ]; then
			echo "$folder"
			return
		fi
	done
	folder=$cache/node-api-headers-$node_api_headers_version
	if [ ! -e "$folder/node_modules/node-api-headers/include/node_api.h" ]; then
		mkdir -p "$folder"
		npm install --silent --no-save --ignore-scripts --prefix "$folder" \
			"node-api-headers@$node_api_headers_version" >&2 ||
			fail "no Node headers here, and npm could not fetch node-api-headers" "install the headers of Node, or check npm's registry"
	fi
	echo "$folder/node_modules/node-api-headers/include"
}

compile_addon() { # two source files: g++ alone does it, without node-gyp
	local target headers
	target=$(cd "$package" && node -p "require('@mapbox/node-pre-gyp').find('$package/package.json')")
	headers=$(node_headers)
	say "compiling $name with the headers in $headers"
	mkdir -p "$(dirname "$target")"
	# into a file of its own, then renamed: a process that has the old addon open keeps it
	g++ -shared -fPIC -O2 -std=c++17 -w -DNAPI_VERSION=8 -DNODE_GYP_MODULE_NAME=tfjs_binding -DBUILDING_NODE_EXTENSION \
		-I"$headers" -I"$package/deps/include" "$package"/binding/*.cc -L"$package/deps/lib" -ltensorflow \
		-ltensorflow_framework -Wl,-rpath,'$ORIGIN/../../deps/lib' -o "$target.new" ||
		fail "the addon of $name does not compile, see above" "report it with the version of g++ ($(g++ -dumpversion))"
	mv -f "$target.new" "$target"
	stamp >"$package/deps/built"
}

try_product() { # a real product: a library that loads but computes nonsense is found here
	local output
	if ! output=$(cd "$root" && TF_CPP_MIN_LOG_LEVEL=${TF_CPP_MIN_LOG_LEVEL:-2} node -e '
		const util = require("node:util");
		util.isNullOrUndefined ??= (value) => value === null || value === undefined;
		util.isArray ??= Array.isArray;
		const tf = require(process.argv[1]);
		const sum = tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])).sum().dataSync()[0];
		if (sum !== 64 ** 3) throw new Error(`64³ came out as ${sum}`);
		const { binding, isUsingGpuDevice } = tf.backend();
		console.log(`TensorFlow ${binding.TF_Version} computes on the ${isUsingGpuDevice ? "GPU" : "CPU"}`);
		process.exit(0);
	' "$name" 2>&1); then
		fail "the built $name does not work: $(grep -m 1 -E 'Error|error|cannot open' <<<"$output" || tail -n 1 <<<"$output")" \
			"delete $library and $package/deps, then try again"
	fi
	tail -n 1 <<<"$output"
}

main
