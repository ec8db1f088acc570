"""Signs echo requests by Bittensor's own code: signRequests.py axon|btauth PORT FOLDER

For each line `{"count", "file"}` on stdin it writes so many whole HTTP requests to the file, each behind its length
(u32, little-endian), and prints a line. `{"crypto": n}` prints the processor time of one check and one signature, in
microseconds, over n of each. Each Axon request has an uuid of its own, so that answers may overtake each other.
"""

import json
import os
import struct
import sys
import time
import uuid

scheme, port, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
sys.argv = sys.argv[:1]
os.environ["BT_NO_PARSE_CLI_ARGS"] = "1"
BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"

import bittensor as bt

if scheme == "axon":
    from bittensor_wallet import Keypair
    from echoSynapse import Echo

    alice = Keypair.create_from_uri("//Alice")

    def sign():
        synapse = Echo(text="hello")
        synapse.timeout = 120.0
        nonce, own = time.time_ns(), str(uuid.uuid1())
        synapse.axon = bt.TerminalInfo(ip="127.0.0.1", port=port, hotkey=BOB)
        synapse.dendrite = bt.TerminalInfo(
            ip="127.0.0.1", version=1, nonce=nonce, uuid=own, hotkey=alice.ss58_address
        )
        message = f"{nonce}.{alice.ss58_address}.{BOB}.{own}.{synapse.body_hash}"
        synapse.dendrite.signature = "0x" + alice.sign(message).hex()
        return "/Echo", json.dumps(synapse.model_dump()).encode(), synapse.to_headers()

else:
    wallet = bt.Wallet(name="alice", hotkey="default", path=folder)
    alice = wallet.hotkey
    BODY = b'{"text": "hello"}'

    def sign():
        headers = bt.http_auth.sign(wallet, method="POST", path="/echo", body=BODY, receiver_ss58=BOB)
        return "/echo", BODY, headers


def request():
    path, body, headers = sign()
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def cost(work, times):
    for _ in range(times // 5):
        work()
    start = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - start) / times * 1e6


def crypto(times):
    message = b"x" * 330
    signature = alice.sign(message)
    return {
        "verifyUs": cost(lambda: alice.verify(message, signature), times),
        "signUs": cost(lambda: alice.sign(message), times),
    }


for line in sys.stdin:
    given = json.loads(line)
    if "crypto" in given:
        print(json.dumps(crypto(given["crypto"])), flush=True)
        continue
    with open(given["file"], "wb") as file:
        for _ in range(given["count"]):
            message = request()
            file.write(struct.pack("<I", len(message)) + message)
    print("{}", flush=True)
