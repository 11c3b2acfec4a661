"""Scenes: photographs as a call might show them. Smaller, tilted, dim, blurred, compressed, with several faces."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

import data
from boxes import overlaps
from data import Photo

# Beyond a photograph its edge goes on, as in libs/inference/src/classify/crop.ts.
MARGIN = 0.6


@dataclass
class Scene:
    """As a photo (`data.Photo`): uint8 [height, width], boxes, landmarks, and `unsure` boxes in which a face may be that nobody labelled."""

    image: np.ndarray
    boxes: np.ndarray
    landmarks: np.ndarray
    unsure: np.ndarray

    def crops(self, boxes: np.ndarray, size: int) -> np.ndarray:
        """Squares cut out and resized to float32 [n, size, size], averaging what shrinking skips; not rounded."""
        height, width = self.image.shape
        pad = int(max(height, width) * MARGIN) + 2
        padded = Image.fromarray(np.pad(self.image, pad, mode="edge").astype(np.float32))
        limits = np.array([padded.width, padded.height] * 2)
        out = np.empty((len(boxes), size, size), np.float32)
        for index, box in enumerate(np.clip(boxes + pad, 0, limits)):
            x1, y1, x2, y2 = box
            inside = (x1, y1, max(x2, x1 + 1), max(y2, y1 + 1)) if x1 < limits[0] - 1 and y1 < limits[1] - 1 else (0, 0, 1, 1)
            out[index] = padded.resize((size, size), Image.BILINEAR, box=inside)
        return out


def placed(photo: Photo, random: np.random.Generator, height: float, tilt: float, canvas: tuple[int, int] | None = None) -> Scene:
    """The photograph turned by `tilt` degrees and scaled so that its first face (or itself) is `height` pixels high."""
    source = photo.image
    tall = photo.boxes[0, 3] - photo.boxes[0, 1] if len(photo.boxes) > 0 else source.shape[0]
    scale = height / tall
    picture = Image.fromarray(source)
    # Shrinking first, with averaging, leaves only a rotation for the affine step, which does not average.
    size = max(8, round(picture.width * scale)), max(8, round(picture.height * scale))
    if size != picture.size:
        picture = picture.resize(size, Image.BILINEAR)
    ratio = np.array([size[0] / source.shape[1], size[1] / source.shape[0]])
    boxes, unsure, landmarks = photo.boxes * np.tile(ratio, 2), photo.unsure * np.tile(ratio, 2), photo.landmarks * ratio
    if abs(tilt) > 1:
        centre = np.array(size) / 2
        fill = int(np.median(source))
        picture = picture.rotate(tilt, Image.BILINEAR, fillcolor=fill)
        angle = np.deg2rad(-tilt)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        boxes, unsure = turned(boxes, turn, centre), turned(unsure, turn, centre)
        landmarks = (landmarks - centre) @ turn.T + centre
    if random.random() < 0.5:
        picture = picture.transpose(Image.FLIP_LEFT_RIGHT)
        boxes, unsure = mirrored(boxes, size[0]), mirrored(unsure, size[0])
        landmarks = landmarks[:, [1, 0, 2, 4, 3]] * [-1, 1] + [size[0], 0]
    return Scene(np.asarray(picture), boxes, landmarks, unsure)


def turned(boxes: np.ndarray, turn: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Boxes around heads, taken for ellipses, that are turned."""
    middle = ((boxes[:, :2] + boxes[:, 2:]) / 2 - centre) @ turn.T + centre
    half = np.sqrt(((boxes[:, 2:] - boxes[:, :2]) / 2) ** 2 @ (turn ** 2).T)
    return np.concatenate([middle - half, middle + half], 1)


def mirrored(boxes: np.ndarray, width: int) -> np.ndarray:
    return np.stack([width - boxes[:, 2], boxes[:, 1], width - boxes[:, 0], boxes[:, 3]], 1)


def gathered(ground: Photo, people: list[Photo], random: np.random.Generator) -> Scene:
    """Several small crops of people on one photograph without any, with soft edges, as a group seen from afar."""
    size = int(random.uniform(260, 420))
    scale = size / max(ground.image.shape)
    picture = Image.fromarray(ground.image).resize([max(60, round(side * scale)) for side in ground.image.shape[::-1]], Image.BILINEAR)
    canvas = np.asarray(picture).astype(np.float32)
    boxes, landmarks, unsure = [], [], []
    taken = np.zeros((0, 4))
    for photo in people:
        scene = placed(photo, random, np.exp(random.uniform(np.log(18), np.log(70))), tilt_of(random))
        height, width = scene.image.shape
        if height >= canvas.shape[0] or width >= canvas.shape[1]:
            continue
        x, y = int(random.integers(0, canvas.shape[1] - width)), int(random.integers(0, canvas.shape[0] - height))
        place = np.array([[x, y, x + width, y + height]], dtype=float)
        if overlaps(place, taken, of_smaller=True).max(initial=0) > 0.05:
            continue
        taken = np.concatenate([taken, place])
        soft = np.minimum(edge_ramp(height)[:, None], edge_ramp(width)[None, :])
        part = canvas[y:y + height, x:x + width]
        part += (scene.image - part) * soft
        boxes.append(scene.boxes + np.tile([x, y], 2))
        landmarks.append(scene.landmarks + [x, y])
        # Crops may show further people at their edges.
        unsure.extend([place, scene.unsure + np.tile([x, y], 2)])
    joined = [np.concatenate(parts) if parts else np.zeros(shape) for parts, shape in ((boxes, (0, 4)), (landmarks, (0, 5, 2)), (unsure, (0, 4)))]
    return Scene(canvas.astype(np.uint8), *joined)


def edge_ramp(length: int) -> np.ndarray:
    return np.clip(np.minimum(np.arange(length) + 1, length - np.arange(length)) / max(1, 0.08 * length), 0, 1)


def tilt_of(random: np.random.Generator) -> float:
    return random.uniform(-40, 40) if random.random() < 0.45 else 0.0


def worn(image: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """What cameras and codecs do to a picture: blur, lost pixels, noise, bad light, compression. Seldom all at once."""
    height, width = image.shape
    picture = Image.fromarray(image)
    if random.random() < 0.2:
        picture = picture.filter(ImageFilter.GaussianBlur(random.uniform(0.4, 1.2)))
    if random.random() < 0.15:
        factor = random.uniform(1.3, 2)
        picture = picture.resize((max(8, int(width / factor)), max(8, int(height / factor))), Image.BILINEAR).resize((width, height), Image.BICUBIC)
    values = np.asarray(picture).astype(np.float32)
    if random.random() < 0.6:
        values = 255 * (values / 255) ** np.exp(random.uniform(-0.6, 0.6))
        values = (values - 128) * random.uniform(0.45, 1.25) + 128 + random.uniform(-40, 40)
    if random.random() < 0.2:
        angle, strength = random.uniform(0, 2 * np.pi), random.uniform(0.2, 0.7)
        y, x = np.mgrid[-0.5:0.5:height * 1j, -0.5:0.5:width * 1j]
        values = values * (1 + strength * (np.cos(angle) * x + np.sin(angle) * y).astype(np.float32))
    if random.random() < 0.15:
        values = values + random.normal(0, random.uniform(2, 8), values.shape).astype(np.float32)
    picture = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    if random.random() < 0.35:
        stored = BytesIO()
        picture.save(stored, "WEBP" if random.random() < 0.5 else "JPEG", quality=int(random.uniform(20, 75)), method=0)
        picture = Image.open(stored).convert("L")
    return np.asarray(picture)


def scenes_of(folder: Path, random: np.random.Generator, held_out: bool, groups: int) -> tuple[list[Scene], list[Scene]]:
    """Every photograph with faces once, at some size, and groups of small faces; `held_out` chooses the people and photographs."""
    photos = data.labelled(folder)
    fit = data.box_fit([photo for photo in photos if not photo.held_out])
    crops = [photo for photo in data.crops80(folder, fit) if photo.held_out == held_out]
    empty = [photo for photo in data.empty(folder) if photo.held_out == held_out]
    scenes = [placed(photo, random, np.exp(random.uniform(np.log(20), np.log(130))), tilt_of(random))
              for photo in photos if photo.held_out == held_out and len(photo.boxes) > 0]
    together = []
    for _ in range(groups):
        people = [crops[index] for index in random.integers(0, len(crops), int(random.integers(3, 8)))]
        together.append(gathered(empty[random.integers(len(empty))], people, random))
    for scene in [*scenes, *together]:
        scene.image = worn(scene.image, random)
    return scenes, together
