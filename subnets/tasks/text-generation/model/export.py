#!/usr/bin/env python3
"""Rewrites the character model for batches of unequal lengths.

train.py exports a graph whose positions and causal mask follow from the lengths alone, so that all rows of a batch
must be equally long. This script takes that file's weights and builds the graph anew with two more inputs:

    input_ids       int64   [batch, tokens]            characters, by their index in vocabulary.json
    attention_mask  int64   [batch, past + tokens]     1 for a character, 0 for padding on the left
    position_ids    int64   [batch, tokens]            position of each character in its own row, 0 to 127
    past            float32 [4, 2, batch, 4, past, 36] keys and values of earlier calls, by layer; past may be 0
 -> logits          float32 [batch, tokens, 63]
    present         float32 [4, 2, batch, 4, past + tokens, 36]

usage: export.py kjv-gpt-cache.onnx kjv.json OUT_FOLDER      (needs numpy and onnx; onnxruntime to check)
The output is the same byte for byte each time.
"""
import json
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

source_path, config_path, out = sys.argv[1:4]
source = onnx.load(source_path)
config = json.load(open(config_path, encoding="utf-8"))
WIDTH, LAYERS, HEADS, CONTEXT = config["D"], config["L"], config["H"], config["T"]
HEAD_WIDTH = WIDTH // HEADS
VOCABULARY = len(config["chars"])
weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in source.graph.initializer}


def matrix_of(output):
    """The weight of the MatMul whose output has this name; the exporter of PyTorch numbers them."""
    node = next(node for node in source.graph.node if output in node.output)
    assert node.op_type == "MatMul", node.op_type
    return weights[node.input[1]]


nodes, constants = [], {}


def constant(name, value, dtype=np.float32):
    constants.setdefault(name, numpy_helper.from_array(np.asarray(value, dtype=dtype), name))
    return name


def op(kind, inputs, output, **attributes):
    nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
    return output


def norm(value, prefix, output):
    scale = constant(f"{prefix}.weight", weights[f"g.{prefix}.weight"])
    bias = constant(f"{prefix}.bias", weights[f"g.{prefix}.bias"])
    return op("LayerNormalization", [value, scale, bias], output, axis=-1, epsilon=1e-5)


def linear(value, prefix, onnx_output, output):
    matrix = constant(f"{prefix}.weight", matrix_of(onnx_output))
    product = op("MatMul", [value, matrix], f"{output}.product")
    return op("Add", [product, constant(f"{prefix}.bias", weights[f"g.{prefix}.bias"])], output)


def heads(value, output):
    """[batch, tokens, width] -> [batch, heads, tokens, head width]"""
    split = op("Reshape", [value, constant("heads.shape", [0, 0, HEADS, HEAD_WIDTH], np.int64)], f"{output}.split")
    return op("Transpose", [split], output, perm=[0, 2, 1, 3])


# Which cached position may each new character see: those up to its own slot that hold a character.
minus_one = constant("minus_one", [-1], np.int64)
zero, one = constant("zero", 0, np.int64), constant("one", 1, np.int64)
past_length = op("Gather", [op("Shape", ["past"], "past.shape"), constant("four", 4, np.int64)], "past.length")
tokens = op("Gather", [op("Shape", ["input_ids"], "ids.shape"), one], "tokens")
total = op("Add", [past_length, tokens], "total")
slots = op("Range", [zero, total, one], "slots")
own = op("Unsqueeze", [op("Range", [past_length, total, one], "own.flat"), minus_one], "own")
later = op("Greater", [slots, own], "later")
empty_flat = op("Equal", ["attention_mask", zero], "empty.flat")
empty = op("Unsqueeze", [empty_flat, constant("mask.axes", [1, 2], np.int64)], "empty")
hidden = op("Or", [later, empty], "hidden")
bias = op("Where", [hidden, constant("never", -1e9), constant("always", 0.0)], "attention.bias")

token_table = constant("tokens.weight", weights["g.te.weight"])
position_table = constant("positions.weight", weights["g.pe.weight"])
x = op(
    "Add",
    [
        op("Gather", [token_table, "input_ids"], "embedded.tokens"),
        op("Gather", [position_table, "position_ids"], "embedded.positions"),
    ],
    "x",
)
presents = []
for layer in range(LAYERS):
    block = f"bl.{layer}"
    normed = norm(x, f"{block}.ln1", f"{block}.normed1")
    qkv = linear(normed, f"{block}.qkv", f"/{block}/qkv/MatMul_output_0", f"{block}.qkv.out")
    nodes.append(
        helper.make_node(
            "Split", [qkv, constant("thirds", [WIDTH] * 3, np.int64)],
            [f"{block}.q", f"{block}.k", f"{block}.v"], name=f"{block}.split", axis=-1,
        )
    )
    query = heads(f"{block}.q", f"{block}.query")
    layer_past = op("Gather", ["past", constant(f"layer.{layer}", layer, np.int64)], f"{block}.past", axis=0)
    key = op(
        "Concat",
        [op("Gather", [layer_past, zero], f"{block}.past.key", axis=0), heads(f"{block}.k", f"{block}.key.new")],
        f"{block}.key", axis=2,
    )
    value = op(
        "Concat",
        [op("Gather", [layer_past, one], f"{block}.past.value", axis=0), heads(f"{block}.v", f"{block}.value.new")],
        f"{block}.value", axis=2,
    )
    scores = op("MatMul", [query, op("Transpose", [key], f"{block}.key.turned", perm=[0, 1, 3, 2])], f"{block}.scores")
    scaled = op("Div", [scores, constant("scale", np.sqrt(HEAD_WIDTH))], f"{block}.scaled")
    attention = op("Softmax", [op("Add", [scaled, bias], f"{block}.masked")], f"{block}.attention", axis=-1)
    seen = op("Transpose", [op("MatMul", [attention, value], f"{block}.seen")], f"{block}.seen.turned", perm=[0, 2, 1, 3])
    joined = op("Reshape", [seen, constant("joined.shape", [0, 0, WIDTH], np.int64)], f"{block}.joined")
    x = op("Add", [x, linear(joined, f"{block}.o", f"/{block}/o/MatMul_output_0", f"{block}.o.out")], f"{block}.x1")
    h = linear(norm(x, f"{block}.ln2", f"{block}.normed2"), f"{block}.f1", f"/{block}/f1/MatMul_output_0", f"{block}.h")
    # GELU by the error function, as in training.
    erf = op("Erf", [op("Div", [h, constant("root2", np.sqrt(2))], f"{block}.h.scaled")], f"{block}.erf")
    gate = op("Add", [erf, constant("one.float", 1.0)], f"{block}.gate")
    gelu = op("Mul", [op("Mul", [h, constant("half", 0.5)], f"{block}.h.half"), gate], f"{block}.gelu")
    x = op("Add", [x, linear(gelu, f"{block}.f2", f"/{block}/f2/MatMul_output_0", f"{block}.f2.out")], f"{block}.x2")
    axes = constant("first", [0], np.int64)
    pair = [op("Unsqueeze", [part, axes], f"{part}.lifted") for part in (key, value)]
    presents.append(op("Unsqueeze", [op("Concat", pair, f"{block}.pair", axis=0), axes], f"{block}.present"))
op("Concat", presents, "present", axis=0)
final = norm(x, "ln", "normed")
op("MatMul", [final, constant("head.weight", matrix_of("logits"))], "logits")


def info(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


graph = helper.make_graph(
    nodes,
    "kjv-character-model",
    [
        info("input_ids", TensorProto.INT64, ["batch", "tokens"]),
        info("attention_mask", TensorProto.INT64, ["batch", "total"]),
        info("position_ids", TensorProto.INT64, ["batch", "tokens"]),
        info("past", TensorProto.FLOAT, [LAYERS, 2, "batch", HEADS, "past", HEAD_WIDTH]),
    ],
    [
        info("logits", TensorProto.FLOAT, ["batch", "tokens", VOCABULARY]),
        info("present", TensorProto.FLOAT, [LAYERS, 2, "batch", HEADS, "total", HEAD_WIDTH]),
    ],
    list(constants.values()),
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="ganglion")
model.ir_version = 8
onnx.checker.check_model(model)
with open(f"{out}/model.onnx", "wb") as file:
    file.write(model.SerializeToString(deterministic=True))
with open(f"{out}/vocabulary.json", "w", encoding="utf-8") as file:
    json.dump({"characters": config["chars"], "context": CONTEXT, "layers": LAYERS, "heads": HEADS,
               "headWidth": HEAD_WIDTH}, file, ensure_ascii=False)
    file.write("\n")

try:
    import onnxruntime
except ImportError:
    sys.exit("written; not compared with the source, since onnxruntime is missing")
before = onnxruntime.InferenceSession(source_path)
after = onnxruntime.InferenceSession(f"{out}/model.onnx")
random = np.random.default_rng(1)
lengths, longest = [5, 31, 100], 100
rows = [random.integers(0, VOCABULARY, n) for n in lengths]
ids = np.zeros((3, longest), np.int64)
mask = np.zeros((3, longest), np.int64)
for i, row in enumerate(rows):
    ids[i, longest - len(row):] = row
    mask[i, longest - len(row):] = 1
positions = np.maximum(np.cumsum(mask, 1) - 1, 0)
empty_past = np.zeros((LAYERS, 2, 3, HEADS, 0, HEAD_WIDTH), np.float32)
logits = after.run(["logits"], {"input_ids": ids, "attention_mask": mask, "position_ids": positions, "past": empty_past})[0]
worst = 0.0
for i, row in enumerate(rows):
    alone = before.run(["logits"], {"input_ids": row[None], "past": empty_past[:, :, :1]})[0]
    worst = max(worst, float(np.abs(alone[0] - logits[i, longest - len(row):]).max()))
print(f"largest difference to the source, batch of lengths {lengths}: {worst:.1e}")
assert worst < 1e-4
