"""Makes a run of what ships, so that training can go on from it: the networks of the manifest's ONNX files, as `train.py --start` reads them."""

import argparse
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import nn

from networks import STAGES, Stage


def unfolded(network: Stage, path: Path) -> Stage:
    """With the file's weights. Its convolutions have taken in batch normalisation; what they add becomes the normalisation's own again."""
    weights = {part.name.removeprefix("stage."): torch.from_numpy(numpy_helper.to_array(part).copy()) for part in onnx.load(path).graph.initializer}
    trunk = iter([name for name in weights if name.startswith("trunk.") and name.endswith(".weight")])
    with torch.no_grad():
        for part in network.trunk.modules():
            if isinstance(part, nn.Conv2d):
                name = next(trunk)
                part.weight.copy_(weights[name])
            if isinstance(part, nn.BatchNorm2d):
                part.weight.fill_((part.running_var[0] + part.eps) ** 0.5)
                part.bias.copy_(weights[name.replace("weight", "bias")])
    network.load_state_dict({name: value for name, value in weights.items() if not name.startswith("trunk.")}, strict=False)
    return network


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--models", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for name, make in STAGES.items():
        torch.save({"network": unfolded(make(), given.models / f"mtcnn-{name}.onnx").state_dict()}, given.out / f"{name}.pt")


if __name__ == "__main__":
    main()
