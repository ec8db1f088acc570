"""The request that Axon and its client exchange."""

import bittensor as bt


class Echo(bt.Synapse):
    text: str = ""
    reply: str | None = None
