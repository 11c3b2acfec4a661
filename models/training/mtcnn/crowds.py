"""Crowds: heads before heads, turned aside, cut by the picture's edge, small and badly lit, on photographs without a face.

What the other scenes lack. For backgrounds between heads, and for choosing.
"""

from pathlib import Path

import numpy as np
from PIL import Image

import data
from boxes import areas
from data import Photo
from expressive import person, usual
from heads import turned
from patches import SIDE, Patches, patches_of
from scenes import Scene, placed, tilt_of, worn

# Heights of faces in pixels; a face of which less is seen is learnt neither as one nor as background.
LOWEST, HIGHEST, SEEN = 18, 90, 0.5


def crowd(ground: Photo, people: list[Photo], random: np.random.Generator) -> Scene:
    """Those people, who have one face each, the lower in the picture the nearer."""
    scale = random.uniform(260, 420) / max(ground.image.shape)
    size = [max(60, round(side * scale)) for side in ground.image.shape[::-1]]
    canvas = np.asarray(Image.fromarray(ground.image).resize(size, Image.BILINEAR)).astype(np.float32)
    height, width = canvas.shape
    typical = np.exp(random.uniform(np.log(LOWEST + 6), np.log(HIGHEST * 0.8)))
    boxes, landmarks, visible, unsure = [], [], [], []
    middles = random.uniform([0, 0.1], [width, 0.95], (len(people), 2)) * [1, height]
    for photo, middle in zip(people, middles[middles[:, 1].argsort()], strict=True):
        tall = float(np.clip(typical * np.exp(random.normal(0, 0.25)), LOWEST, HIGHEST))
        scene = placed(photo, random, tall, tilt_of(random))
        face = scene.boxes[0]
        corner = (middle - (face[:2] + face[2:]) / 2).round().astype(int)
        mask = head_and_shoulders(scene.image.shape, face)
        x1, y1 = np.maximum(corner, 0)
        x2, y2 = np.minimum(corner + scene.image.shape[::-1], [width, height])
        if x2 - x1 < 4 or y2 - y1 < 4:
            continue
        inside = np.s_[y1 - corner[1]:y2 - corner[1], x1 - corner[0]:x2 - corner[0]]
        part = canvas[y1:y2, x1:x2]
        part += (scene.image[inside] - part) * mask[inside]
        for earlier in visible:
            earlier[y1:y2, x1:x2] *= 1 - mask[inside]
        whole = face + np.tile(corner, 2)
        own = np.zeros_like(canvas)
        left, top, right, bottom = whole.round().astype(int)
        own[max(0, top):max(0, bottom), max(0, left):max(0, right)] = 1
        visible.append(own)
        boxes.append(whole)
        landmarks.append(scene.landmarks[0] + corner)
        unsure.append(scene.unsure + np.tile(corner, 2))
    if not boxes:
        return Scene(canvas.astype(np.uint8), np.zeros((0, 4)), np.zeros((0, 5, 2)), np.zeros((0, 4)))
    boxes = np.stack(boxes)
    seen = np.array([place.sum() for place in visible]) / areas(boxes) >= SEEN
    # Faces end where the picture does, as in people's boxes.
    boxes = np.clip(boxes, 0, [width, height] * 2)
    return Scene(canvas.clip(0, 255).astype(np.uint8), boxes[seen], np.stack(landmarks)[seen], np.concatenate([boxes[~seen], *unsure]))


def head_and_shoulders(shape: tuple[int, int], face: np.ndarray) -> np.ndarray:
    """How opaque a person is in their own picture, with soft edges: an ellipse around the face, and what is below it."""
    y, x = np.mgrid[:shape[0], :shape[1]] + 0.5
    middle, span = (face[:2] + face[2:]) / 2, face[2:] - face[:2]
    head = 1.5 - ((x - middle[0]) / (0.85 * span[0])) ** 2 - ((y - middle[1] + 0.06 * span[1]) / (0.72 * span[1])) ** 2
    body = 1.3 - ((x - middle[0]) / (1.5 * span[0])) ** 2 - ((y - face[3] - 1.2 * span[1]) / (1.1 * span[1])) ** 2
    edge = np.minimum.reduce([x, y, shape[1] - x]) / (0.04 * shape[1])
    return np.clip(np.maximum(head, body) * 2, 0, 1) * np.clip(edge, 0, 1)


def photo_of(patches: Patches, index: int) -> Photo:
    """A patch as a photograph of one person."""
    box, landmarks = ((values[index] + 1) / 2 * SIDE for values in (patches.boxes, patches.landmarks))
    return person(patches.pixels[index], box, landmarks)


def crowds_of(folder: Path, fer: Path, random: np.random.Generator, held_out: bool, count: int) -> list[Scene]:
    """Scenes of people of one part of the data, some as they are, some turned aside or down by `heads.py`, a few of the classifiers' faces."""
    photos = [photo for photo in data.labelled(folder) if len(photo.boxes) == 1]
    fit = data.box_fit([photo for photo in photos if not photo.held_out])
    people = [photo for photo in [*photos, *data.crops80(folder, fit)] if photo.held_out == held_out]
    grounds = [photo for photo in data.empty(folder) if photo.held_out == held_out]
    known = Patches.joined([patches_of(photo) for photo in people])
    chosen = random.permutation(len(people))[:4 * count]
    aside = turned(known, chosen, [photo.image for photo in grounds], random)
    aside = [photo_of(aside, index) for index in range(len(chosen))]
    sources = [people, aside, usual(fer, "valid" if held_out else "train")]
    scenes = []
    for _ in range(count):
        drawn = [sources[kind] for kind in random.choice(3, int(random.integers(4, 14)), p=[0.5, 0.35, 0.15])]
        scenes.append(crowd(grounds[random.integers(len(grounds))], [source[random.integers(len(source))] for source in drawn], random))
    for scene in scenes:
        scene.image = worn(scene.image, random)
    return scenes
