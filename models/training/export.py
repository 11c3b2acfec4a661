"""Calibrates a trained network and exports it to ONNX, with its entry in `models/manifest.json`.

    python export.py --run runs/mobilenetv2-ferplus --data DIR --models ..

Temperature and the `uncertain` thresholds are chosen on the validation split; the test split is never read here
(`npm run evaluate` does that). The exported file is checked against torch before the manifest names it.
"""
import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn.functional as F

import data
import model
import train

NAME = "mobilenetv2-ferplus"
# FER faces were themselves cut out by OpenCV's Haar detector. Measured again by running haarcascade_frontalface_alt on 800
# images of the validation split: the median box is 0.97 of the image's side, its centre 0.005 above the image's.
CROP = {"scale": 1.03, "shiftY": 0.005}
# The share of faces that must keep an estimate; the least certain fifth becomes `uncertain`.
KEPT = 0.8


def load_network(run: Path, checkpoint: str) -> tuple[torch.nn.Module, int]:
    """The network in evaluation mode and its input size; `last.pt` holds the averaged weights of an unfinished run."""
    state = torch.load(run / checkpoint, weights_only=True, map_location="cpu")
    network = model.MobileNetV2(len(data.CLASSES))
    network.load_state_dict(state["averaged"] if "averaged" in state else state["network"])
    return model.MirrorAveraged(network).eval(), state.get("size", 48)


def calibration_error(probabilities: torch.Tensor, labels: torch.Tensor, bins: int = 15) -> float:
    """Expected calibration error of the top class, equal-width bins (Guo et al. 2017)."""
    confidence, predicted = probabilities.max(1)
    index = (confidence * bins).ceil().long().clamp(1, bins) - 1
    error = 0.0
    for bin_ in range(bins):
        inside = index == bin_
        if inside.any():
            error += float(inside.float().mean()) * abs(
                float((predicted[inside] == labels[inside]).float().mean()) - float(confidence[inside].mean()))
    return error


def fit_temperature(logits: torch.Tensor, labels: torch.Tensor) -> float:
    """The temperature with the lowest negative log likelihood of the majority label."""
    grid = torch.arange(0.3, 3.0, 0.005)
    losses = torch.stack([F.cross_entropy(logits / t, labels) for t in grid])
    return round(float(grid[losses.argmin()]), 4)


def choose_thresholds(probabilities: torch.Tensor, labels: torch.Tensor) -> dict[str, float]:
    """The pair (minProbability, minMargin) that keeps at least `KEPT` of the images and is right most often on them."""
    top = probabilities.topk(2, dim=1)
    confidence, margin = top.values[:, 0], top.values[:, 0] - top.values[:, 1]
    right = (top.indices[:, 0] == labels).float()
    best, chosen = 0.0, (0.0, 0.0)
    for probability in np.arange(0.0, 0.9, 0.01):
        for lead in np.arange(0.0, 0.8, 0.01):
            kept = (confidence >= probability) & (margin >= lead)
            if float(kept.float().mean()) >= KEPT and float(right[kept].mean()) > best:
                best, chosen = float(right[kept].mean()), (probability, lead)
    return {"minProbability": round(float(chosen[0]), 2), "minMargin": round(float(chosen[1]), 2)}


def export(network: torch.nn.Module, size: int, path: Path) -> None:
    """One self-contained ONNX file: `faces` float32 [n, 1, size, size] -> `logits` float32 [n, classes]."""
    torch.onnx.export(network, (torch.zeros(2, 1, size, size),), str(path), input_names=["faces"], output_names=["logits"],
                      dynamic_shapes={"x": {0: torch.export.Dim("n", min=1)}}, opset_version=20, dynamo=True, external_data=False,
                      verbose=False)
    exported = onnx.load(path)
    # torch notes for each node which line of which file on this machine made it; nobody needs that.
    for part in (exported.graph, *exported.graph.node, *exported.graph.value_info, *exported.graph.input, *exported.graph.output):
        del part.metadata_props[:]
        part.doc_string = ""
    onnx.save(exported, path)


def verify(network: torch.nn.Module, prepared: torch.Tensor, path: Path) -> float:
    """The largest difference of any logit between torch and onnxruntime, for batches of one and of many."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    largest = 0.0
    for batch in (prepared[:1], prepared):
        with torch.no_grad():
            expected = network(batch).numpy()
        largest = max(largest, float(np.abs(session.run(["logits"], {"faces": batch.numpy()})[0] - expected).max()))
    if largest > 1e-3:
        raise SystemExit(f"onnxruntime differs from torch by {largest} in a logit; the export is not to be trusted.")
    return largest


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--run", type=Path, required=True)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--models", type=Path, required=True)
    options.add_argument("--checkpoint", default="best.pt")
    args = options.parse_args()
    torch.set_num_threads(1)

    network, size = load_network(args.run, args.checkpoint)
    faces, targets = data.load(args.data, "valid")
    faces = torch.from_numpy(np.ascontiguousarray(faces))[:, None].float() / 255
    labels = torch.from_numpy(targets).argmax(1)
    logits = train.predict(network, faces, size, "cpu")
    temperature = fit_temperature(logits, labels)
    probabilities = (logits / temperature).softmax(1)
    uncertain = choose_thresholds(probabilities, labels)

    args.models.mkdir(parents=True, exist_ok=True)
    path = args.models / f"{NAME}.onnx"
    export(network, size, path)
    difference = verify(network, train.plain(faces[:64], size), path)

    manifest_path = args.models / "manifest.json"
    manifest = json.loads(manifest_path.read_text()) if manifest_path.exists() else {"version": 1, "models": {}, "profiles": {}}
    accuracy = float((logits.argmax(1) == labels).float().mean())
    manifest["models"][NAME] = {
        "kind": "classifier", "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "card": f"{NAME}.md",
        "classes": data.CLASSES,
        "input": {"name": "faces", "width": size, "height": size, "mean": train.MEAN, "std": train.STD},
        "output": {"name": "logits"}, "crop": CROP, "temperature": temperature, "uncertain": uncertain,
        "trainedOn": "FER2013 faces with FER+ votes, training split",
        "measured": {"validAccuracy": round(accuracy, 4), "validEce": round(calibration_error(probabilities, labels), 4)},
    }
    manifest["profiles"].setdefault("light", {"detector": "haar", "classifier": NAME})
    manifest_path.write_text(json.dumps(manifest, indent=2) + "\n")
    print(json.dumps({"accuracy": accuracy, "temperature": temperature, "uncertain": uncertain, "onnxDifference": difference,
                      "eceBefore": calibration_error(logits.softmax(1), labels), "ece": calibration_error(probabilities, labels),
                      "bytes": path.stat().st_size}))


if __name__ == "__main__":
    main()
