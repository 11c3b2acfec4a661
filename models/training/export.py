"""Calibrates a trained network for one label set and exports it to ONNX, with its entry in `models/manifest.json`.

    python export.py --run runs/mobilenetv2 --labels ferplus --data DIR --models ..

What is fitted here (calibrate.py) is fitted on the validation split; the test split is never read (`npm run evaluate` does
that). The exported file is checked against torch, and then quantised to eight bits, before the manifest names it.
"""
import argparse
import hashlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import onnxruntime
import torch

import data
from augment import MEAN, STD, plain
from calibrate import calibration_error, choose_thresholds, fit_bias, fit_temperature, macro_f1, rare_class_bias
from checkpoints import HEADS, load_trained
from networks import Shipped
from quantise import FACES, quantise

CLASSES = {"ferplus": data.FERPLUS, "fer2013": data.FER2013}
TRAINED_ON = "FER2013 faces, training split, with both the FER2013 labels and the FER+ votes"
# FER faces were themselves cut out by OpenCV's Haar detector. Measured again by running haarcascade_frontalface_alt on 800
# images of the validation split: the median box is 0.97 of the image's side, its centre 0.005 above the image's.
CROP = {"scale": 1.03, "shiftY": 0.005}
# What eight bits may cost, in accuracy on the validation split.
MOST_LOST = 0.003


def validation(folder: Path, labels: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Faces and their classes by one label set."""
    split = data.load(folder, "valid")
    if labels == "fer2013":
        return split.faces, split.labels
    return split.faces[split.voted], split.votes[split.voted].argmax(1)


def class_shares(folder: Path, labels: str) -> torch.Tensor:
    """Each class' share of the training split."""
    split = data.load(folder, "train")
    truth = split.labels if labels == "fer2013" else split.votes[split.voted].argmax(1)
    return torch.bincount(truth, minlength=len(CLASSES[labels])).float() / len(truth)


def accuracy_of(logits: torch.Tensor, labels: torch.Tensor) -> float:
    return float((logits.argmax(1) == labels).float().mean())


def export(network: Shipped, size: int, path: Path) -> None:
    """One self-contained ONNX file: `faces` float32 [n,1,size,size] -> `logits` [n,classes] and `cam` [n,classes,h,w]."""
    torch.onnx.export(network, (torch.zeros(2, 1, size, size),), str(path), input_names=["faces"], output_names=["logits", "cam"],
                      dynamic_shapes={"x": {0: torch.export.Dim("n", min=1)}}, opset_version=20, dynamo=True, external_data=False,
                      verbose=False)
    exported = onnx.load(path)
    # torch notes for each node which line of which file on this machine made it; nobody needs that.
    for part in (exported.graph, *exported.graph.node, *exported.graph.value_info, *exported.graph.input, *exported.graph.output):
        del part.metadata_props[:]
        part.doc_string = ""
    onnx.save(exported, path)


def answers(path: Path, prepared: torch.Tensor) -> torch.Tensor:
    """The logits of an exported file [n,classes]."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return torch.cat([torch.from_numpy(session.run(["logits"], {"faces": batch.numpy()})[0]) for batch in prepared.split(64)])


@torch.no_grad()
def verify(network: Shipped, prepared: torch.Tensor, path: Path) -> float:
    """The largest difference of any output between torch and onnxruntime, for batches of one and of many."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    largest = 0.0
    for batch in (prepared[:1], prepared):
        for expected, got in zip(network(batch), session.run(["logits", "cam"], {"faces": batch.numpy()})):
            largest = max(largest, float(np.abs(got - expected.numpy()).max()))
    if largest > 1e-2:
        raise SystemExit(f"onnxruntime differs from torch by {largest}; the export is not to be trusted.")
    return largest


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--run", type=Path, required=True)
    options.add_argument("--labels", choices=HEADS, required=True)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--models", type=Path, required=True)
    options.add_argument("--checkpoint", default="best.pt")
    options.add_argument("--mirror", action="store_true", help="average a face and its mirror image: twice the work")
    options.add_argument("--rare-cost", type=float, default=0.0, help="accuracy to give at most for a better macro F1, 0-1")
    args = options.parse_args()
    torch.set_num_threads(1)

    architecture, trained, size = load_trained(args.run / args.checkpoint)
    network = Shipped(trained, HEADS[args.labels], args.mirror).eval()
    faces, labels = validation(args.data, args.labels)
    shares = class_shares(args.data, args.labels)
    prepared = plain(faces, size)
    training = data.load(args.data, "train").faces
    some = plain(training[torch.randperm(len(training), generator=torch.Generator().manual_seed(1))[:FACES]], size)
    name = f"{architecture}-{args.labels}"
    args.models.mkdir(parents=True, exist_ok=True)
    path = args.models / f"{name}.onnx"
    # In the shipped file's place only once it is known to be good, together with its manifest entry.
    candidate = path.with_suffix(".part")

    def biased(logits: torch.Tensor) -> torch.Tensor:
        bias = fit_bias(logits, labels)
        return bias + rare_class_bias(logits + bias, labels, shares, args.rare_cost)

    def shipped() -> tuple[torch.Tensor, torch.Tensor, float]:
        """Writes the file; its logits, those of its float32 original, and how far that is from torch."""
        with TemporaryDirectory() as folder:
            exact = Path(folder) / path.name
            export(network, size, exact)
            quantise(exact, some, candidate)
            return answers(candidate, prepared), answers(exact, prepared), verify(network, prepared[:64], exact)

    plain_logits, exact_logits, difference = shipped()
    before = accuracy_of(exact_logits + biased(exact_logits), labels)
    bias = biased(plain_logits)
    with torch.no_grad():
        network.bias += bias
    logits, *_ = shipped()
    accuracy = accuracy_of(logits, labels)
    if before - accuracy > MOST_LOST:
        candidate.unlink()
        raise SystemExit(f"Eight bits cost {100 * (before - accuracy):.2f} points of accuracy; the export is not to be shipped.")
    temperature = fit_temperature(logits, labels)
    probabilities = (logits / temperature).softmax(1)

    candidate.rename(path)
    manifest_path = args.models / "manifest.json"
    manifest = json.loads(manifest_path.read_text())
    former = manifest["models"].get(name, {})
    measured = {"validAccuracy": accuracy,
                "validMacroF1": macro_f1(logits.argmax(1), labels, logits.shape[1]), "validEce": calibration_error(probabilities, labels)}
    manifest["models"][name] = {
        "kind": "classifier", "labels": args.labels, "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "card": f"{name}.md", "classes": CLASSES[args.labels],
        "input": {"name": "faces", "width": size, "height": size, "mean": MEAN, "std": STD},
        "output": {"name": "logits", "cam": {"name": "cam"}}, "crop": {**former.get("crop", {}), **CROP}, "temperature": temperature,
        "uncertain": choose_thresholds(probabilities, labels), "trainedOn": TRAINED_ON,
        "measured": {key: round(value, 4) for key, value in measured.items()},
    }
    manifest_path.write_text(json.dumps(manifest, indent=2) + "\n")
    print(json.dumps({"name": name, **measured, "accuracyInFloat32": before, "accuracyBeforeBias": accuracy_of(plain_logits, labels),
                      "macroF1BeforeBias": macro_f1(plain_logits.argmax(1), labels, logits.shape[1]), "bias": [round(value, 3) for value in bias.tolist()],
                      "temperature": temperature, "eceBefore": calibration_error(plain_logits.softmax(1), labels),
                      "onnxDifference": difference, "bytes": path.stat().st_size}, indent=2))


if __name__ == "__main__":
    main()
