"""Windows made on the fly: faces turned, stretched, moved and worn anew in every batch, beside windows that were taken for faces.

A patch shows a face in the middle of three times its side. A window is one affine sample of it, so its truth follows by geometry; then the
window loses pixels, light and sharpness, is partly covered or compressed, as in calls.
"""

from dataclasses import dataclass, replace

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

from boxes import squares
from data import Photo
from scenes import edge_ramp

# A patch's pixels, and how many sides of its face it shows.
SIDE, SPAN = 144, 3
# How many times its side is kept around a window that shows no face (`negatives.py`).
CONTEXT = 2
# As Zhang et al. 2016, but against the square around a face: with its own, taller box even the best square overlaps by 0.75 only.
FACE, PART, NOT = 0.6, 0.4, 0.3
# Truth of a window that is neither: nothing is learnt from it.
UNCLEAR = -2
# Mirrored, left and right landmarks change places.
SWAPPED = [1, 0, 2, 4, 3]


@dataclass
class Patches:
    """uint8 [n, 144, 144] (or smaller); boxes [n, 4] and landmarks [n, 5, 2] from -1 to 1 across the patch; `alone`: no other face can be in it;
    `exact`: box and landmarks are known well enough to be learnt."""

    pixels: np.ndarray
    boxes: np.ndarray
    landmarks: np.ndarray
    alone: np.ndarray
    exact: np.ndarray

    def halved(self) -> "Patches":
        """For the stages with small windows."""
        return replace(self, pixels=halved(self.pixels))

    @staticmethod
    def joined(parts: "list[Patches]") -> "Patches":
        return Patches(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("pixels", "boxes", "landmarks", "alone", "exact")))


def halved(pixels: np.ndarray) -> np.ndarray:
    """[n, 2k, 2k] to [n, k, k]."""
    count, side, _ = pixels.shape
    return pixels.reshape(count, side // 2, 2, side // 2, 2).mean((2, 4), dtype=np.float32).astype(np.uint8)


def patches_of(photo: Photo) -> Patches:
    """One for each sure face."""
    faces = squares(photo.boxes)
    middle, side = (faces[:, None, :2] + faces[:, None, 2:]) / 2, (faces[:, 2] - faces[:, 0])[:, None, None] * SPAN / 2
    places = np.concatenate([middle - side, middle + side], 1).reshape(-1, 4)
    pixels = np.stack([cut(photo.image, place) for place in places]).astype(np.uint8) if len(places) > 0 else np.zeros((0, SIDE, SIDE), np.uint8)
    alone = np.full(len(faces), len(photo.boxes) + len(photo.unsure) == 1)
    return Patches(pixels, ((photo.boxes.reshape(-1, 2, 2) - middle) / side).reshape(-1, 4), (photo.landmarks - middle) / side, alone, np.ones(len(faces), bool))


def cut(image: np.ndarray, place: np.ndarray) -> np.ndarray:
    """A square of the picture in a patch's size; beyond the picture its edge goes on."""
    margin = int(max(0, -place.min(), *(place[2:] - image.shape[::-1]))) + 2
    return np.asarray(Image.fromarray(np.pad(image, margin, mode="edge")).resize((SIDE, SIDE), Image.BILINEAR, box=tuple(place + margin)))


def piece(ground: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A square of a photograph without a face, float32 in a patch's size."""
    side = float(random.uniform(0.3, 1.0)) * min(ground.shape)
    x, y = (random.uniform(0, length - side) for length in ground.shape[::-1])
    return np.asarray(Image.fromarray(ground).resize((SIDE, SIDE), Image.BILINEAR, box=(x, y, x + side, y + side)), dtype=np.float32)


def laid(photo: Photo, ground: Photo, random: np.random.Generator) -> Patches:
    """Of a crop that shows little around its face: laid on a piece of a photograph without a face, with soft edges."""
    patch = patches_of(photo)
    below = piece(ground.image, random)
    height, width = photo.image.shape
    # How opaque the crop is: not at all from its edges on.
    soft = np.zeros((5 * height, 5 * width), np.uint8)
    soft[2 * height:3 * height, 2 * width:3 * width] = 255 * np.minimum(edge_ramp(height)[:, None], edge_ramp(width)[None, :])
    face = squares(photo.boxes)[0]
    middle, half = (face[:2] + face[2:]) / 2, (face[2] - face[0]) * SPAN / 2
    place = np.concatenate([middle - half, middle + half]) + 2 * np.array([width, height] * 2)
    share = cut(soft, place).astype(np.float32) / 255
    patch.pixels[0] = (below + (patch.pixels[0] - below) * share).astype(np.uint8)
    return patch


def face_windows(patches: Patches, chosen: np.ndarray, size: int, context: float,
                 random: np.random.Generator) -> tuple[torch.Tensor, np.ndarray, np.ndarray, np.ndarray]:
    """Pixels [n, 1, size, size] (0-255; `context` times the window), truth, edges and landmarks (nan: not known) of windows on and near those faces."""
    count = len(chosen)
    tilt = np.deg2rad(np.where(random.random(count) < 0.4, random.uniform(-38, 38, count), random.normal(0, 7, count)))
    mirror = random.random(count) < 0.5
    stretch = np.exp(random.uniform(-0.13, 0.13, count)) * np.where(mirror, -1, 1)
    turn = np.stack([np.cos(tilt), -np.sin(tilt), np.sin(tilt), np.cos(tilt)], 1).reshape(-1, 2, 2)
    change = turn * np.stack([stretch, np.ones(count)], 1)[:, None]
    points = patches.landmarks[chosen] @ change.transpose(0, 2, 1)
    points[mirror] = points[mirror][:, SWAPPED]
    boxes = patches.boxes[chosen].reshape(-1, 2, 2)
    # Heads are taken for ellipses, as in scenes.turned.
    middle = (boxes.mean(1)[:, None] @ change.transpose(0, 2, 1))[:, 0]
    half = np.sqrt((((boxes[:, 1] - boxes[:, 0]) / 2)[:, None] ** 2 @ (change ** 2).transpose(0, 2, 1))[:, 0])
    boxes = np.stack([middle - half, middle + half], 1)
    side = 2 * half.max(1)
    spread = random.choice([0.12, 0.22, 0.35, 0.6, 0.9], count, p=[0.38, 0.28, 0.15, 0.12, 0.07])
    window = side * np.exp(random.uniform(-1, 1, count) * spread)
    centre = middle + random.uniform(-1, 1, (count, 2)) * (spread * side)[:, None]
    shared = np.clip((side + window)[:, None] / 2 - np.abs(centre - middle), 0, np.minimum(side, window)[:, None]).prod(1)
    overlap = shared / (side ** 2 + window ** 2 - shared)
    truth = np.select([overlap >= FACE, overlap >= PART, (overlap < NOT) & patches.alone[chosen]], [1, -1, 0], UNCLEAR)
    corner = centre - window[:, None] / 2
    edges = (boxes - corner[:, None]) / window[:, None, None] - np.array([[0, 0], [1, 1]])
    landmarks = (points - corner[:, None]) / window[:, None, None]
    unknown = ~patches.exact[chosen]
    edges[unknown], landmarks[unknown] = np.nan, np.nan
    back = np.linalg.inv(change)
    theta = np.concatenate([back * (window * context / 2)[:, None, None], back @ centre[:, :, None]], 2)
    return sampled(patches.pixels[chosen], theta, size), truth, edges.reshape(-1, 4), landmarks.reshape(-1, 10)


def moved_windows(pixels: np.ndarray, size: int, context: float, random: np.random.Generator) -> torch.Tensor:
    """Windows [n, 1, size, size], `context` times as large, of those kept with a margin, somewhat moved, turned and mirrored."""
    count = len(pixels)
    tilt = random.integers(0, 4, count) * np.pi / 2 * (random.random(count) < 0.5) + random.normal(0, 0.07, count)
    shrink = np.exp(random.uniform(-0.1, 0.1, count)) * context / CONTEXT
    turn = np.stack([np.cos(tilt), -np.sin(tilt), np.sin(tilt), np.cos(tilt)], 1).reshape(-1, 2, 2) * shrink[:, None, None]
    turn[:, :, 0] *= random.choice([-1, 1], count)[:, None]
    return sampled(pixels, np.concatenate([turn, random.uniform(-0.1, 0.1, (count, 2, 1))], 2), size)


def sampled(pixels: np.ndarray, theta: np.ndarray, size: int) -> torch.Tensor:
    grid = functional.affine_grid(torch.from_numpy(theta).float(), [len(pixels), 1, size, size], align_corners=False)
    return functional.grid_sample(torch.from_numpy(pixels).float()[:, None], grid, padding_mode="border", align_corners=False)


def degraded(pixels: torch.Tensor, size: int, context: float, random: np.random.Generator) -> torch.Tensor:
    """What light, lenses, distance and codecs do to windows [n, 1, side, side] that show `context` times a face, in a stage's size."""
    count = len(pixels)

    def each(low: float, high: float, share: float, otherwise: float) -> torch.Tensor:
        values = np.where(random.random(count) < share, random.uniform(low, high, count), otherwise)
        return torch.from_numpy(values).float()[:, None, None, None]

    pixels = 255 * (pixels / 255).clamp(1e-3, 1) ** torch.exp(each(-0.6, 0.6, 0.5, 0))
    across = torch.linspace(-0.5, 0.5, pixels.shape[-1])
    pixels = pixels * (1 + each(-0.6, 0.6, 0.25, 0) * across + each(-0.6, 0.6, 0.25, 0) * across[:, None])
    pixels = (pixels - 128) * each(0.5, 1.25, 0.6, 1) + 128 + each(-40, 40, 0.6, 0)
    made = torch.empty(count, 1, size, size)
    # Every eighth window as if taken from another distance.
    for first in range(8):
        part = pixels[first::8]
        if random.random() < 0.3:
            part = blurred(part, float(random.uniform(0.5, 1.2) if random.random() < 0.6 else random.uniform(1.2, 2.2)))
        if random.random() < 0.12:
            part = smeared(part, int(random.choice([3, 5, 7])), bool(random.random() < 0.7))
        seen = int(random.choice([48, 40, 32, 26, 20, 16], p=[0.3, 0.13, 0.2, 0.18, 0.13, 0.06]))
        part = resized(part, min(round(seen * context), part.shape[-1]))
        if random.random() < 0.2:
            part = part + random.uniform(2, 7) * torch.randn(part.shape)
        part = part.clamp(0, 255)
        if random.random() < 0.3 and part.shape[-1] % 8 == 0:
            part = compressed(part, random)
        made[first::8] = resized(part, size)
    return made.clamp(0, 255)


def blurred(pixels: torch.Tensor, sigma: float) -> torch.Tensor:
    """By a Gaussian, in pixels."""
    reach = torch.arange(-5, 6)
    kernel = torch.exp(-(reach / sigma) ** 2 / 2)
    kernel = kernel / kernel.sum()
    return functional.conv2d(functional.pad(pixels, (5, 5, 5, 5), mode="replicate"), (kernel[:, None] * kernel)[None, None])


def smeared(pixels: torch.Tensor, length: int, across: bool) -> torch.Tensor:
    """By movement over an odd number of pixels, across or down."""
    kernel = torch.full((1, 1, 1, length) if across else (1, 1, length, 1), 1 / length)
    half = length // 2
    return functional.conv2d(functional.pad(pixels, (half, half, 0, 0) if across else (0, 0, half, half), mode="replicate"), kernel)


def resized(pixels: torch.Tensor, size: int) -> torch.Tensor:
    return pixels if pixels.shape[-1] == size else functional.interpolate(pixels, size=(size, size), mode="bilinear", align_corners=False, antialias=True)


def covered(pixels: torch.Tensor, random: np.random.Generator, share: float = 0.3) -> torch.Tensor:
    """Here and there a part of another window, or of nothing, lies over half of it at most: a hand, a hat, or somebody's head in front."""
    side = pixels.shape[-1]
    others = pixels.clone()
    for index in np.nonzero(random.random(len(pixels)) < share)[0]:
        other = others[int(random.integers(len(pixels)))] if random.random() < 0.7 else torch.full_like(others[0], random.uniform(0, 255))
        depth = random.uniform(0.12, 0.5)
        if random.random() < 0.5:
            start = random.uniform(0, 0.5)
            place, shift = rectangle(side, depth, start, start + random.uniform(0.25, 1)), 0
        else:
            place, shift = ellipse(side, depth, random)
        quarter = int(random.integers(4))
        place = torch.from_numpy(np.rot90(place, quarter).copy())
        # So that the middle of what is shown there lies in the middle of the place.
        down, across = [(-shift, 0), (0, -shift), (shift, 0), (0, shift)][quarter]
        pixels[index, :, place] = torch.roll(other, (down, across), (1, 2))[:, place]
    return pixels


def rectangle(side: int, depth: float, start: float, end: float) -> np.ndarray:
    """Mask [side, side] from the upper edge down to `depth`; shares of the side."""
    place = np.zeros((side, side), bool)
    place[:round(depth * side), round(start * side):round(end * side)] = True
    return place


def ellipse(side: int, depth: float, random: np.random.Generator) -> tuple[np.ndarray, int]:
    """Mask [side, side] of a head that comes in from the upper edge, `depth` deep, and how many pixels its middle lies above the window's."""
    y, x = (np.mgrid[:side, :side] + 0.5) / side
    tall, wide = random.uniform(0.3, 0.55), random.uniform(0.25, 0.5)
    middle = depth - tall
    place = ((y - middle) / tall) ** 2 + ((x - random.uniform(0.2, 0.8)) / wide) ** 2 < 1
    return place, round((0.5 - middle) * side)


def pasted(pixels: torch.Tensor, random: np.random.Generator, share: float = 0.25) -> torch.Tensor:
    """Here and there a window's middle laid on another window, with soft edges as `laid` has them, so that these are no sign of a face."""
    side = pixels.shape[-1]
    others = pixels[torch.from_numpy(random.permutation(len(pixels)))]
    for index in np.nonzero(random.random(len(pixels)) < share)[0]:
        height, width = (round(side * part) for part in random.uniform(0.6, 0.95, 2))
        top, left = (int(random.integers(0, side - length + 1)) for length in (height, width))
        soft = np.minimum(edge_ramp(height)[:, None], edge_ramp(width)[None, :])
        part = others[index].clone()
        place = part[:, top:top + height, left:left + width]
        place += (pixels[index, :, top:top + height, left:left + width] - place) * torch.from_numpy(soft).float()
        pixels[index] = part
    return pixels


def cut_off(pixels: torch.Tensor, random: np.random.Generator, share: float = 0.12) -> torch.Tensor:
    """As at the edge of a picture, beyond which its last pixels go on, up to nearly half of the window."""
    side = pixels.shape[-1]
    for index in np.nonzero(random.random(len(pixels)) < share)[0]:
        last = int(random.uniform(0.08, 0.48) * side)
        window, kind = pixels[index], int(random.integers(4))
        # Seldom above or below.
        if kind == 0:
            window = window.transpose(1, 2)
        if random.random() < 0.5:
            window[:, :, :last] = window[:, :, last:last + 1].clone()
        else:
            window[:, :, side - last:] = window[:, :, side - last - 1:side - last].clone()
    return pixels


# JPEG's table for brightness (ITU-T T.81, annex K).
TABLE = torch.tensor([[16, 11, 10, 16, 24, 40, 51, 61], [12, 12, 14, 19, 26, 58, 60, 55], [14, 13, 16, 24, 40, 57, 69, 56], [14, 17, 22, 29, 51, 87, 80, 62],
                      [18, 22, 37, 56, 68, 109, 103, 77], [24, 35, 55, 64, 81, 104, 113, 92], [49, 64, 78, 87, 103, 121, 120, 101], [72, 92, 95, 98, 112, 100, 103, 99.0]])
COSINES = torch.cos(torch.pi / 8 * torch.arange(8)[:, None] * (torch.arange(8) + 0.5)) / 2
COSINES[0] /= 2 ** 0.5


def compressed(pixels: torch.Tensor, random: np.random.Generator) -> torch.Tensor:
    """As JPEG of some quality keeps blocks of 8x8; sides are multiples of 8."""
    count, _, side, _ = pixels.shape
    blocks = (pixels - 128).reshape(count, side // 8, 8, side // 8, 8).transpose(2, 3)
    table = TABLE * random.uniform(0.25, 1.5)
    kept = ((COSINES @ blocks @ COSINES.T) / table).round() * table
    return (COSINES.T @ kept @ COSINES).transpose(2, 3).reshape(pixels.shape) + 128
