"""The classifiers' training faces (FER2013, its training split) as faces to be found: turned away, behind hands, shouting, young and old.

They come without boxes. An earlier cascade's O-Net says where the face is in its crop; where it is not sure, the crop is learnt as a face
all the same, at the place that is usual, but its box and landmarks are not. Those are the faces that it has most to learn from.
"""

from pathlib import Path

import numpy as np
from PIL import Image

from boxes import squares
from cascade import judged
from data import Photo, empty
from networks import Stage
from scenes import Scene, gathered, worn

# The mosaics' faces: pixels, and how many lie in a row.
CELL, ACROSS = 48, 100
SURE = 0.8
# The usual place of the face: the median of what a first O-Net said of those that it was sure of.
USUAL_BOX = np.array([4.9, -1.3, 43.3, 48.7])
USUAL_LANDMARKS = np.array([[15.2, 18.5], [32.8, 18.3], [24.1, 28.8], [16.6, 36.9], [31.7, 36.7]])
# Squares in which O-Net looks for the face first.
LOOKS = np.array([[0, 0, 48, 48], [-5, -5, 53, 53], [4, 5, 44, 45]], dtype=float)
NONE = np.zeros((0, 4)), np.zeros((0, 5, 2)), np.zeros((0, 4))


def cells(path: Path) -> np.ndarray:
    """uint8 [n, 48, 48] of a mosaic; cells that are empty are left out."""
    mosaic = np.asarray(Image.open(path).convert("L"))
    faces = mosaic.reshape(-1, CELL, ACROSS, CELL).transpose(0, 2, 1, 3).reshape(-1, CELL, CELL)
    return faces[faces.std((1, 2)) > 4]


def expressive(fer: Path, onet: Stage, random: np.random.Generator, easy: int) -> tuple[list[Photo], np.ndarray]:
    """All faces that O-Net is not sure of, and so many of the others; whether their boxes and landmarks are known [n]."""
    images = np.concatenate([cells(path) for path in sorted(fer.glob("train-*.webp"))])
    seen = [located(onet, Scene(image, *NONE)) for image in images]
    scores, boxes, landmarks = (np.array(values) for values in zip(*seen, strict=True))
    sure = scores >= SURE
    chosen = np.concatenate([np.nonzero(~sure)[0], random.permutation(np.nonzero(sure)[0])[:easy]])
    places = [(boxes[index], landmarks[index]) if sure[index] else (USUAL_BOX, USUAL_LANDMARKS) for index in chosen]
    return [person(images[index], *place) for index, place in zip(chosen, places, strict=True)], sure[chosen]


def usual(fer: Path, split: str) -> list[Photo]:
    """All faces of a split, each taken to be at the usual place."""
    return [person(image, USUAL_BOX, USUAL_LANDMARKS) for path in sorted(fer.glob(f"{split}-*.webp")) for image in cells(path)]


def person(image: np.ndarray, box: np.ndarray, landmarks: np.ndarray) -> Photo:
    return Photo("", image, box[None], landmarks[None], NONE[2], False)


def held_out_groups(folder: Path, fer: Path, random: np.random.Generator, count: int) -> list[Scene]:
    """Faces of the validation split on held-out photographs, five each, their boxes at the usual place."""
    people = usual(fer, "valid")
    grounds = [photo for photo in empty(folder) if photo.held_out]
    scenes = [gathered(grounds[random.integers(len(grounds))], [people[index] for index in random.integers(0, len(people), 5)], random) for _ in range(count)]
    for scene in scenes:
        scene.image = worn(scene.image, random)
    return scenes


def located(onet: Stage, scene: Scene) -> tuple[float, np.ndarray, np.ndarray]:
    """Score, box and landmarks of the face that fills a crop."""
    scores, boxes, _ = judged(onet, scene, LOOKS)
    again = judged(onet, scene, squares(boxes[[scores.argmax()]]))
    return again[0][0], again[1][0], again[2][0]
