"""MobileNetV2's training on a CPU, in half the time: bfloat16, pointwise convolutions as products of matrices, and what PyTorch is slow
at in `depthwise.cpp`, which g++ builds at first use."""
import ctypes
import hashlib
import subprocess
import tempfile
from copy import deepcopy
from functools import cache
from pathlib import Path
from time import process_time

import torch
import torch.nn.functional as F
from torch import nn

from checkpoints import OUTPUTS
from networks import InvertedResidual, Network, mobilenetv2

BFLOAT16 = any(flag in Path("/proc/cpuinfo").read_text() for flag in ("avx512_bf16", "amx_bf16"))
SOURCE = Path(__file__).with_name("depthwise.cpp")


@cache
def library() -> ctypes.CDLL:
    """Built at first use, once for each version of the source."""
    built = Path(tempfile.gettempdir()) / f"depthwise-{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]}.so"
    if not built.exists():
        part = built.with_suffix(".part")
        subprocess.run(["g++", "-O3", "-march=native", "-ffast-math", "-fopenmp", "-shared", "-fPIC", SOURCE, "-o", part], check=True)
        part.rename(built)
    return ctypes.CDLL(str(built))


def call(name: str, *arguments: torch.Tensor | int) -> None:
    getattr(library(), name)(*(ctypes.c_void_p(a.data_ptr()) if isinstance(a, torch.Tensor) else ctypes.c_long(a) for a in arguments))


class Normalise(torch.autograd.Function):
    """Batch normalisation in training, and ReLU6: x bfloat16 [n, h, w, c]; also gives mean and variance."""

    @staticmethod
    def forward(ctx, x, weight, bias, epsilon, relu6):
        channels = x.shape[-1]
        rows = x.numel() // channels
        total, squares = torch.empty(channels), torch.empty(channels)
        call("moments", x, rows, channels, total, squares)
        mean = total / rows
        variance = (squares / rows - mean * mean).clamp(min=0)
        spread = (variance + epsilon).rsqrt()
        scale = weight * spread
        shift = bias - mean * scale
        y = torch.empty_like(x)
        call("normalise", x, rows, channels, scale, shift, int(relu6), y)
        ctx.save_for_backward(x, mean, spread, scale, shift)
        ctx.relu6 = relu6
        ctx.mark_non_differentiable(mean, variance)
        return y, mean, variance

    @staticmethod
    def backward(ctx, gy, *_):
        x, mean, spread, scale, shift = ctx.saved_tensors
        channels = x.shape[-1]
        rows = x.numel() // channels
        gy = gy.contiguous()
        total, products = torch.empty(channels), torch.empty(channels)
        call("gradient_moments", x, gy, rows, channels, scale, shift, int(ctx.relu6), total, products)
        weight = (products - mean * total) * spread
        slope = -scale * weight * spread / rows
        offset = -scale * total / rows - slope * mean
        gx = torch.empty_like(x)
        call("gradient", x, gy, rows, channels, scale, shift, int(ctx.relu6), slope, offset, gx)
        return gx, weight, total, None, None


class Depthwise(torch.autograd.Function):
    """3x3, each channel on its own: x bfloat16 [n, h, w, c], weight float32 [c, 1, 3, 3]."""

    @staticmethod
    def forward(ctx, x, weight, stride):
        ctx.save_for_backward(x, weight)
        ctx.stride = stride
        y = F.conv2d(x.permute(0, 3, 1, 2), weight.bfloat16(), None, stride, 1, groups=len(weight))
        return y.permute(0, 2, 3, 1).contiguous()

    @staticmethod
    def backward(ctx, gy):
        x, weight = ctx.saved_tensors
        gx, gw = torch.empty_like(x), torch.empty(9, len(weight))
        taps = weight.reshape(-1, 9).t().contiguous()
        call("depthwise_gradient", x, gy.contiguous(), taps, *x.shape, ctx.stride, gx, gw)
        return gx, gw.t().reshape(weight.shape), None


class Pointwise(torch.autograd.Function):
    """A product of matrices in float32 between bfloat16 values: x [n, h, w, c], weight float32 [k, c, 1, 1]. A processor without bfloat16
    instructions is four times as quick at it as at PyTorch's own bfloat16 product."""

    @staticmethod
    def forward(ctx, x, weight):
        ctx.save_for_backward(x, weight)
        return F.linear(x.float(), weight.flatten(1)).bfloat16()

    @staticmethod
    def backward(ctx, gy):
        x, weight = ctx.saved_tensors
        gy, kernel = gy.float(), weight.flatten(1)
        gw = gy.flatten(0, 2).t() @ x.float().flatten(0, 2)
        return (gy @ kernel).bfloat16(), gw.reshape(weight.shape)


def normalised(x: torch.Tensor, norm: nn.BatchNorm2d, relu6: bool) -> torch.Tensor:
    y, mean, variance = Normalise.apply(x, norm.weight, norm.bias, norm.eps, relu6)
    rows = x.numel() // x.shape[-1]
    with torch.no_grad():
        norm.running_mean.lerp_(mean, norm.momentum)
        norm.running_var.lerp_(variance * (rows / (rows - 1)), norm.momentum)
        norm.num_batches_tracked.add_(1)
    return y


def convolved(x: torch.Tensor, convolution: nn.Conv2d) -> torch.Tensor:
    if convolution.groups > 1:
        return Depthwise.apply(x, convolution.weight, convolution.stride[0])
    if not BFLOAT16:
        return Pointwise.apply(x, convolution.weight)
    return F.linear(x, convolution.weight.flatten(1).bfloat16())


def block(x: torch.Tensor, layer: InvertedResidual) -> torch.Tensor:
    *before, convolution, norm = layer.body
    y = x
    for part in before:
        y = normalised(convolved(y, part[0]), part[1], True)
    y = normalised(convolved(y, convolution), norm, False)
    return x + y if layer.shortcut else y


def pooled(layers: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    """What inverted residuals and a last convolution give in training, averaged over places: x bfloat16 [n, h, w, c] -> float32 [n, width]."""
    *blocks, last = layers
    for layer in blocks:
        x = block(x, layer)
    return normalised(convolved(x, last[0]), last[1], True).float().mean((1, 2))


def train_logits(network: Network, faces: torch.Tensor) -> torch.Tensor:
    """What `network(faces)` gives in training: faces float32 [n, 1, s, s] -> logits float32 [n, outputs]."""
    stem = network.features[0]
    x = stem[0](network.standardised(faces)).permute(0, 2, 3, 1).bfloat16().contiguous()
    return network.classifier(pooled(network.features[1:], normalised(x, stem[1], True)))


def main() -> None:
    """Prints how far this is from PyTorch in float32, and from its own bfloat16, and the time of a step each way."""
    torch.manual_seed(1)
    faces, labels = torch.rand(128, 1, 48, 48), torch.arange(128) % OUTPUTS
    network = mobilenetv2(OUTPUTS).to(memory_format=torch.channels_last).train()
    network.classifier[0].p = 0.0

    def half(model: Network) -> torch.Tensor:
        with torch.autocast("cpu", torch.bfloat16):
            return model(faces).float()

    def step(answers, model: Network) -> tuple[torch.Tensor, torch.Tensor, float]:
        """Logits, all gradients one after another, seconds."""
        model = deepcopy(model)
        began = process_time()
        logits = answers(model)
        F.cross_entropy(logits, labels).backward()
        return logits.detach(), torch.cat([p.grad.flatten() for p in model.parameters()]), process_time() - began

    logits, gradients, _ = step(lambda model: model(faces), network)
    for name, answers in (("float32", lambda model: model(faces)), ("bfloat16", half), ("this", lambda model: train_logits(model, faces))):
        got = step(answers, network)
        print(f"{name}: logits off by {float((got[0] - logits).norm() / logits.norm()):.3f}, gradients' cosine "
              f"{float(F.cosine_similarity(got[1], gradients, 0)):.3f}, {1000 * got[2]:.0f} ms")


if __name__ == "__main__":
    main()
