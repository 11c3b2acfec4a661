"""Where landmarks lie in the faces that the classifiers learnt from: the mean over many, and its mirror image.

Those faces were cut by a Haar detector, not aligned. Turning a face so that its landmarks fall on this mean shows the classifier
what it knows, but upright.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from cascade import Cascade
from networks import trained
from scenes import Scene

SIDE, ACROSS = 48, 100


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--fer", type=Path, required=True, help="a mosaic of 48x48 faces, 100 a row: train-0.webp")
    options.add_argument("--run", type=Path, required=True)
    options.add_argument("--count", type=int, default=1500)
    options.add_argument("--models", type=Path, help="where to write it into every classifier's manifest entry")
    given = options.parse_args()
    torch.set_num_threads(1)
    mosaic = np.asarray(Image.open(given.fer).convert("L"))
    total = mosaic.shape[0] // SIDE * ACROSS
    thresholds = json.loads((given.run / "thresholds.json").read_text())
    cascade = Cascade(*(trained(given.run, name) for name in ("pnet", "rnet", "onet")), thresholds)
    seen = []
    for index in np.linspace(0, total - 1, given.count).astype(int):
        row, column = divmod(int(index), ACROSS)
        face = np.pad(mosaic[row * SIDE:(row + 1) * SIDE, column * SIDE:(column + 1) * SIDE], SIDE // 3, mode="edge")
        none = np.zeros((0, 4)), np.zeros((0, 5, 2)), np.zeros((0, 4))
        boxes, scores, landmarks = cascade.detect(Scene(face, *none), 28)
        if len(scores) > 0:
            seen.append((landmarks[0] - SIDE // 3) / SIDE)
    points = np.array(seen)
    mean = np.median(points, 0)
    mirrored = mean[[1, 0, 2, 4, 3]] * [-1, 1] + [1, 0]
    template = ((mean + mirrored) / 2).round(4).tolist()
    print(f"{len(points)} of {given.count} faces; standard deviations {points.std(0).round(3).tolist()}")
    print(template)
    if given.models is not None:
        path = given.models / "manifest.json"
        manifest = json.loads(path.read_text())
        for model in manifest["models"].values():
            if model["kind"] == "classifier":
                model["crop"]["landmarks"] = template
        path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
