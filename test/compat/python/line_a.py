"""One task by the SDK of line A: `line_a.py ENDPOINT TASK JSON`. Prints one JSON document, `{"message": ...}`."""

import json
import sys

import bittensor


def told(response):
    return {"message": str(getattr(response, "message", response)), "success": bool(getattr(response, "success", response))}


def main():
    endpoint, task, given = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    chain = bittensor.Subtensor(network=endpoint)
    wallet = bittensor.Wallet(name=given["wallet"], hotkey="default")
    netuid = given["netuid"]
    row = {"uids": given["uids"], "weights": given["weights"]}
    settled = {"wait_for_inclusion": True, "wait_for_finalization": True}
    if task == "serve_axon":
        axon = bittensor.Axon(wallet=wallet, port=given["port"], external_ip=given["ip"], external_port=given["port"])
        return told(chain.serve_axon(netuid=netuid, axon=axon, **settled))
    if task == "metagraph":
        graph = chain.metagraph(netuid)
        return {"message": f"{int(graph.n)} neurons", "hotkeys": list(graph.hotkeys)}
    if task == "set_weights":
        return told(chain.set_weights(wallet=wallet, netuid=netuid, **row, **settled))
    if task == "set_commitment":
        return told(chain.set_commitment(wallet, netuid, given["data"], **settled))
    if task == "set_reveal_commitment":
        return told(chain.set_reveal_commitment(wallet, netuid, given["data"], given["blocks"], **settled))
    if task == "commit_weights":
        return told(chain.commit_weights(wallet=wallet, netuid=netuid, salt=given["salt"], **row, **settled))
    if task == "reveal_weights":
        return told(chain.reveal_weights(wallet=wallet, netuid=netuid, salt=given["salt"], **row, **settled))
    raise SystemExit(f"no task {task}")


try:
    result = main()
except Exception as error:  # what the SDK raises is what its user sees
    result = {"message": f"{type(error).__name__}: {error}", "success": False}
print(json.dumps(result))
