#!/usr/bin/env python3
"""Trains the character model on the King James text and exports it with a key-value cache.

usage: train.py TEXT SECONDS OUT_FOLDER        (needs PyTorch; 900 seconds on one core gave the shipped weights)

TEXT is plain text, such as the chapters of Debian's package bible-kjv-text joined into one file. Training runs for a
time and not for a number of steps, so a second run gives other weights: the shipped file is the only copy of these.
OUT_FOLDER gets kjv-gpt-cache.onnx and kjv.json, from which export.py makes the shipped model.onnx.
"""
import json
import math
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

text_path, seconds, out = sys.argv[1], float(sys.argv[2]), sys.argv[3]
WIDTH, LAYERS, HEADS, CONTEXT = 144, 4, 4, 128
HEAD_WIDTH = WIDTH // HEADS
BATCH, PEAK_RATE, WARM_UP = 16, 2e-3, 60

torch.manual_seed(1)
torch.set_num_threads(1)
text = open(text_path, encoding="utf-8").read()
characters = sorted(set(text))
index = {character: i for i, character in enumerate(characters)}
VOCABULARY = len(characters)
data = torch.tensor([index[character] for character in text])
split = int(len(data) * 0.95)
training, validation = data[:split], data[split:]


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln1, self.ln2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.o = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.f1, self.f2 = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x, mask, past=None):
        batch, tokens, _ = x.shape
        q, k, v = (
            part.view(batch, -1, HEADS, HEAD_WIDTH).transpose(1, 2) for part in self.qkv(self.ln1(x)).split(WIDTH, 2)
        )
        if past is not None:
            k, v = torch.cat([past[0], k], 2), torch.cat([past[1], v], 2)
        attention = F.softmax(q @ k.transpose(2, 3) / math.sqrt(HEAD_WIDTH) + mask, -1)
        x = x + self.o((attention @ v).transpose(1, 2).reshape(batch, tokens, WIDTH))
        h = self.f1(self.ln2(x))
        return x + self.f2(0.5 * h * (1 + torch.erf(h / math.sqrt(2)))), (k, v)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.te, self.pe = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(CONTEXT, WIDTH)
        self.bl = nn.ModuleList([Block() for _ in range(LAYERS)])
        self.ln, self.head = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, VOCABULARY, bias=False)
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=0.03)

    def forward(self, ids):
        places = torch.arange(ids.shape[1])
        mask = (places[None, :] > places[:, None]).float() * -1e9
        x = self.te(ids) + self.pe(places)
        for block in self.bl:
            x, _ = block(x, mask)
        return self.head(self.ln(x))


class Cached(nn.Module):
    """ids [batch, tokens], past [layers, 2, batch, heads, past, head width] -> logits, present."""

    def __init__(self, g):
        super().__init__()
        self.g = g

    def forward(self, ids, past):
        length, tokens = past.shape[4], ids.shape[1]
        places = torch.arange(tokens) + length
        mask = (torch.arange(length + tokens)[None, :] > places[:, None]).float() * -1e9
        x, present = self.g.te(ids) + self.g.pe(places), []
        for i, block in enumerate(self.g.bl):
            x, cache = block(x, mask, (past[i, 0], past[i, 1]))
            present.append(torch.stack(cache))
        return self.g.head(self.g.ln(x)), torch.stack(present)


def draw(source):
    starts = torch.randint(len(source) - CONTEXT - 1, (BATCH,))
    windows = torch.stack([source[i : i + CONTEXT + 1] for i in starts])
    return windows[:, :-1], windows[:, 1:]


def loss_of(model, source):
    x, y = draw(source)
    return F.cross_entropy(model(x).view(-1, VOCABULARY), y.reshape(-1))


model = Model()
optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, betas=(0.9, 0.95), weight_decay=0.05)
began, step = time.time(), 0
while (done := (time.time() - began) / seconds) < 1:
    rate = PEAK_RATE * min(1, (step + 1) / WARM_UP) * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * done)))
    for group in optimizer.param_groups:
        group["lr"] = rate
    loss = loss_of(model, training)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    step += 1
    if step % 100 == 0:
        with torch.no_grad():
            print(f"{step} {time.time() - began:.0f} s, {loss.item():.3f}, held out {loss_of(model, validation).item():.3f}", flush=True)

model.eval()
json.dump({"chars": characters, "D": WIDTH, "L": LAYERS, "H": HEADS, "T": CONTEXT}, open(f"{out}/kjv.json", "w", encoding="utf-8"))
torch.onnx.export(
    Cached(model),
    (torch.zeros(1, 3, dtype=torch.long), torch.zeros(LAYERS, 2, 1, HEADS, 5, HEAD_WIDTH)),
    f"{out}/kjv-gpt-cache.onnx",
    input_names=["input_ids", "past"],
    output_names=["logits", "present"],
    dynamic_axes={
        "input_ids": {0: "b", 1: "t"},
        "past": {2: "b", 4: "p"},
        "logits": {0: "b", 1: "t"},
        "present": {2: "b", 4: "pt"},
    },
    opset_version=14,
)
