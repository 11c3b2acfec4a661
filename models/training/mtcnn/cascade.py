"""The cascade in Python, for mining hard examples and choosing thresholds. What ships is libs/inference/src/detect/mtcnn."""

from dataclasses import dataclass, field

import numpy as np
import torch
from PIL import Image

from boxes import moved, scaled, squares, suppressed
from networks import Shipped, Stage
from scenes import Scene

FACTOR = 0.709
CELL, STRIDE = 12, 2
# Of one size of the picture, before overlapping ones are dropped.
MOST_WINDOWS = 300
# Windows begin so many pixels before the edge of each size of the picture, where its own pixels go on, so that P-Net sees faces that the edge cuts.
BORDER = 4


def normalised(pixels: np.ndarray) -> torch.Tensor:
    return (torch.from_numpy(np.ascontiguousarray(pixels)).float()[:, None] - 127.5) / 128


@torch.inference_mode()
def proposals(pnet: Stage, image: np.ndarray, min_face: float, threshold: float, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Squares where P-Net sees a face, and their scores, best first."""
    height, width = image.shape
    source = image
    boxes, scores = [np.zeros((0, 4))], [np.zeros(0)]
    scale = CELL / min_face
    while min(width, height) * scale >= CELL:
        size = max(CELL, round(width * scale)), max(CELL, round(height * scale))
        ratio = np.array([width / size[0], height / size[1]])
        while source.shape[0] % 2 == source.shape[1] % 2 == 0 and source.shape[0] >= 2 * size[1] and source.shape[1] >= 2 * size[0]:
            source = halved(source)
        logit, edges = pnet(normalised(resized(source, size, BORDER + (pnet.size - CELL) // 2)[None]))
        score = torch.sigmoid(logit[0, 0]).numpy()
        best = np.argsort(-score, axis=None)[:MOST_WINDOWS]
        rows, columns = np.unravel_index(best[score.flat[best] >= threshold], score.shape)
        if len(rows) > 0:
            corner = np.stack([columns, rows], 1) * STRIDE - BORDER
            found = moved(np.concatenate([corner, corner + CELL], 1).astype(float), edges[0, :, rows, columns].numpy().T) * np.tile(ratio, 2)
            kept = suppressed(found, score[rows, columns], 0.5)
            boxes.append(found[kept])
            scores.append(score[rows, columns][kept])
        scale *= FACTOR
    boxes, scores = np.concatenate(boxes), np.concatenate(scores)
    kept = suppressed(boxes, scores, 0.5)[:most]
    return squares(boxes[kept]), scores[kept]


def halved(image: np.ndarray) -> np.ndarray:
    """Each pixel the mean of four, rounded."""
    return np.floor(image.reshape(image.shape[0] // 2, 2, image.shape[1] // 2, 2).mean((1, 3)) + 0.5).astype(np.uint8)


def resized(image: np.ndarray, size: tuple[int, int], pixels: int) -> np.ndarray:
    """The image in another size (width, height), and so many pixels of its edge around it."""
    height, width = image.shape
    border = pixels * np.array([width / size[0], height / size[1]])
    # As far as the averaging of what is skipped reaches.
    pad = int(1.25 * border.max()) + 2
    padded = Image.fromarray(np.pad(image, pad, mode="edge").astype(np.float32))
    extent = *(pad - border), *(pad + border + [width, height])
    return np.asarray(padded.resize((size[0] + 2 * pixels, size[1] + 2 * pixels), Image.BILINEAR, box=extent))


@torch.inference_mode()
def judged(stage: Stage, scene: Scene, boxes: np.ndarray) -> list[np.ndarray]:
    """A stage's scores [n], moved boxes [n, 4] and, of O-Net, landmarks [n, 5, 2] in the scene's pixels."""
    if len(boxes) == 0:
        return [np.zeros(0), np.zeros((0, 4)), np.zeros((0, 5, 2))]
    answers = [answer.numpy() for answer in Shipped(stage)(normalised(scene.crops(scaled(boxes, stage.context), stage.size)))]
    results = [answers[0][:, 0], moved(boxes, answers[1])]
    if len(answers) == 3:
        results.append(answers[2].reshape(-1, 5, 2) * (boxes[:, 2:3] - boxes[:, :1])[:, None] + boxes[:, None, :2])
    return results


@dataclass
class Cascade:
    pnet: Stage
    rnet: Stage
    onet: Stage
    thresholds: dict[str, float] = field(default_factory=lambda: {"pnet": 0.5, "rnet": 0.5, "onet": 0.5})
    most: int = 200

    def detect(self, scene: Scene, min_face: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Boxes with a side of `min_face` pixels, scores and landmarks, best first."""
        boxes, _ = proposals(self.pnet, scene.image, min_face, self.thresholds["pnet"], self.most)
        boxes, _ = refined(self.rnet, scene, boxes, self.thresholds["rnet"])
        scores, boxes, landmarks = judged(self.onet, scene, boxes)
        height, width = scene.image.shape
        boxes = np.clip(boxes, 0, [width, height] * 2)
        sure = (scores >= self.thresholds["onet"]) & ((boxes[:, 2:] - boxes[:, :2]).max(1) >= min_face)
        scores, boxes, landmarks = scores[sure], boxes[sure], landmarks[sure]
        kept = suppressed(boxes, scores, 0.4)
        kept = kept[suppressed(boxes[kept], scores[kept], 0.7, of_smaller=True)]
        return boxes[kept], scores[kept], landmarks[kept]


def refined(rnet: Stage, scene: Scene, boxes: np.ndarray, threshold: float) -> tuple[np.ndarray, np.ndarray]:
    """Squares that R-Net keeps, and its scores."""
    scores, boxes, *_ = judged(rnet, scene, boxes)
    sure = scores >= threshold
    scores, boxes = scores[sure], boxes[sure]
    kept = suppressed(boxes, scores, 0.6)
    return squares(boxes[kept]), scores[kept]
