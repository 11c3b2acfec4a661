"""Boxes as rows of (x1, y1, x2, y2): the maths that libs/inference/src/detect/mtcnn does again in TypeScript."""

import numpy as np


def overlaps(boxes: np.ndarray, others: np.ndarray, of_smaller: bool = False) -> np.ndarray:
    """Intersection over union (or over the smaller of two) of each of n boxes with each of m, [n, m]."""
    shared = shared_areas(boxes, others)
    area, other = areas(boxes)[:, None], areas(others)[None, :]
    return shared / np.maximum(np.minimum(area, other) if of_smaller else area + other - shared, 1e-9)


def shared_areas(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Of each of n boxes with each of m, [n, m]."""
    left_top = np.maximum(boxes[:, None, :2], others[None, :, :2])
    right_bottom = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return np.clip(right_bottom - left_top, 0, None).prod(2)


def areas(boxes: np.ndarray) -> np.ndarray:
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def squares(boxes: np.ndarray) -> np.ndarray:
    """The squares around the same centres, as large as the longer sides."""
    half = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])[:, None] / 2
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    return np.concatenate([centres - half, centres + half], 1)


def scaled(boxes: np.ndarray, factor: float) -> np.ndarray:
    """So many times as large around the same centres."""
    centres, half = (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]) * factor / 2
    return np.concatenate([centres - half, centres + half], 1)


def moved(boxes: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Each edge moved by its own share of the (square) box's side."""
    return boxes + edges * (boxes[:, 2:3] - boxes[:, :1])


def suppressed(boxes: np.ndarray, scores: np.ndarray, limit: float, of_smaller: bool = False) -> np.ndarray:
    """Which boxes remain, best first, when any that overlaps a better one by more than `limit` is dropped."""
    order = np.argsort(-scores, kind="stable")
    kept = []
    while len(order) > 0:
        best, order = order[0], order[1:]
        kept.append(best)
        if len(order) > 0:
            order = order[overlaps(boxes[best:best + 1], boxes[order], of_smaller)[0] <= limit]
    return np.array(kept, dtype=np.int64)
