"""Writes the three networks as ONNX and their entry in the manifest."""

import argparse
import hashlib
import json
from pathlib import Path

import onnx
import torch

from networks import Shipped, Stage, trained

ROLES = {"pnet": "proposal", "rnet": "refinement", "onet": "output"}


def write(network: Stage, path: Path) -> None:
    """As ONNX without the paths of the machine that made it."""
    outputs = ["face", "edges", "landmarks"][:3 if network.landmarks is not None else 2]
    axes = {0: "n", 2: "height", 3: "width"} if network.dense else {0: "n"}
    maps = {0: "n", 2: "rows", 3: "columns"} if network.dense else {0: "n"}
    torch.onnx.export(Shipped(network), (torch.zeros(1, 1, network.size, network.size),), path, dynamo=False, opset_version=17,
                      input_names=["windows"], output_names=outputs, dynamic_axes={"windows": axes, **{name: maps for name in outputs}})
    model = onnx.load(path)
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    onnx.save(model, path)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--run", type=Path, required=True)
    options.add_argument("--models", type=Path, required=True)
    given = options.parse_args()
    chosen = json.loads((given.run / "thresholds.json").read_text())
    stages = {}
    for name, role in ROLES.items():
        network = trained(given.run, name)
        path = given.models / f"mtcnn-{name}.onnx"
        write(network, path)
        stages[role] = {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "size": network.size, "context": network.context, "threshold": chosen[name]}
    path = given.models / "manifest.json"
    manifest = json.loads(path.read_text())
    before = manifest["models"].get("mtcnn", {})
    manifest["models"]["mtcnn"] = {
        "kind": "mtcnn",
        "card": "mtcnn.md",
        "trainedOn": "LFW and YouTube Faces frames with a reference MTCNN's boxes, AFLW and LFW crops with human landmarks, FER2013's training faces, photographs without faces, pictures of free games, stamps and wallpapers",
        "measured": before.get("measured", {}),
        "input": {"name": "windows", "mean": 0.5, "std": 128 / 255},
        "stages": stages,
        "pyramid": {"minFace": 20, "factor": 0.709},
        "followThreshold": chosen["follow"],
    }
    path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
