"""FER+ faces and their vote distributions, read from lossless mosaics.

A data folder holds `labels.csv` and, for each split, mosaics of 48x48 grey faces, 100 a row, row-major
(`train-0.webp`, `train-1.webp`, `valid-0.webp`, `test-0.webp`).
"""
import csv
from pathlib import Path

import numpy as np
from PIL import Image

CLASSES = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"]
FACE = 48
COLUMNS = 100


def _mosaic(path: Path) -> np.ndarray:
    """All cells of one mosaic: uint8 [cells, 48, 48]."""
    grey = np.asarray(Image.open(path).convert("L"))
    rows = grey.shape[0] // FACE
    return grey.reshape(rows, FACE, COLUMNS, FACE).transpose(0, 2, 1, 3).reshape(-1, FACE, FACE)


def vote_distribution(votes: np.ndarray) -> np.ndarray | None:
    """Eight probabilities from ten FER+ votes, or None if `unknown` or `NF` wins.

    The usual preparation (Barsoum et al. 2016): votes of one are dropped as outliers.
    """
    kept = np.where(votes > 1, votes, 0).astype(np.float32)
    if kept[:8].sum() == 0 or kept[8:].max() >= kept[:8].max():
        return None
    return kept[:8] / kept[:8].sum()


def load(folder: Path, split: str) -> tuple[np.ndarray, np.ndarray]:
    """Faces uint8 [n, 48, 48] and vote distributions float32 [n, 8] of a split."""
    targets = []
    with open(folder / "labels.csv", newline="") as file:
        for row in csv.DictReader(file):
            if row["split"] == split:
                votes = np.array([int(row[name]) for name in [*CLASSES, "unknown", "NF"]])
                targets.append(vote_distribution(votes))
    faces = np.concatenate([_mosaic(path) for path in sorted(folder.glob(f"{split}-*.webp"))])[: len(targets)]
    kept = [index for index, target in enumerate(targets) if target is not None]
    return faces[kept], np.stack([targets[index] for index in kept])
