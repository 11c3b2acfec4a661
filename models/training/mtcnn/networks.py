"""The three stages of Zhang et al. 2016, narrower where that costs nothing, on one grey channel.

Each answers with a face's probability [n, 1], its four edges relative to the window [n, 4] as shares of its side, and (O-Net alone)
five landmarks [n, 10] as x, y, x, y, ... from the window's corner as shares of its side. Values are (grey - 127.5) / 128.

Unlike there, each sees more than the window that it judges, the window in the middle: hair, neck and shoulders tell a small or half hidden face from an ear or
a tie (Hu & Ramanan 2017).
"""

from collections.abc import Iterable
from pathlib import Path

import torch
from torch import nn


def block(inputs: int, outputs: int, kernel: int = 3, stride: int = 1, padding: int = 0) -> list[nn.Module]:
    return [nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False), nn.BatchNorm2d(outputs), nn.LeakyReLU(0.1)]


class Residual(nn.Module):
    """A 3x3 convolution whose answer is added to what it saw (He et al. 2016)."""

    def __init__(self, width: int):
        super().__init__()
        *layers, self.bend = block(width, width, padding=1)
        self.change = nn.Sequential(*layers)

    def forward(self, seen: torch.Tensor) -> torch.Tensor:
        return self.bend(seen + self.change(seen))


class Stage(nn.Module):
    """`size`: pixels of a side of what it sees, which is the window and, with a `context` over 1, so many times its side.
    `dense`: as a convolution it answers for every window of a larger picture, two pixels apart (P-Net)."""

    def __init__(self, size: int, trunk: list[nn.Module], width: int, landmarks: bool = False, context: float = 1, dense: bool = False):
        super().__init__()
        self.size = size
        self.context = context
        self.dense = dense
        self.trunk = nn.Sequential(*trunk)
        self.face = nn.Conv2d(width, 1, 1)
        self.edges = nn.Conv2d(width, 4, 1)
        self.landmarks = nn.Conv2d(width, 10, 1) if landmarks else None

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Logit, edges and landmarks, if any, as maps [n, ?, rows, columns]."""
        seen = self.trunk(pictures)
        answers = self.face(seen), self.edges(seen)
        return answers if self.landmarks is None else (*answers, self.landmarks(seen))


def proposal() -> Stage:
    return Stage(16, [*block(1, 12), nn.MaxPool2d(2), *block(12, 24), *block(24, 32), *block(32, 40)], 40, context=4 / 3, dense=True)


def refinement() -> Stage:
    return Stage(32, [*block(1, 32, 4, 2), *block(32, 48, 3, 2, 1), Residual(48), *block(48, 80), *block(80, 112), *block(112, 128, 4)], 128, context=4 / 3)


def output() -> Stage:
    return Stage(64, [*block(1, 32, 5, 2, 2), *block(32, 48, 3, 2, 1), Residual(48), *block(48, 80, 3, 2, 1), Residual(80), Residual(80),
                      *block(80, 128, 3, 2, 1), *block(128, 192, 4)], 192, landmarks=True, context=1.5)


STAGES = {"pnet": proposal, "rnet": refinement, "onet": output}


class Shipped(nn.Module):
    """A stage as it is exported: P-Net answers with maps, the others with rows."""

    def __init__(self, stage: Stage):
        super().__init__()
        self.stage = stage

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, ...]:
        logit, *others = self.stage(pictures)
        answers = [torch.sigmoid(logit), *others]
        return tuple(answers if self.stage.dense else [answer.flatten(1) for answer in answers])


def trained(run: Path, name: str) -> Stage:
    """A stage as it was trained, batch normalisation taken into the convolutions."""
    network = STAGES[name]()
    network.load_state_dict(torch.load(run / f"{name}.pt")["network"])
    network.eval()
    network.trunk = nn.Sequential(*folded(list(network.trunk)))
    return network


@torch.no_grad()
def settled(network: Stage, batches: Iterable[torch.Tensor]) -> None:
    """Gives batch normalisation the mean and the spread of what it sees in these batches, without changing what it answers, and leaves it training: in
    what ships they were taken into the convolutions (`shipped.py`)."""
    seen: dict[nn.Module, list[torch.Tensor]] = {}

    def look(part: nn.Module, given: tuple[torch.Tensor]) -> None:
        seen.setdefault(part, []).append(torch.stack([given[0].mean((0, 2, 3)), given[0].var((0, 2, 3), correction=0)]))

    hooks = [part.register_forward_pre_hook(look) for part in network.modules() if isinstance(part, nn.BatchNorm2d)]
    network.eval()
    for pixels in batches:
        network(pixels)
    for hook in hooks:
        hook.remove()
    for part, values in seen.items():
        mean, spread = torch.stack(values).mean(0)
        slope = part.weight / (part.running_var + part.eps).sqrt()
        part.bias += slope * (mean - part.running_mean)
        part.weight.copy_(slope * (spread + part.eps).sqrt())
        part.running_mean.copy_(mean)
        part.running_var.copy_(spread)
    network.train()


def folded(layers: list[nn.Module]) -> list[nn.Module]:
    """Batch normalisation taken into the convolutions before it."""
    kept: list[nn.Module] = []
    for layer in layers:
        if isinstance(layer, Residual):
            layer.change = nn.Sequential(*folded(list(layer.change)))
        if isinstance(layer, nn.BatchNorm2d):
            kept[-1] = nn.utils.fuse_conv_bn_eval(kept[-1], layer)
        else:
            kept.append(layer)
    return kept
