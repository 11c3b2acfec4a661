"""Trained networks on disk: 8 outputs for FER+ and 7 for FER2013 behind one trunk."""
from pathlib import Path

import torch

from networks import NETWORKS, Network

HEADS = {"ferplus": slice(0, 8), "fer2013": slice(8, 15)}
OUTPUTS = 15


def weights_of(state: dict) -> dict:
    """A checkpoint's averaged weights, which are the good ones."""
    return state["averaged"] if "averaged" in state else state["network"]


def load_trained(path: Path) -> tuple[str, Network, int]:
    """What kind of network a checkpoint of ours holds, the network in evaluation mode, and its input size."""
    state = torch.load(path, weights_only=True, map_location="cpu")
    network = NETWORKS[state["name"]](OUTPUTS)
    network.load_state_dict(weights_of(state))
    return state["name"], network.eval(), state["size"]


def transfer(network: Network, path: Path) -> None:
    """Takes over every layer of a checkpoint whose name and shape fit."""
    mine = network.state_dict()
    theirs = weights_of(torch.load(path, weights_only=True, map_location="cpu"))
    network.load_state_dict({**mine, **{name: value for name, value in theirs.items() if name in mine and mine[name].shape == value.shape}})


def save(state: dict, path: Path) -> None:
    """Replaces a checkpoint at once, so that a reader or a crash never meets half of one."""
    torch.save(state, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").rename(path)
