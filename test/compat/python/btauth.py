"""Signed requests of bittensor 11: reads one JSON document on stdin, prints one on stdout.

`{"do": "ask", ...}` signs a request by the wallet's hotkey and sends it `times` times with the same headers, the last
time with another body where `change` says so. `{"do": "verify", ...}` checks headers that somebody else made.
"""

import http.client
import json
import sys

from bittensor import Wallet, http_auth


def ask(given):
    body = bytes.fromhex(given["body"])
    signed = http_auth.sign(
        Wallet(given["wallet"], "default"),
        method="POST",
        path=given["path"],
        body=body,
        receiver_ss58=given["receiver"],
    )
    answers = []
    for sent in given["send"]:
        connection = http.client.HTTPConnection("127.0.0.1", given["port"], timeout=30)
        connection.request("POST", given["path"], bytes.fromhex(sent), {**given["headers"], **signed})
        response = connection.getresponse()
        answers.append({"status": response.status, "body": response.read().hex()})
        connection.close()
    return {"answers": answers}


def verify(given):
    try:
        caller = http_auth.verify(
            given["headers"],
            bytes.fromhex(given["body"]),
            method="POST",
            path=given["path"],
            self_hotkey_ss58=given["receiver"],
        )
        return {"caller": caller.hotkey_ss58}
    except http_auth.AuthError as error:
        return {"refused": type(error).__name__}


given = json.load(sys.stdin)
print(json.dumps(ask(given) if given["do"] == "ask" else verify(given)))
