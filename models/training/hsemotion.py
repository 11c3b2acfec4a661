"""HSEmotion's `mobilenet_7` (Savchenko; MobileNet-v1 trained on VGGFace2 and AffectNet) as a PyTorch network, to learn from.

The TensorFlow Lite file is read here without TensorFlow: it is a FlatBuffer, and only its tensors are needed. Run, this prints how
the network does, untouched and at several input sizes, on FER+'s validation split:

    python hsemotion.py --weights hsemotion-mobilenet7.tflite --data DIR
"""
import argparse
import struct
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import data

CLASSES = data.AFFECTNET
# Subtracted from blue, green and red in 0-255.
MEANS = (103.939, 116.779, 123.68)
# Output channels and stride of each depthwise-separable block.
BLOCKS = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1)]


class _Table:
    """A table of a FlatBuffer; fields by their number in TensorFlow Lite's schema."""

    def __init__(self, buffer: bytes, at: int):
        self.buffer, self.at = buffer, at
        self.layout = at - self._int(at)

    def _int(self, at: int) -> int:
        return struct.unpack_from("<i", self.buffer, at)[0]

    def field(self, number: int) -> int:
        """Where a field lies, or 0."""
        place = 4 + 2 * number
        offset, size = 0, struct.unpack_from("<H", self.buffer, self.layout)[0]
        if place < size:
            offset = struct.unpack_from("<H", self.buffer, self.layout + place)[0]
        return self.at + offset if offset else 0

    def _vector(self, number: int) -> tuple[int, int]:
        at = self.field(number)
        start = at + self._int(at) if at else 0
        return (self._int(start), start + 4) if at else (0, 0)

    def array(self, number: int, kind: str) -> np.ndarray:
        count, start = self._vector(number)
        return np.frombuffer(self.buffer, kind, count, start)

    def tables(self, number: int) -> list["_Table"]:
        count, start = self._vector(number)
        return [_Table(self.buffer, start + 4 * index + self._int(start + 4 * index)) for index in range(count)]

    def table(self, number: int) -> "_Table | None":
        at = self.field(number)
        return _Table(self.buffer, at + self._int(at)) if at else None

    def integer(self, number: int) -> int:
        return self._int(self.field(number)) if self.field(number) else 0


def tensors(path: Path) -> tuple[list[np.ndarray], list[list[int]]]:
    """Constant tensors in float32 (empty where there is none), and the tensors each operation reads, in order."""
    content = path.read_bytes()
    model = _Table(content, struct.unpack_from("<I", content, 0)[0])
    graph, buffers = model.tables(2)[0], model.tables(4)
    found = []
    for tensor in graph.tables(0):
        raw = buffers[tensor.integer(2)].array(0, "u1")
        kind = content[tensor.field(1)] if tensor.field(1) else 0
        shape = tensor.array(0, "<i4")
        quantised = tensor.table(4)
        if raw.size == 0:
            found.append(np.zeros(0, np.float32))
        elif kind == 9:
            values = raw.view("i1").reshape(shape).astype(np.float32)
            scale = quantised.array(2, "<f4")
            # One scale for each output channel: the first dimension, the last one of a depthwise kernel.
            wide = [-1 if size == len(scale) and place == (len(shape) - 1 if shape[0] == 1 else 0) else 1 for place, size in enumerate(shape)]
            found.append(values * scale.reshape(wide))
        else:
            # Biases of a whole integer network have scales, too.
            scale = quantised.array(2, "<f4") if kind == 2 and quantised else np.zeros(0)
            found.append(raw.view("<i4" if kind == 2 else "<f4").reshape(shape).astype(np.float32) * (scale if scale.size else 1))
    return found, [list(operation.array(1, "<i4")) for operation in graph.tables(3)]


class HSEmotion(nn.Module):
    """Grey faces [n, 1, h, w] in 0-1 -> pooled features [n, 1024] and logits [n, 7] in the order of `CLASSES`."""

    def __init__(self, size: int = 224):
        super().__init__()
        self.size = size
        convolutions, width = [nn.Conv2d(3, 32, 3, 2)], 32
        for channels, stride in BLOCKS:
            convolutions += [nn.Conv2d(width, width, 3, stride, groups=width), nn.Conv2d(width, channels, 1)]
            width = channels
        self.convolutions = nn.ModuleList(convolutions)
        self.hidden, self.classifier = nn.Linear(1024, 256), nn.Linear(256, len(CLASSES))

    @staticmethod
    def load(path: Path, size: int = 224) -> "HSEmotion":
        network = HSEmotion(size)
        values, operations = tensors(path)
        # What has weights: 27 convolutions, then two linear layers; each operation reads data, kernel, bias.
        weighted = [inputs for inputs in operations if len(inputs) == 3]
        with torch.no_grad():
            for part, (_, kernel, bias) in zip([*network.convolutions, network.hidden, network.classifier], weighted, strict=True):
                weight = torch.from_numpy(values[kernel])
                if weight.ndim == 4:
                    weight = weight.permute(3, 0, 1, 2) if part.weight.shape[1] == 1 else weight.permute(0, 3, 1, 2)
                part.weight.copy_(weight)
                part.bias.copy_(torch.from_numpy(values[bias]))
        return network.eval().to(memory_format=torch.channels_last)

    def forward(self, faces: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x = F.interpolate(faces, size=self.size, mode="bilinear", align_corners=False) * 255
        x = torch.cat([x - mean for mean in MEANS], 1).contiguous(memory_format=torch.channels_last)
        for part in self.convolutions:
            if part.kernel_size[0] == 3:
                # TensorFlow's SAME: a stride of two pads right and bottom alone.
                x = F.pad(x, (0, 1, 0, 1) if part.stride[0] == 2 else (1, 1, 1, 1))
            x = F.relu6(part(x))
        features = x.mean((2, 3))
        return features, self.classifier(F.relu(self.hidden(features)))


def as_ferplus(logits: torch.Tensor) -> torch.Tensor:
    """Probabilities [n, 7] over FER+'s first seven classes, which have the same names."""
    return logits[:, [CLASSES.index(name) for name in data.FERPLUS[:7]]].softmax(1)


@torch.no_grad()
def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--weights", type=Path, required=True)
    options.add_argument("--data", type=Path, required=True)
    args = options.parse_args()
    torch.set_num_threads(1)
    valid = data.load(args.data, "valid")
    chosen = torch.nonzero(valid.voted).flatten()[:1500]
    truth, whole = valid.votes[chosen].argmax(1), None
    for size in (224, 160, 128, 96):
        network = HSEmotion.load(args.weights, size)
        said = torch.cat([as_ferplus(network(batch)[1]) for batch in valid.faces[chosen].split(100)]).argmax(1)
        whole = said if whole is None else whole
        print(f"{size} px: right on {100 * float((said == truth).float().mean()):.1f} %, as at 224 px on {100 * float((said == whole).float().mean()):.1f} %")


if __name__ == "__main__":
    main()
