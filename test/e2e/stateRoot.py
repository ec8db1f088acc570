"""State roots by the Polkadot protocol's own description of its trie, from all entries of a state at once.

python3 stateRoot.py < STATES.jsonl

A line is {"version": 0 or 1, "top": {key: value}, "children": {name: {key: value}}}, keys and values as hex, names as
text; for each line prints the root. Shares no code and no method with the chain: a trie is taken apart by recursion
over its sorted keys, nothing is kept between states.
"""
import hashlib
import json
import sys

sys.setrecursionlimit(10_000)


def blake2b(data):
    return hashlib.blake2b(data, digest_size=32).digest()


def compact(number):
    if number < 1 << 6:
        return bytes([number << 2])
    if number < 1 << 14:
        return ((number << 2) | 1).to_bytes(2, "little")
    return ((number << 2) | 2).to_bytes(4, "little")


def header(bits, room, length):
    """Kind of node and length of its partial key: what does not fit follows in bytes of 255 and a last smaller one."""
    if length < room:
        return bytes([bits | length])
    rest = length - room
    return bytes([bits | room]) + b"\xff" * (rest // 255) + bytes([rest % 255])


def pack(nibbles):
    odd = len(nibbles) % 2
    head = bytes(nibbles[:odd])
    return head + bytes(a << 4 | b for a, b in zip(nibbles[odd::2], nibbles[odd + 1 :: 2]))


def encode(entries, depth, version):
    """The node above `entries`, which are sorted and agree in their first `depth` nibbles."""
    first, last = entries[0][0], entries[-1][0]
    end = depth
    while end < len(first) and end < len(last) and first[end] == last[end]:
        end += 1
    partial = first[depth:end]
    value = entries[0][1] if len(first) == end else None
    below = entries[1:] if value is not None else entries
    hashed = version == 1 and value is not None and len(value) > 32
    if not below:
        bits, room = (0x20, 31) if hashed else (0x40, 63)
    elif value is None:
        bits, room = 0x80, 63
    else:
        bits, room = (0x10, 15) if hashed else (0xC0, 63)
    out = header(bits, room, len(partial)) + pack(partial)
    children = [[entry for entry in below if entry[0][end] == nibble] for nibble in range(16)] if below else []
    if below:
        out += sum(1 << nibble for nibble, some in enumerate(children) if some).to_bytes(2, "little")
    if hashed:
        out += blake2b(value)
    elif value is not None:
        out += compact(len(value)) + value
    for some in children:
        if some:
            node = encode(some, end + 1, version)
            node = node if len(node) < 32 else blake2b(node)
            out += compact(len(node)) + node
    return out


def root(state, version):
    if not state:
        return blake2b(b"\0")
    entries = sorted(([part for byte in key for part in (byte >> 4, byte & 15)], value) for key, value in state.items())
    return blake2b(encode(entries, 0, version))


def unhex(state):
    return {bytes.fromhex(key): bytes.fromhex(value) for key, value in state.items()}


for line in sys.stdin:
    given = json.loads(line)
    top = unhex(given["top"])
    for name, child in given["children"].items():
        top[b":child_storage:default:" + name.encode()] = root(unhex(child), given["version"])
    print(root(top, given["version"]).hex(), flush=True)
