"""MobileNetV2 (Sandler et al. 2018, table 2) and ResNet-18 (He et al. 2016) for one grey plane.

Both end in global average pooling and one linear layer, so that class activation maps (Zhou et al. 2016) are exact.
"""
import torch
import torch.nn.functional as F
from torch import nn

# Expansion, output channels, blocks, stride of the first block.
STAGES = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]


def _convolution(inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
                         nn.BatchNorm2d(outputs), nn.ReLU6(inplace=True))


class InvertedResidual(nn.Module):
    """Expand, filter each channel on its own, project; with a short-cut where the shape allows it."""

    def __init__(self, inputs: int, outputs: int, stride: int, expansion: int):
        super().__init__()
        hidden = inputs * expansion
        self.shortcut = stride == 1 and inputs == outputs
        expand = [_convolution(inputs, hidden)] if expansion > 1 else []
        self.body = nn.Sequential(*expand, _convolution(hidden, hidden, 3, stride, groups=hidden),
                                  nn.Conv2d(hidden, outputs, 1, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.body(x) if self.shortcut else self.body(x)


class BasicBlock(nn.Module):
    """Two 3x3 convolutions and a short-cut, projected where the shape changes."""

    def __init__(self, inputs: int, outputs: int, stride: int):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
                                  nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs))
        self.shortcut = nn.Identity() if stride == 1 and inputs == outputs else nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.body(x) + self.shortcut(x))


class Network(nn.Module):
    """float [n, 1, s, s] -> logits [n, outputs]; s of at least 32.

    The network first standardises each face by its own mean and spread, so that light and contrast matter little.
    """

    def __init__(self, features: nn.Sequential, width: int, outputs: int, dropout: float):
        super().__init__()
        self.features = features
        self.classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(width, outputs))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out")

    def standardised(self, x: torch.Tensor) -> torch.Tensor:
        centred = x - x.mean((2, 3), keepdim=True)
        return centred / ((centred * centred).mean((2, 3), keepdim=True) + 1e-4).sqrt()

    def maps(self, x: torch.Tensor) -> torch.Tensor:
        """What the last convolution gives: [n, width, h, w]."""
        return self.features(self.standardised(x))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.classifier(self.maps(x).mean((2, 3)))


def mobilenetv2(outputs: int) -> Network:
    layers: list[nn.Module] = [_convolution(1, 32, 3, 2)]
    width = 32
    for expansion, channels, blocks, stride in STAGES:
        for block in range(blocks):
            layers.append(InvertedResidual(width, channels, stride if block == 0 else 1, expansion))
            width = channels
    layers.append(_convolution(width, 1280))
    return Network(nn.Sequential(*layers), 1280, outputs, 0.2)


def resnet18(outputs: int) -> Network:
    """18 layers, half the usual channels (32 to 256), which 28,000 small faces fill and two cores can train; a 3x3 stem of stride
    2 without pooling instead of 7x7 with, as a face of 48 pixels has no resolution to give away."""
    layers: list[nn.Module] = [nn.Conv2d(1, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU()]
    width = 32
    for channels, stride in [(32, 1), (64, 2), (128, 2), (256, 2)]:
        layers += [BasicBlock(width, channels, stride), BasicBlock(channels, channels, 1)]
        width = channels
    return Network(nn.Sequential(*layers), width, outputs, 0.2)


NETWORKS = {"mobilenetv2": mobilenetv2, "resnet18": resnet18}


class Shipped(nn.Module):
    """What is exported: one label set's logits [n, classes] and class activation maps [n, classes, h, w], whose mean over h and w
    plus the bias is the logit. With `mirror`, both are averaged over a face and its mirror image: twice the work."""

    def __init__(self, network: Network, outputs: slice, mirror: bool):
        super().__init__()
        self.network, self.mirror = network, mirror
        linear = network.classifier[1]
        self.weight = nn.Parameter(linear.weight[outputs].detach().clone())
        self.bias = nn.Parameter(linear.bias[outputs].detach().clone())

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        if self.mirror:
            # One run for both, as two would read all weights twice.
            straight, mirrored = self.network.maps(torch.cat([x, x.flip(3)])).unflatten(0, (2, -1))
            maps = (straight + mirrored.flip(3)) / 2
        else:
            maps = self.network.maps(x)
        return F.linear(maps.mean((2, 3)), self.weight, self.bias), F.conv2d(maps, self.weight[:, :, None, None])
