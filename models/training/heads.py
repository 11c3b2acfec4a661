"""The heads of the network that habits.py teaches, and that network on disk."""
from pathlib import Path

import torch

from checkpoints import weights_of
from networks import Network, mobilenetv2

HEADS = {"ferplus": slice(0, 8), "fer2013": slice(8, 15), "affectnet": slice(15, 22)}
# The fourth head gives FER+'s answer on FER's faces and the teacher's on others; the trunk learns from it what the fused answer (fuse.py) needs.
CALL = slice(22, 30)
OUTPUTS = 30


def load_habits(path: Path) -> Network:
    """A network with the three heads, in evaluation mode."""
    network = mobilenetv2(OUTPUTS)
    network.load_state_dict(weights_of(torch.load(path, weights_only=True)))
    return network.eval()


def begun(path: Path) -> Network:
    """The network of a run with fewer heads: AffectNet's begins at nothing, the last one as FER+'s."""
    network = mobilenetv2(OUTPUTS)
    state = weights_of(torch.load(path, weights_only=True))
    for part in ("weight", "bias"):
        name = f"classifier.1.{part}"
        known = state[name]
        third = known[15:22] if len(known) > 15 else torch.zeros(7, *known.shape[1:])
        state[name] = torch.cat([known[:15], third, known[22:] if len(known) > 22 else known[:8]])
    network.load_state_dict(state)
    return network
