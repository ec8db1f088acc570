"""Bittensor 11's own check of btauth/1 under FastAPI and uvicorn (uvloop, httptools), as its documentation uses it.

Answers are not signed: bittensor 11 has no receipts. Requests may be two minutes old, since they are signed in advance.
"""

import json
import os
import sys

port = int(sys.argv[1])
sys.argv = sys.argv[:1]

import bittensor as bt
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

RECEIVER = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
ALLOWED = {"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"}
app = FastAPI()


@app.post("/echo")
async def echo(request: Request):
    body = await request.body()
    try:
        caller = bt.http_auth.verify(
            request.headers, body, method="POST", path="/echo", self_hotkey_ss58=RECEIVER, max_age=120.0
        )
    except bt.http_auth.AuthError as error:
        return JSONResponse({"error": str(error)}, 401)
    if caller.hotkey_ss58 not in ALLOWED:
        return JSONResponse({"error": "not allowed"}, 403)
    return {"reply": json.loads(body)["text"]}


@app.on_event("startup")
async def ready():
    print(json.dumps({"port": port, "pid": os.getpid()}), flush=True)


uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)
