"""FER2013 faces with both label sets: the original seven classes and the ten FER+ votes.

A data folder holds `labels.csv` and, for each split, mosaics of 48x48 grey faces, 100 a row, row-major
(`train-0.webp`, `train-1.webp`, `valid-0.webp`, `test-0.webp`).
"""
import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

FERPLUS = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"]
FER2013 = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]
AFFECTNET = ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"]
# Where each FER+ class lies among FER2013's; contempt has no counterpart.
_FER2013_OF_FERPLUS = [6, 3, 5, 4, 0, 1, 2, None]
FACE = 48
COLUMNS = 100


@dataclass
class Split:
    """Faces float32 [n,1,48,48] in 0-1; `votes` [n,8] sums to 1, or to 0 where FER+ gives no majority; `labels` int64 [n] of FER2013."""
    faces: torch.Tensor
    votes: torch.Tensor
    labels: torch.Tensor

    @property
    def voted(self) -> torch.Tensor:
        """Which faces count for FER+: bool [n]."""
        return self.votes.sum(1) > 0


def _mosaic(path: Path) -> np.ndarray:
    """All cells of one mosaic: uint8 [cells, 48, 48]."""
    grey = np.asarray(Image.open(path).convert("L"))
    rows = grey.shape[0] // FACE
    return grey.reshape(rows, FACE, COLUMNS, FACE).transpose(0, 2, 1, 3).reshape(-1, FACE, FACE)


def vote_distribution(votes: np.ndarray) -> np.ndarray:
    """Eight probabilities from ten FER+ votes, or zeros if `unknown` or `NF` wins.

    The usual preparation (Barsoum et al. 2016): votes of one are dropped as outliers.
    """
    kept = np.where(votes > 1, votes, 0).astype(np.float32)
    if kept[:8].sum() == 0 or kept[8:].max() >= kept[:8].max():
        return np.zeros(8, np.float32)
    return kept[:8] / kept[:8].sum()


def load(folder: Path, split: str) -> Split:
    votes, labels = [], []
    with open(folder / "labels.csv", newline="") as file:
        for row in csv.DictReader(file):
            if row["split"] == split:
                votes.append(vote_distribution(np.array([int(row[name]) for name in [*FERPLUS, "unknown", "NF"]])))
                labels.append(FER2013.index(row["fer2013"]))
    faces = np.concatenate([_mosaic(path) for path in sorted(folder.glob(f"{split}-*.webp"))])[: len(labels)]
    return Split(torch.from_numpy(np.ascontiguousarray(faces))[:, None].float() / 255,
                 torch.from_numpy(np.stack(votes)), torch.tensor(labels))


def votes_as_fer2013(votes: torch.Tensor) -> torch.Tensor:
    """FER+ distributions [n,8] over FER2013's seven classes [n,7], contempt left out; zeros where nothing is left."""
    mapped = torch.zeros(len(votes), len(FER2013))
    for index, to in enumerate(_FER2013_OF_FERPLUS):
        if to is not None:
            mapped[:, to] = votes[:, index]
    return mapped / mapped.sum(1, keepdim=True).clamp(min=1e-6)
