"""One task by the SDK of line B: `line_b.py ENDPOINT TASK JSON`. Prints one JSON document, `{"message": ...}`."""

import json
import sys

import bittensor as bt
from bittensor import calls


def main():
    endpoint, task, given = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    chain = bt.Subtensor(endpoint)
    wallet = bt.Wallet(given["wallet"], "default")
    netuid, uids, weights = given["netuid"], given["uids"], given["weights"]
    if task == "metagraph":
        graph = chain.subnets.metagraph(netuid)
        neurons = list(graph.neurons)
        return {"message": f"{len(neurons)} neurons", "hotkeys": [neuron.hotkey for neuron in neurons]}
    if task == "register":
        call = calls.SubtensorModule.burned_register(netuid=netuid, hotkey=given["hotkey"])
        result = chain.submit_call(call, wallet)
        return {"message": str(getattr(result, "error", None) or result), "success": bool(result.success)}
    if task == "serve_axon":
        intent = bt.ServeAxon(netuid=netuid, ip=given["ip"], port=given["port"])
    elif task == "set_weights":
        intent = bt.SetWeights(netuid=netuid, uids=uids, weights=weights)
    elif task == "commit_timelocked":
        intent = bt.CommitWeights(netuid=netuid, uids=uids, weights=weights)
    elif task == "reveal_weights":
        intent = bt.RevealWeights(netuid=netuid, uids=uids, weights=weights, salt=given["salt"])
    else:
        raise SystemExit(f"no task {task}")
    result = chain.execute(intent, wallet)
    return {"message": str(getattr(result, "error", None) or result), "success": bool(result.success)}


try:
    result = main()
except Exception as error:  # what the SDK raises is what its user sees
    result = {"message": f"{type(error).__name__}: {error}", "success": False}
print(json.dumps(result))
