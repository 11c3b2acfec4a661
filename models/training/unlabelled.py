"""Faces without an expression label, cut as FER's are, for the teachers to label: `faces` uint8 [n, 64, 64] and `held`, bool [n],
those kept aside to choose by.

    python unlabelled.py --faces DIR --out runs/unlabelled.npz

`DIR` holds `lfw.tar` and `ytfaces.tar` with `teacher-labels.csv`, and `landmarks80.tar` with `landmarks80.txt`: five landmarks a
face. A similarity transform lays them on where FER's mean face has them.
"""
import argparse
import csv
import re
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from mtcnn.data import read_images, share

SIZE = 64
# A fifth of the people, by their names, teach nothing.
HELD_SHARE = 0.2
# Left eye, right eye, nose, left and right corner of the mouth in FER's mean face, as shares of its side.
TEMPLATE = np.array([[0.31, 0.375], [0.69, 0.375], [0.5, 0.6], [0.36, 0.785], [0.64, 0.785]])


def similarity(points: np.ndarray) -> np.ndarray:
    """The 2x3 similarity that takes the template (0-1) to five landmarks in pixels, by least squares."""
    rows, values = [], []
    for (u, v), (x, y) in zip(TEMPLATE, points):
        rows += [[u, -v, 1, 0], [v, u, 0, 1]]
        values += [x, y]
    a, b, tx, ty = np.linalg.lstsq(np.array(rows), np.array(values), rcond=None)[0]
    return np.array([[a, -b, tx], [b, a, ty]])


def cut(image: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The face of five landmarks in a grey picture, uint8 [64, 64]; sampled three times as finely and averaged."""
    grey = torch.from_numpy(image.astype(np.float32))[None, None]
    height, width = grey.shape[2:]
    matrix = similarity(points)
    steps = (np.arange(3 * SIZE) + 0.5) / (3 * SIZE)
    u, v = np.meshgrid(steps, steps)
    x = matrix[0, 0] * u + matrix[0, 1] * v + matrix[0, 2]
    y = matrix[1, 0] * u + matrix[1, 1] * v + matrix[1, 2]
    grid = torch.from_numpy(np.stack([2 * (x + 0.5) / width - 1, 2 * (y + 0.5) / height - 1], -1)).float()[None]
    sampled = F.grid_sample(grey, grid, padding_mode="border", align_corners=False)
    return F.avg_pool2d(sampled, 3)[0, 0].round().byte().numpy()


def landmarks(folder: Path) -> dict[str, dict[str, np.ndarray]]:
    """Five points per picture name, by archive."""
    found: dict[str, dict[str, np.ndarray]] = {"lfw": {}, "ytfaces": {}, "landmarks80": {}}
    names = ["left_eye", "right_eye", "nose", "mouth_left", "mouth_right"]
    with open(folder / "teacher-labels.csv", newline="") as file:
        for row in csv.DictReader(file):
            # One surely found face a picture: of several, who is meant is not said.
            if row["face"] == "0" and float(row["score"]) > 0.98:
                found[row["image"].split("/")[0]][row["image"]] = np.array([[float(row[f"{n}_x"]), float(row[f"{n}_y"])] for n in names])
    for line in (folder / "landmarks80.txt").read_text().splitlines():
        name, *numbers = line.split()
        found["landmarks80"][f"landmarks80/{name}"] = np.array(numbers, float).reshape(2, 5).T
    return found


def person(name: str) -> str:
    """Whose picture it is: "lfw/A_Name_0001.jpg", "ytfaces/A_Name/…", and in `landmarks80` LFW's names or a number of its own."""
    return re.sub(r"_\d+$", "", name.rsplit("/", 1)[-1].rsplit(".", 1)[0])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--faces", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    args = options.parse_args()
    torch.set_num_threads(1)
    faces, held = [], []
    for archive, known in landmarks(args.faces).items():
        for name, image in read_images(args.faces, archive):
            if name in known:
                faces.append(cut(image, known[name]))
                held.append(share(person(name)) < HELD_SHARE)
    np.savez(args.out, faces=np.stack(faces), held=np.array(held))
    print(f"{len(faces)} faces, {sum(held)} of them held aside")


if __name__ == "__main__":
    main()
