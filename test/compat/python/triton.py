"""tritonclient over HTTP, as its documentation uses it: reads one JSON document on stdin, prints one on stdout."""

import json
import sys

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

given = json.load(sys.stdin)
client = triton.InferenceServerClient(given["url"], network_timeout=30.0, connection_timeout=30.0)


def infer(x, binary, outputs=None):
    command = triton.InferInput("command", [1], "BYTES")
    command.set_data_from_numpy(np.array(["café".encode()], dtype=object), binary_data=binary)
    tensor = triton.InferInput("x", list(x.shape), "FP32")
    tensor.set_data_from_numpy(x, binary_data=binary)
    asked = None if outputs is None else [triton.InferRequestedOutput(name, binary_data=binary) for name in outputs]
    answer = client.infer("probe", [command, tensor], outputs=asked, request_id="7")
    y = answer.as_numpy("y")
    text = answer.as_numpy("text")
    return {
        "id": answer.get_response()["id"],
        "y": [float(value) for value in y[:3]],
        "dtype": str(y.dtype),
        "text": None if text is None else text[0].decode() if isinstance(text[0], bytes) else text[0],
    }


x = np.full(128, 2, dtype=np.float32)
told = {
    "live": client.is_server_live(),
    "ready": client.is_server_ready(),
    "model": client.is_model_ready("probe"),
    "versioned": client.is_model_ready("probe", "1.0.0"),
    "server": client.get_server_metadata()["name"],
    "inputs": [tensor["name"] for tensor in client.get_model_metadata("probe")["inputs"]],
    "binary": infer(x, True),
    "json": infer(x, False, ["y"]),
}
try:
    infer(np.full(3, 1, dtype=np.float32), True)
except InferenceServerException as error:
    told["refused"] = error.message()
    told["status"] = error.status()
print(json.dumps(told))
