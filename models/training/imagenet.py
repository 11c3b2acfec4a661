"""System A as its authors built it, in the short setting of ablate.py: ImageNet MobileNetV2 at 224 px, first its head, then its top 20 layers at a
lower rate, class weights, flips, ±15°, brightness. Prints and logs FER+'s and FER2013's accuracy on the validation split.

    python imagenet.py --weights mobilenetv2-imagenet-ptq.tflite --data DIR --out runs/ablation/system-a

What lies below the top 20 layers (Keras counts normalisation and activation: two inverted residuals and the last convolution) stays as it came, so what it makes of the faces, as
they are and in two augmented variants, is made once.
"""
import argparse
import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import onnxruntime
import torch
import torch.nn.functional as F
from torch import nn

import data
from augment import geometric
from checkpoints import HEADS, OUTPUTS
from hsemotion import tensors
from networks import Network, mobilenetv2

SIZE, FACES, BATCH = 224, 4000, 32
# Layers of `network.features` below the top 20.
LOWER = 16
VARIANTS, HEAD_EPOCHS, EPOCHS = 3, 6, 6
RATE, LOWER_RATE = 1e-3, 1e-4


def load(path: Path) -> Network:
    """The ImageNet network for one grey plane, -1 to 1; batch normalisation, which the file has folded in, does nothing."""
    network = mobilenetv2(OUTPUTS)
    values, operations = tensors(path)
    weighted = [inputs for inputs in operations if len(inputs) == 3]
    parts = [(name, part) for name, part in network.features.named_modules() if isinstance(part, (nn.Conv2d, nn.BatchNorm2d))]
    with torch.no_grad():
        for (_, convolution), (_, norm), (_, kernel, bias) in zip(parts[::2], parts[1::2], weighted):
            weight = torch.from_numpy(values[kernel])
            weight = weight.permute(3, 0, 1, 2) if weight.shape[0] == 1 and convolution.groups > 1 else weight.permute(0, 3, 1, 2)
            convolution.weight.copy_(weight.sum(1, keepdim=True) if weight.shape[1] == 3 else weight)
            norm.weight.fill_((norm.running_var[0] + norm.eps) ** 0.5)
            norm.bias.copy_(torch.from_numpy(values[bias]))
            if convolution.stride[0] == 2:
                # TensorFlow pads right and bottom alone.
                convolution.padding = (0, 0)
    for name, convolution in parts[::2]:
        if convolution.stride[0] == 2:
            owner = network.features.get_submodule(name.rsplit(".", 1)[0])
            owner[0] = nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), convolution)
    return network.eval().to(memory_format=torch.channels_last)


class Below:
    """What the lower layers make of faces [n, 1, 224, 224], by onnxruntime, which is three times as quick at it: [n, 160, 7, 7]."""

    def __init__(self, network: Network):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "lower.onnx"
            torch.onnx.export(network.features[:LOWER].eval(), (torch.zeros(2, 1, SIZE, SIZE),), str(path), input_names=["faces"], output_names=["maps"],
                              dynamic_shapes={"input": {0: torch.export.Dim("n", min=1)}}, opset_version=20, dynamo=True, external_data=False, verbose=False)
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def __call__(self, faces: torch.Tensor, augmented: bool) -> torch.Tensor:
        found = []
        for batch in faces.split(BATCH):
            batch = geometric(batch, SIZE, 1.0, {"flip", "rotation"} if augmented else set())
            if augmented:
                batch = (batch * torch.empty(len(batch), 1, 1, 1).uniform_(0.8, 1.2)).clamp(0, 1)
            found.append(torch.from_numpy(self.session.run(["maps"], {"faces": (batch * 2 - 1).numpy()})[0]))
        return torch.cat(found).contiguous(memory_format=torch.channels_last)


def labels_of(split: data.Split) -> dict[str, torch.Tensor]:
    """One class for each face by either set of labels, -1 where FER+ has none."""
    return {"ferplus": torch.where(split.voted, split.votes.argmax(1), -1), "fer2013": split.labels}


class Learner:
    """The top layers and a head for each set of labels."""

    def __init__(self, network: Network, truth: dict[str, torch.Tensor]):
        self.network, self.top, self.truth = network, network.features[LOWER:], truth
        self.weights = {}
        for name, classes in truth.items():
            counts = torch.bincount(classes[classes >= 0], minlength=HEADS[name].stop - HEADS[name].start).float()
            self.weights[name] = counts.sum() / (counts.clamp(min=1) * len(counts))

    def epoch(self, inputs: torch.Tensor, features, optimizer: torch.optim.Optimizer) -> None:
        for indices in torch.randperm(len(inputs)).split(BATCH):
            logits = self.network.classifier(features(inputs[indices]))
            loss = sum(F.cross_entropy(logits[:, HEADS[name]], classes[indices], self.weights[name], ignore_index=-1) for name, classes in self.truth.items())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    def pooled(self, maps: torch.Tensor) -> torch.Tensor:
        return self.top(maps).mean((2, 3))

    @torch.no_grad()
    def accuracies(self, maps: torch.Tensor, truth: dict[str, torch.Tensor]) -> dict[str, float]:
        self.network.eval()
        logits = torch.cat([self.network.classifier(self.pooled(batch)) for batch in maps.split(128)])
        return {f"{name}Accuracy": float((logits[:, HEADS[name]].argmax(1) == classes)[classes >= 0].float().mean()) for name, classes in truth.items()}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("weights", "data", "out"):
        options.add_argument(f"--{name}", type=Path, required=True)
    args = options.parse_args()
    torch.manual_seed(1)
    args.out.mkdir(parents=True, exist_ok=True)
    train, valid = data.load(args.data, "train"), data.load(args.data, "valid")
    network = load(args.weights)
    cache = args.out / "maps.pt"
    if not cache.exists():
        below = Below(network)
        torch.save({"train": [below(train.faces[:FACES], variant > 0) for variant in range(VARIANTS)], "valid": below(valid.faces, False)}, cache)
    maps = torch.load(cache, weights_only=True)
    learner = Learner(network, {name: classes[:FACES] for name, classes in labels_of(train).items()})
    rows = []

    def note(phase: str) -> None:
        rows.append({"phase": phase, **learner.accuracies(maps["valid"], labels_of(valid))})
        print(rows[-1], flush=True)

    with torch.no_grad():
        seen = [torch.cat([learner.pooled(batch) for batch in variant.split(128)]) for variant in maps["train"]]
    optimizer = torch.optim.Adam(network.classifier.parameters(), RATE)
    for epoch in range(HEAD_EPOCHS):
        network.classifier.train()
        learner.epoch(seen[epoch % VARIANTS], lambda features: features, optimizer)
    note("head")
    # Batch normalisation does nothing, so there is nothing for it to learn.
    weights = [part.weight for part in learner.top.modules() if isinstance(part, nn.Conv2d)]
    biases = [part.bias for part in learner.top.modules() if isinstance(part, nn.BatchNorm2d)]
    optimizer = torch.optim.Adam([*weights, *biases, *network.classifier.parameters()], LOWER_RATE)
    for epoch in range(EPOCHS):
        network.classifier.train()
        learner.epoch(maps["train"][epoch % VARIANTS], learner.pooled, optimizer)
        note("top 20 layers")
    with open(args.out / "log.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
