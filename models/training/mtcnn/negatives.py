"""Windows that show no face although the networks so far may take them for one: what they have to learn from most.

Photographs without a face are few, so each is searched in several variants: mirrored, turned by quarters, in other sizes, worn. Scenes
with faces give the backgrounds around them.
"""

from collections.abc import Iterator

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

from boxes import areas, overlaps, scaled, shared_areas, squares, suppressed
from cascade import judged, normalised, proposals
from data import Photo
from networks import Stage
from patches import CONTEXT, NOT, Patches
from scenes import Scene, worn

# A window is kept with a margin, so that training can move it: these pixels show CONTEXT times its side.
SIDE = 96
LONGEST = 520
MIN_FACE, MOST = 20, 100
# O-Net's scores up to which it passes over a window, of which this share is kept; from which it doubts, and takes it for a face.
PASSED, PASSED_KEPT, DOUBTED_BY, TAKEN = 0.003, 0.25, 0.08, 0.4
# How much of a face, or by a face, may be covered where none is learnt.
COVERED = 0.5
# From which scores on a window is worth learning from, and the share of the others that is.
PROPOSED, DOUBTED, EASY = 0.3, 0.03, 0.1

NONE = np.zeros((0, 4)), np.zeros((0, 5, 2)), np.zeros((0, 4))


def variants(photo: Photo, random: np.random.Generator, count: int) -> Iterator[Scene]:
    """The photograph as it is, then others made of it."""
    yield Scene(photo.image, *NONE)
    for _ in range(count - 1):
        image = np.rot90(photo.image, random.choice([0, 0, 1, 2, 3]))
        if random.random() < 0.5:
            image = image[:, ::-1]
        picture = Image.fromarray(np.ascontiguousarray(image))
        scale = min(np.exp(random.uniform(np.log(0.4), np.log(1.5))), LONGEST / max(picture.size))
        picture = picture.resize([max(40, round(side * scale)) for side in picture.size], Image.BILINEAR)
        image = np.asarray(picture)
        yield Scene(worn(image, random) if random.random() < 0.6 else image, *NONE)


def windows(scene: Scene, boxes: np.ndarray) -> np.ndarray:
    """uint8 [n, 96, 96]: those squares with their margin."""
    return scene.crops(scaled(boxes, CONTEXT), SIDE).round().astype(np.uint8) if len(boxes) > 0 else np.zeros((0, SIDE, SIDE), np.uint8)


def faceless(scene: Scene, boxes: np.ndarray) -> np.ndarray:
    """Which squares show certainly no face."""
    free = np.ones(len(boxes), dtype=bool)
    if len(scene.boxes) > 0:
        free &= overlaps(boxes, squares(scene.boxes)).max(1) < NOT
        # Nor a part of one, nor one and much around it: those are unclear.
        free &= overlaps(boxes, scene.boxes, of_smaller=True).max(1) < COVERED
    if len(scene.unsure) > 0:
        free &= (shared_areas(boxes, scene.unsure) / areas(boxes)[:, None]).max(1) < 0.25
    return free


def proposed(pnet: Stage, rnet: Stage | None, scene: Scene, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """What P-Net proposes for R-Net, all that R-Net doubts and a few others; what R-Net lets through, where it moves it, for O-Net.
    Without an R-Net all that P-Net proposes."""
    boxes, _ = proposals(pnet, scene.image, MIN_FACE, PROPOSED, MOST)
    if rnet is None:
        return windows(scene, boxes[faceless(scene, boxes)]), windows(scene, boxes[:0])
    scores, moved, *_ = judged(rnet, scene, boxes)
    through = scores >= 2 * DOUBTED
    moved, better = moved[through], scores[through]
    moved = squares(moved[suppressed(moved, better, 0.7)])
    doubted = boxes[((scores >= DOUBTED) | (random.random(len(scores)) < EASY))]
    return windows(scene, doubted[faceless(scene, doubted)]), windows(scene, moved[faceless(scene, moved)])


def weighed(onet: Stage, seen: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Windows by how much of a face O-Net sees in them: few of those that it passes over, those that it doubts twice, what it takes for one three times."""
    inner = slice(*(round(SIDE * (1 + side * onet.context / CONTEXT) / 2) for side in (-1, 1)))
    scores = []
    for part in np.array_split(seen[:, inner, inner], len(seen) // 256 + 1):
        pixels = functional.interpolate(normalised(part), size=(onet.size, onet.size), mode="bilinear", align_corners=False, antialias=True)
        scores.append(torch.sigmoid(onet(pixels)[0]).flatten().numpy())
    score = np.concatenate(scores)
    kept = (score >= PASSED) | (random.random(len(seen)) < PASSED_KEPT)
    return np.concatenate([seen[kept], seen[score >= DOUBTED_BY], seen[score >= TAKEN]])


def around(patches: Patches, random: np.random.Generator, count: int) -> np.ndarray:
    """So many windows on and near each box of patches that show no face (`heads.away`)."""
    parts = []
    for pixels, box in zip(patches.pixels, (patches.boxes + 1) / 2 * patches.pixels.shape[1], strict=True):
        side = (box[2:] - box[:2]).max()
        half = side * np.exp(random.uniform(-0.45, 0.3, (count, 1))) / 2
        middle = (box[:2] + box[2:]) / 2 + random.normal(0, 0.15 * side, (count, 2))
        parts.append(windows(Scene(pixels, *NONE), np.concatenate([middle - half, middle + half], 1)))
    return np.concatenate(parts)


def anywhere(scene: Scene, random: np.random.Generator, count: int) -> np.ndarray:
    """Windows of any size and place without a face."""
    height, width = scene.image.shape
    shorter = min(height, width)
    sides = np.minimum(shorter, np.exp(random.uniform(np.log(14), np.log(max(15, shorter)), (count, 1))))
    corners = random.uniform(0, 1, (count, 2)) * np.maximum(1, np.array([width, height]) - sides)
    boxes = np.concatenate([corners, corners + sides], 1)
    return windows(scene, boxes[faceless(scene, boxes)])
