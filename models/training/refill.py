"""Puts a trained network's weights into the eight-bit file of the same network that ships, with activation ranges measured anew.

The file's operations stay; its tail is replaced by one linear layer for each answer that the network gives: `NAME` [n, classes], logits, and
`NAME-cam` [n, classes, h, w], class activation maps, whose mean plus the layer's bias is the logit. These layers are float32: they cost nothing.
"""
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from networks import Network

BATCH = 64


class Answer:
    """A linear layer on the pooled features, weight [classes, width] and bias [classes], under the name of its output."""

    def __init__(self, name: str, weight: torch.Tensor, bias: torch.Tensor):
        self.name, self.weight, self.bias = name, weight.detach().float(), bias.detach().float()

    @property
    def map_name(self) -> str:
        return "cam" if self.name == "logits" else f"{self.name}-cam"


def folded(network: Network) -> dict[str, torch.Tensor]:
    """Weights and biases of all convolutions, batch normalisation taken in, by the names they have in the file."""
    found: dict[str, torch.Tensor] = {}
    name, convolution = "", None
    for place, part in network.features.named_modules():
        if isinstance(part, nn.Conv2d):
            name, convolution = f"network.features.{place}.weight", part
        if isinstance(part, nn.BatchNorm2d):
            scale = part.weight / (part.running_var + part.eps).sqrt()
            found[name] = (convolution.weight * scale.reshape(-1, 1, 1, 1)).detach()
            found[f"{name}_bias"] = (part.bias - part.running_mean * scale).detach()
    return found


def _attributes(node: onnx.NodeProto) -> dict:
    return {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}


class Refilled:
    """The graph on its way: constants by name, and the smallest and largest value that each quantised tensor takes."""

    def __init__(self, template: Path, network: Network):
        self.model = onnx.load(template)
        self.constants = {part.name: numpy_helper.to_array(part) for part in self.model.graph.initializer}
        self.weights = folded(network)
        self.ranges: dict[str, tuple[float, float]] = {}
        # The last convolution's maps, of both images of a face averaged: what the old tail began with.
        tail = next(node for node in self.model.graph.node if node.op_type == "Conv" and node.output[0].startswith("cam"))
        self.maps = tail.input[0]
        self.body = self._needed()

    def _needed(self) -> list[onnx.NodeProto]:
        """The nodes that lead to the maps, in order."""
        wanted, kept = {self.maps}, []
        for node in reversed(self.model.graph.node):
            if wanted & set(node.output):
                kept.append(node)
                wanted |= set(node.input)
        return kept[::-1]

    def _widen(self, name: str, values: torch.Tensor) -> torch.Tensor:
        """Notes the range of what is quantised. Rectified values are never negative nor above six: there eight bits saturate."""
        if name.startswith("hardtanh"):
            values = values.clamp(0, 6)
        low, high = self.ranges.get(name, (0.0, 0.0))
        self.ranges[name] = (min(low, float(values.min())), max(high, float(values.max())))
        return values

    @torch.no_grad()
    def run(self, faces: torch.Tensor) -> torch.Tensor:
        """The maps [n, width, h, w] of prepared faces [n, 1, s, s], in float32."""
        known: dict[str, torch.Tensor] = {"faces": faces, **self.weights}

        def value(name: str) -> torch.Tensor:
            return known[name] if name in known else torch.from_numpy(np.array(self.constants[name]))

        for node in self.body:
            given, out = [name for name in node.input if name], node.output[0]
            attributes = _attributes(node)
            match node.op_type:
                case "QuantizeLinear":
                    known[out] = self._widen(given[0], value(given[0]))
                case "DequantizeLinear":
                    known[out] = self._stored(given[0], known)
                case "Conv":
                    top, left, *_ = attributes["pads"]
                    bias = value(given[2]) if len(given) > 2 else None
                    known[out] = F.conv2d(value(given[0]), value(given[1]), bias, attributes["strides"], (top, left), groups=attributes["group"])
                case "Slice":
                    start, end, axis = (int(value(name)[0]) for name in given[1:4])
                    step = int(value(given[4])[0]) if len(given) > 4 else 1
                    known[out] = value(given[0]).flip(axis) if step == -1 else value(given[0]).narrow(axis, start, end - start)
                case "ReduceMean":
                    known[out] = value(given[0]).mean(tuple(value(given[1]).tolist()), keepdim=bool(attributes["keepdims"]))
                case "Squeeze":
                    known[out] = value(given[0]).squeeze(int(value(given[1])[0]))
                case "Concat":
                    known[out] = torch.cat([value(name) for name in given], attributes["axis"])
                case "Reshape":
                    known[out] = value(given[0]).reshape(value(given[1]).tolist())
                case "Sqrt":
                    known[out] = value(given[0]).sqrt()
                case "Add" | "Sub" | "Mul" | "Div":
                    known[out] = {"Add": torch.add, "Sub": torch.sub, "Mul": torch.mul, "Div": torch.div}[node.op_type](value(given[0]), value(given[1]))
                case other:
                    raise SystemExit(f"refill.py does not know the operation {other}.")
        return known[self.maps]

    def _stored(self, name: str, known: dict[str, torch.Tensor]) -> torch.Tensor:
        """What a dequantised tensor stands for: a weight, a constant, or an activation."""
        if name in known:
            return known[name]
        plain = name.removesuffix("_quantized")
        if plain in self.weights:
            return self.weights[plain]
        zero, scale = (self.constants[f"{plain}_{what}"].astype(np.float32) for what in ("zero_point", "scale"))
        return torch.from_numpy(np.array((self.constants[name].astype(np.float32) - zero) * scale))

    def _requantise(self) -> None:
        """New ranges, weights and biases: activations in 0-255 from their smallest to their largest, weights symmetrically by output."""
        for name, (low, high) in self.ranges.items():
            scale = np.float32(max(high - low, 1e-6) / 255)
            self.constants[f"{name}_scale"], self.constants[f"{name}_zero_point"] = scale, np.uint8(round(-low / scale))
        for node in self.body:
            if node.op_type != "Conv" or node.input[1].removesuffix("_DequantizeLinear_Output") not in self.weights:
                continue
            name = node.input[1].removesuffix("_DequantizeLinear_Output")
            weight, bias = self.weights[name].numpy(), self.weights[f"{name}_bias"].numpy()
            scale = np.maximum(np.abs(weight).reshape(len(weight), -1).max(1) / 127, 1e-8).astype(np.float32)
            self.constants[f"{name}_quantized"] = np.round(weight / scale.reshape(-1, 1, 1, 1)).clip(-127, 127).astype(np.int8)
            self.constants[f"{name}_scale"] = scale
            incoming = self.constants[f"{node.input[0].removesuffix('_DequantizeLinear_Output')}_scale"]
            self.constants[f"{name}_bias_quantized_scale"] = (scale * incoming).astype(np.float32)
            steps = np.round(bias.astype(np.float64) / (scale.astype(np.float64) * float(incoming)))
            self.constants[f"{name}_bias_quantized"] = steps.clip(-2**31 + 1, 2**31 - 1).astype(np.int32)

    def save(self, answers: list[Answer], path: Path) -> None:
        self._requantise()
        graph, nodes = self.model.graph, list(self.body)
        nodes.append(helper.make_node("GlobalAveragePool", [self.maps], ["pooled"]))
        nodes.append(helper.make_node("Flatten", ["pooled"], ["features"]))
        outputs = []
        for answer in answers:
            weight, bias = f"{answer.name}-weight", f"{answer.name}-bias"
            self.constants[weight], self.constants[bias] = answer.weight.numpy(), answer.bias.numpy()
            self.constants[f"{weight}-map"] = answer.weight.numpy()[:, :, None, None]
            nodes.append(helper.make_node("Gemm", ["features", weight, bias], [answer.name], transB=1))
            nodes.append(helper.make_node("Conv", [self.maps, f"{weight}-map"], [answer.map_name], kernel_shape=[1, 1]))
            classes = len(answer.bias)
            outputs += [helper.make_tensor_value_info(answer.name, TensorProto.FLOAT, ["n", classes]),
                        helper.make_tensor_value_info(answer.map_name, TensorProto.FLOAT, ["n", classes, "h", "w"])]
        used = {name for node in nodes for name in node.input}
        for field, values in (("node", nodes), ("output", outputs), ("value_info", []),
                              ("initializer", [numpy_helper.from_array(np.ascontiguousarray(self.constants[name]) if self.constants[name].ndim else self.constants[name], name)
                                               for name in self.constants if name in used])):
            del getattr(graph, field)[:]
            getattr(graph, field).extend(values)
        onnx.save(self.model, path)


def refill(template: Path, network: Network, prepared: torch.Tensor, answers: list[Answer], path: Path) -> None:
    """Writes `path`; `prepared` are faces [n, 1, s, s] by which activation ranges are measured."""
    refilled = Refilled(template, network.eval())
    for batch in prepared.split(BATCH):
        refilled.run(batch)
    refilled.save(answers, path)
