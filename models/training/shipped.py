"""Makes a run of a classifier that ships, so that training can go on from it or learn from it without the checkpoint it came from.

    python shipped.py --model resnet18-fer2013 --data DIR --models .. --out runs/shipped-resnet18

The eight-bit file holds one label set's head; the other is fitted anew on what the network gives for the training faces.
"""
import argparse
import json
from pathlib import Path

import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from torch import nn

import data
from augment import plain
from checkpoints import HEADS, OUTPUTS, save
from export import accuracy_of, validation
from mtcnn.networks import settled
from networks import NETWORKS, Network
from train import predict


def weights_of_file(path: Path) -> dict[str, torch.Tensor]:
    """The file's parameters by name in float32: eight-bit values times their scale, one for each output where there are several."""
    stored = {part.name: torch.from_numpy(numpy_helper.to_array(part).copy()) for part in onnx.load(path).graph.initializer}
    found = {}
    # Weights are quantised symmetrically, so there is no zero point to take away.
    for name, values in stored.items():
        if name.endswith("_quantized"):
            name = name.removesuffix("_quantized")
            scale = stored.get(f"{name}_scale", stored.get(f"{name}_quantized_scale"))
            found[name] = values.float() * scale.reshape(-1, *[1] * (values.ndim - 1))
    return found


def unfolded(network: Network, weights: dict[str, torch.Tensor]) -> None:
    """Takes over the convolutions. They have taken in batch normalisation; what they add becomes the normalisation's own again."""
    convolution = ""
    with torch.no_grad():
        for name, part in network.features.named_modules():
            if isinstance(part, nn.Conv2d):
                convolution = f"network.features.{name}.weight"
                part.weight.copy_(weights[convolution])
            if isinstance(part, nn.BatchNorm2d):
                part.weight.fill_((part.running_var[0] + part.eps) ** 0.5)
                part.bias.copy_(weights[f"{convolution}_bias"])


@torch.no_grad()
def pooled(network: Network, prepared: torch.Tensor) -> torch.Tensor:
    """What the heads see: [n, width]."""
    return torch.cat([network.maps(batch).mean((2, 3)) for batch in prepared.split(256)])


def fit(seen: torch.Tensor, targets: torch.Tensor) -> nn.Linear:
    """A head for distributions [n, classes]; rows of zeros do not count."""
    head = nn.Linear(seen.shape[1], targets.shape[1])
    optimizer = torch.optim.LBFGS(head.parameters(), max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = -(targets * head(seen).log_softmax(1)).sum(1).mean() + 1e-3 * (head.weight * head.weight).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return head


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--model", required=True, help="its name in the manifest")
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--models", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    args = options.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    entry = json.loads((args.models / "manifest.json").read_text())["models"][args.model]
    size, kind = entry["input"]["width"], args.model.split("-")[0]
    network = NETWORKS[kind](OUTPUTS).eval()
    weights = weights_of_file(args.models / entry["file"])
    unfolded(network, weights)
    train = data.load(args.data, "train")
    prepared = plain(train.faces, size)
    settled(network, prepared[torch.randperm(len(prepared))[:4096]].split(256))
    network.eval()
    seen = pooled(network, prepared)
    targets = {"ferplus": train.votes, "fer2013": F.one_hot(train.labels, 7).float()}
    linear = network.classifier[1]
    with torch.no_grad():
        for labels, part in HEADS.items():
            own = labels == entry["labels"]
            head = None if own else fit(seen, targets[labels])
            linear.weight[part] = weights["weight"] if own else head.weight
            linear.bias[part] = weights["bias"] if own else head.bias
    args.out.mkdir(parents=True, exist_ok=True)
    save({"name": kind, "size": size, "epoch": 0, "network": network.state_dict()}, args.out / "last.pt")
    for labels, part in HEADS.items():
        faces, truth = validation(args.data, labels)
        print(f"{labels}: {100 * accuracy_of(predict(network, faces, size)[:, part], truth):.1f} % of the validation split, without mirror image")


if __name__ == "__main__":
    main()
