"""What a stage learns from: crops with their truth."""

from dataclasses import dataclass

import numpy as np

from boxes import areas, overlaps, squares
from scenes import Scene

# As Zhang et al. 2016, but against the square around a face: with its own, taller box even the best square overlaps by 0.75 only.
FACE, PART, NOT = 0.6, 0.4, 0.3


@dataclass
class Samples:
    """`truth`: 1 a face, 0 none, -1 a part of one (edges and landmarks alone are learnt from it)."""

    pixels: np.ndarray
    truth: np.ndarray
    edges: np.ndarray
    landmarks: np.ndarray

    def __len__(self) -> int:
        return len(self.truth)

    def some(self, chosen: np.ndarray) -> "Samples":
        return Samples(self.pixels[chosen], self.truth[chosen], self.edges[chosen], self.landmarks[chosen])

    @staticmethod
    def joined(parts: "list[Samples]") -> "Samples":
        return Samples(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("pixels", "truth", "edges", "landmarks")))


def labelled(scene: Scene, boxes: np.ndarray, size: int) -> Samples:
    """The crops of those square boxes whose truth is known."""
    shares = overlaps(boxes, squares(scene.boxes)) if len(scene.boxes) > 0 else np.zeros((len(boxes), 1))
    best, which = shares.max(1), shares.argmax(1)
    truth = np.where(best >= FACE, 1, np.where(best >= PART, -1, 0)).astype(np.int8)
    known = (best >= PART) | (best < NOT)
    if len(scene.unsure) > 0:
        doubtful = (shared_area(boxes, scene.unsure) / areas(boxes)[:, None]).max(1) > 0.25
        known &= (best >= 0.08) | ~doubtful
    boxes, truth, which = boxes[known], truth[known], which[known]
    side = (boxes[:, 2:3] - boxes[:, :1])
    if len(scene.boxes) > 0:
        edges = (scene.boxes[which] - boxes) / side
        landmarks = ((scene.landmarks[which] - boxes[:, None, :2]) / side[:, None]).reshape(-1, 10)
    else:
        edges, landmarks = np.zeros((len(boxes), 4)), np.zeros((len(boxes), 10))
    return Samples(scene.crops(boxes, size), truth, edges.astype(np.float32), landmarks.astype(np.float32))


def shared_area(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    left_top = np.maximum(boxes[:, None, :2], others[None, :, :2])
    right_bottom = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return np.clip(right_bottom - left_top, 0, None).prod(2)


def around(scene: Scene, random: np.random.Generator, each: int, spread: float) -> np.ndarray:
    """Squares near each face: moved by up to `spread` of its side, and as much larger or smaller."""
    faces = np.repeat(squares(scene.boxes), each, 0)
    side = faces[:, 2:3] - faces[:, :1]
    sides = side * np.exp(random.uniform(-spread, spread, side.shape))
    centres = (faces[:, :2] + faces[:, 2:]) / 2 + random.uniform(-spread, spread, (len(faces), 2)) * side
    return np.concatenate([centres - sides / 2, centres + sides / 2], 1)


def anywhere(scene: Scene, random: np.random.Generator, count: int) -> np.ndarray:
    height, width = scene.image.shape
    shorter = min(height, width)
    sides = np.minimum(shorter, np.exp(random.uniform(np.log(14), np.log(max(15, shorter)), (count, 1))))
    corners = random.uniform(0, 1, (count, 2)) * np.maximum(1, np.array([width, height]) - sides)
    return np.concatenate([corners, corners + sides], 1)
