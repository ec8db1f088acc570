"""Bittensor 10.5's Axon with an echo, its own verification and a blacklist of all but one caller.

Prints one line of JSON when it listens. The wallet is made in the folder given as the second argument.
"""

import json
import os
import sys
import time
from typing import Tuple

port, wallets = int(sys.argv[1]), sys.argv[2]
sys.argv = sys.argv[:1]
os.environ["BT_NO_PARSE_CLI_ARGS"] = "1"

import bittensor as bt
from bittensor_wallet import Keypair, Wallet
from echoSynapse import Echo

bob = Wallet(name="bob", hotkey="default", path=wallets)
for create in (bob.create_coldkey_from_uri, bob.create_hotkey_from_uri):
    create("//Bob", use_password=False, overwrite=True, suppress=True)
allowed = {Keypair.create_from_uri("//Alice").ss58_address}


def forward(synapse: Echo) -> Echo:
    synapse.reply = synapse.text
    return synapse


def blacklist(synapse: Echo) -> Tuple[bool, str]:
    return synapse.dendrite.hotkey not in allowed, "not allowed"


axon = bt.Axon(wallet=bob, port=port, ip="127.0.0.1", external_ip="127.0.0.1", external_port=port)
axon.attach(forward_fn=forward, blacklist_fn=blacklist)
axon.start()
print(json.dumps({"port": port, "pid": os.getpid()}), flush=True)
while True:
    time.sleep(60)
