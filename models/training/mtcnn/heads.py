"""Faces turned further than photographs show them: into profile, or looking down; and heads seen from behind, which are no faces.

A generic head, laid under the five landmarks of a photographed face, takes its grey values and is drawn again in another pose (as Zhu et
al. 2016 do for landmarks). What the photograph does not show is taken from the other half of the head, else smeared.

Lengths are in distances between the eyes: x to the right, y down, z towards the viewer, from between the eyes.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFilter

from patches import SIDE, Patches, piece

# Eyes, nose, corners of the mouth.
POINTS = np.array([[-0.5, 0, 0], [0.5, 0, 0], [0, 0.57, 0.5], [-0.415, 1.155, 0], [0.415, 1.155, 0]])
CROWN, CHIN, MIDDLE, DEPTH = -1.68, 2.0, 0.17, -1.3
WIDE, DEEP, NECK = 1.2, 1.5, 0.75
# What the reference MTCNN calls a face, from above the brows to the chin, and as far round (in degrees) seen from the front and from the side.
TOP, BOTTOM, ROUND = -1.18, 1.9, (62, 85)
# Heights at which the head surely has what it has behind.
HAIR = -1.55, -1.3
ROWS, COLUMNS = 240, 360
# Drawn so many times larger, then averaged.
FINE = 2


def head() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Points [rows, columns, 3], normals [rows, columns, 3], azimuths [columns] and heights [rows] of the head and its neck."""
    round_ = np.linspace(-np.pi, np.pi, COLUMNS)
    down = np.linspace(CROWN, 2.5, ROWS)
    share = np.clip((down - MIDDLE) / np.where(down < MIDDLE, MIDDLE - CROWN, CHIN - MIDDLE), -1, 1)
    wide = WIDE * np.sqrt(1 - share ** 2)
    deep = DEEP * np.sqrt(1 - np.abs(share) ** np.where(share > 0, 4, 3))
    neck = down > 1.3
    wide, deep = np.where(neck, np.maximum(wide, NECK), wide), np.where(neck, np.maximum(deep, NECK), deep)
    x = wide[:, None] * np.sin(round_)
    z = DEPTH + deep[:, None] * np.cos(round_)
    y = np.broadcast_to(down[:, None], x.shape)
    front = np.clip(np.cos(round_), 0, 1)
    nose = np.clip((y + 0.1) / 0.67, 0, 1) * np.exp(-np.clip(y - 0.57, 0, None) ** 2 / 0.02) * np.exp(-(x / 0.16) ** 2)
    socket = np.exp(-((np.abs(x) - 0.5) / 0.25) ** 2 - (y / 0.2) ** 2)
    mouth = np.exp(-(x / 0.5) ** 2 - ((y - 1.15) / 0.35) ** 2)
    chin = np.exp(-(x / 0.35) ** 2 - ((y - 1.75) / 0.22) ** 2)
    z = z + front * (0.36 * nose - 0.1 * socket + 0.13 * mouth + 0.2 * chin)
    points = np.stack([x, y, z], 2)
    normals = np.cross(np.gradient(points, axis=1), np.gradient(points, axis=0))
    return points, normals / np.maximum(np.linalg.norm(normals, axis=2, keepdims=True), 1e-9), round_, down


def pose(yaw: float, pitch: float) -> np.ndarray:
    """[3, 3]; radians, to the viewer's right and down."""
    cy, sy, cp, sp = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
    return np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]]) @ np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])


def fitted(landmarks: np.ndarray) -> tuple[float, float, complex, complex]:
    """Yaw, pitch, and the similarity (factor, shift; x + iy) that lays the turned head's points on landmarks [5, 2] best."""
    wanted = landmarks[:, 0] + 1j * landmarks[:, 1]
    best, answer = np.inf, (0.0, 0.0, 1 + 0j, 0j)
    for (yaw, pitch), (x, y) in zip(POSES, PROJECTED, strict=True):
        seen = x + 1j * y
        middle, spread = seen.mean(), seen - seen.mean()
        factor = (spread.conj() * (wanted - wanted.mean())).sum() / (abs(spread) ** 2).sum()
        # Of poses that fit alike, the most usual.
        error = (abs(wanted - wanted.mean() - factor * spread) ** 2).sum() / abs(factor) ** 2 + 0.03 * (yaw ** 2 + 2 * pitch ** 2)
        if error < best:
            best, answer = error, (yaw, pitch, factor, wanted.mean() - factor * middle)
    return answer


POSES = [(np.deg2rad(yaw), np.deg2rad(pitch)) for yaw in range(-60, 61, 6) for pitch in range(-30, 31, 6)]
PROJECTED = [(POINTS @ pose(*angles).T)[:, :2].T for angles in POSES]
HEAD, NORMALS, AZIMUTHS, HEIGHTS = head()


def placed(points: np.ndarray, factor: complex, shift: complex) -> np.ndarray:
    """Turned points [..., 3] as pixels or shares [..., 2]."""
    at = (points[..., 0] + 1j * points[..., 1]) * factor + shift
    return np.stack([at.real, at.imag], -1)


def texture(image: np.ndarray, turn: np.ndarray, factor: complex, shift: complex) -> np.ndarray:
    """Grey values [rows, columns] of the head's points."""
    at = placed(HEAD @ turn.T, factor, shift).round().astype(int)
    inside = ((at >= 0) & (at < SIDE)).all(2)
    values = image[at[..., 1].clip(0, SIDE - 1), at[..., 0].clip(0, SIDE - 1)].astype(np.float32)
    facing = np.clip((NORMALS @ turn[2]) * 2.5 - 0.4, 0, 1) * inside
    other = 0.15 * (1 - facing) * facing[:, ::-1]
    values = (facing * values + other * values[:, ::-1]) / np.maximum(facing + other, 1e-6)
    # What neither half shows has the value of the nearest place that is seen, at the same height.
    for row, known in zip(values, (facing + facing[:, ::-1]) > 0.05, strict=True):
        if known.any():
            places = np.nonzero(known)[0]
            right = np.searchsorted(places, np.arange(COLUMNS)).clip(0, len(places) - 1)
            left = (right - 1).clip(0)
            nearer = np.abs(places[left] - np.arange(COLUMNS)) < np.abs(places[right] - np.arange(COLUMNS))
            row[:] = row[np.where(nearer, places[left], places[right])]
    # Behind the ears there is hair, as on the crown.
    crown = values[(HEIGHTS > HAIR[0]) & (HEIGHTS < HAIR[1])].mean(0)
    share = np.clip((np.abs(AZIMUTHS) - np.deg2rad(85)) / 0.2, 0, 1) * np.clip((1.3 - HEIGHTS) / 0.3, 0, 1)[:, None]
    return values + (crown - values) * share


def drawn(values: np.ndarray, turn: np.ndarray, factor: complex, shift: complex) -> tuple[np.ndarray, np.ndarray]:
    """The head in a pose: grey values and how much of each pixel it covers, [SIDE, SIDE] each."""
    turned = HEAD @ turn.T
    at = (placed(turned, factor, shift) * FINE).round().astype(int).reshape(-1, 2)
    inside = ((at >= 0) & (at < SIDE * FINE)).all(1)
    order = np.argsort(turned[..., 2].ravel()[inside], kind="stable")
    x, y = at[inside][order].T
    picture, cover = np.zeros((SIDE * FINE,) * 2, np.float32), np.zeros((SIDE * FINE,) * 2, np.float32)
    picture[y, x], cover[y, x] = values.ravel()[inside][order], 1
    picture, cover = (part.reshape(SIDE, FINE, SIDE, FINE).sum((1, 3)) for part in (picture, cover))
    return picture / np.maximum(cover, 1), np.minimum(1, cover / FINE ** 2 * 1.2)


def aside(yaw: float, pitch: float, random: np.random.Generator) -> tuple[float, float]:
    """The pose to draw a face in that is in this one: usually towards a profile, else with a lowered or raised head."""
    if random.random() < 0.7:
        side = np.sign(yaw) if abs(yaw) > 0.1 else random.choice([-1, 1])
        return side * np.deg2rad(random.uniform(35, 90)), np.deg2rad(random.normal(5, 12))
    return yaw + np.deg2rad(random.normal(0, 15)), np.deg2rad(random.uniform(18, 45) if random.random() < 0.75 else random.uniform(-35, -15))


def away(_yaw: float, _pitch: float, random: np.random.Generator) -> tuple[float, float]:
    """A pose in which nothing of the face is seen."""
    return random.choice([-1, 1]) * np.deg2rad(random.uniform(125, 180)), np.deg2rad(random.normal(8, 14))


Aim = Callable[[float, float, np.random.Generator], tuple[float, float]]


def turned(patches: Patches, chosen: np.ndarray, grounds: list[np.ndarray], random: np.random.Generator, aim: Aim = aside) -> Patches:
    """Those faces in other poses; where the head was, the picture gets a piece of a photograph without a face."""
    made = [redrawn(patches.pixels[index], (patches.landmarks[index] + 1) / 2 * SIDE - 0.5, grounds[random.integers(len(grounds))], random, aim)
            for index in chosen]
    pixels, boxes, landmarks = (np.stack(values) for values in zip(*made, strict=True))
    known = np.ones(len(chosen), bool)
    return Patches(pixels, (boxes + 0.5) / SIDE * 2 - 1, (landmarks + 0.5) / SIDE * 2 - 1, known, known)


def redrawn(image: np.ndarray, landmarks: np.ndarray, ground: np.ndarray, random: np.random.Generator, aim: Aim) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of a patch its pixels, box [4] and landmarks [5, 2], in pixels, with the head in another pose."""
    yaw, pitch, factor, shift = fitted(landmarks)
    before = pose(yaw, pitch)
    values = texture(image, before, factor, shift)
    aimed = aim(yaw, pitch, random)
    turn = pose(*aimed)
    # The head turns about its own middle.
    centre = np.array([0, MIDDLE, DEPTH])
    moved = shift + complex(*placed(before @ centre, factor, 0)) - complex(*placed(turn @ centre, factor, 0))
    picture, cover = drawn(values, turn, factor, moved)
    hole = Image.fromarray((drawn(values, before, factor, shift)[1] * 255).astype(np.uint8)).filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.GaussianBlur(2))
    under = image + (piece(ground, random) - image) * np.asarray(hole, np.float32) / 255
    reach = np.deg2rad(np.interp(abs(aimed[0]), [0, np.pi / 2], ROUND))
    face = HEAD[(HEIGHTS >= TOP) & (HEIGHTS <= BOTTOM)][:, np.abs(AZIMUTHS) < reach].reshape(-1, 3)
    extent = placed(face @ turn.T, factor, moved)
    pixels = (under + (picture - under) * cover).clip(0, 255).astype(np.uint8)
    return pixels, np.concatenate([extent.min(0), extent.max(0)]), placed(POINTS @ turn.T, factor, moved)
