"""Axon headers of bittensor 10: reads one JSON document on stdin, prints JSON lines on stdout.

`{"do": "ask", ...}` asks a miner by a Dendrite, with the synapse that docs/dialects.md defines, once for each of `asks`.
`{"do": "serve", ...}` serves that synapse by an Axon, prints its port, and runs until stdin closes.
"""

import asyncio
import hashlib
import json
import sys
import time
from typing import ClassVar, Optional

import bittensor as bt
from bittensor.utils import networking

# The sandbox reaches nobody who would tell an address; neither side's signature holds one.
networking.get_external_ip = lambda: "203.0.113.9"


class Probe(bt.Synapse):
    request: str = ""
    response: Optional[str] = None
    receipt: Optional[dict[str, str]] = None
    required_hash_fields: ClassVar[tuple[str, ...]] = ("request",)


class ProbeRows(Probe):
    pass


class Unsigned(bt.Synapse):
    """A synapse as most subnets write it: nothing of its body is signed."""

    request: str = ""
    response: Optional[str] = None


SYNAPSES = {"Probe": Probe, "ProbeRows": ProbeRows, "Unsigned": type("Probe", (Unsigned,), {})}


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


async def ask(given):
    wallet = bt.Wallet(given["wallet"], "default")
    answers = []
    async with bt.Dendrite(wallet) as dendrite:
        for each in given["asks"]:
            axon = bt.AxonInfo(
                version=1, ip="127.0.0.1", port=given["port"], ip_type=4, coldkey="", hotkey=each["receiver"]
            )
            synapse = SYNAPSES[each["synapse"]](request=each["request"])
            if each.get("spoil") == "no signature":
                sign = dendrite.preprocess_synapse_for_request

                def unsigned(*arguments):
                    made = sign(*arguments)
                    made.dendrite.signature = None
                    return made

                dendrite.preprocess_synapse_for_request = unsigned
            answer = await dendrite.call(axon, synapse, timeout=30, deserialize=False)
            dendrite.__dict__.pop("preprocess_synapse_for_request", None)
            answers.append(
                {
                    "ok": answer.is_success,
                    "status": answer.dendrite.status_code,
                    "message": answer.dendrite.status_message,
                    "request": answer.request,
                    "response": answer.response,
                    "receipt": getattr(answer, "receipt", None),
                    "nonce": str(answer.dendrite.nonce),
                    "axon": answer.axon.hotkey,
                    "signed": wallet.hotkey.__class__(ss58_address=answer.axon.hotkey).verify(
                        f"{answer.axon.nonce}.{answer.dendrite.hotkey}.{answer.axon.hotkey}.{answer.axon.uuid}",
                        answer.axon.signature,
                    )
                    if answer.axon.signature
                    else None,
                }
            )
    print(json.dumps({"answers": answers}))


def receipt_of(synapse, response, model, started, hotkey):
    """btreceipt/1 (docs/protocol.md) over the texts of a synapse."""
    values = {
        "Status": "200",
        "Nonce": str(synapse.dendrite.nonce),
        "Request": sha256(synapse.request),
        "Response": sha256(response),
        "Model": model,
        "Started": str(started),
        "Finished": str(time.time_ns()),
        "Miner": hotkey.ss58_address,
        "Caller": synapse.dendrite.hotkey,
    }
    signature = hotkey.sign("\n".join(["btreceipt/1", "sr25519", *values.values()]))
    headers = {f"X-Bittensor-Receipt-{name}": value for name, value in values.items()}
    return {"X-Bittensor-Receipt": "1", **headers, "X-Bittensor-Receipt-Signature": f"0x{signature.hex()}"}


def serve(given):
    wallet = bt.Wallet(given["wallet"], "default")
    withheld = {}

    def forward(synapse: Probe) -> Probe:
        started = time.time_ns()
        asked = json.loads(synapse.request)
        x = next(tensor for tensor in asked["inputs"] if tensor["name"] == "x")
        y = {"name": "y", "datatype": "FP32", "shape": x["shape"], "data": [2 * value for value in x["data"]]}
        withheld[str(synapse.dendrite.nonce)] = ["AQ==", "Ag=="]
        synapse.response = json.dumps({"model_name": "probe", "outputs": [y]})
        if not given.get("receipts", True):
            return synapse
        synapse.receipt = receipt_of(synapse, synapse.response, given["model"], started, wallet.hotkey)
        return synapse

    def forward_rows(synapse: ProbeRows) -> ProbeRows:
        started = time.time_ns()
        asked = json.loads(synapse.request)
        rows = withheld[asked["nonce"]]
        synapse.response = json.dumps({"tensor": asked["tensor"], "rows": [rows[row] for row in asked["rows"]]})
        synapse.receipt = receipt_of(synapse, synapse.response, given["model"], started, wallet.hotkey)
        return synapse

    axon = bt.Axon(wallet=wallet, ip="127.0.0.1", port=given["port"], external_ip="127.0.0.1")
    axon.attach(forward_fn=forward).attach(forward_fn=forward_rows)
    axon.start()
    print(json.dumps({"hotkey": wallet.hotkey.ss58_address}), flush=True)
    sys.stdin.read()
    axon.stop()


given = json.loads(sys.stdin.readline())
if given["do"] == "ask":
    asyncio.run(ask(given))
else:
    serve(given)
