"""Bittensor 11's own check of btauth/1 under FastAPI and uvicorn, as its documentation uses it: PORT FOLDER plain|native

`plain` is what `pip install fastapi uvicorn` runs (asyncio, h11), `native` the same with uvloop and httptools.

Answers are not signed: bittensor 11 has no receipts. Requests may be 55 s old, since they are signed in advance.
"""

import json
import os
import sys
from contextlib import asynccontextmanager

port, kind = int(sys.argv[1]), sys.argv[3]
sys.argv = sys.argv[:1]

import bittensor as bt
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

RECEIVER = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
ALLOWED = {"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"}


@asynccontextmanager
async def lifespan(_app):
    print(json.dumps({"port": port, "pid": os.getpid()}), flush=True)
    yield


app = FastAPI(lifespan=lifespan)


@app.post("/echo")
async def echo(request: Request):
    body = await request.body()
    try:
        caller = bt.http_auth.verify(
            request.headers, body, method="POST", path="/echo", self_hotkey_ss58=RECEIVER, max_age=55.0
        )
    except bt.http_auth.AuthError as error:
        return JSONResponse({"error": str(error)}, 401)
    if caller.hotkey_ss58 not in ALLOWED:
        return JSONResponse({"error": "not allowed"}, 403)
    return {"reply": json.loads(body)["text"]}


loop, http = {"plain": ("asyncio", "h11"), "native": ("uvloop", "httptools")}[kind]
uvicorn.run(app, host="127.0.0.1", port=port, loop=loop, http=http, log_level="warning", access_log=False)
