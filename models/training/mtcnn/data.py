"""The photographs, grey, with what is known about the faces in them.

The folder holds `lfw/`, `ytfaces/`, `negatives/` and `landmarks80/` (or the archives of those names, .tar), `teacher-labels.csv`
(boxes and landmarks of a reference MTCNN on the first two) and `landmarks80.txt` (human landmarks of 80x80 crops).

The reference misses faces. `reviewed.csv` says where in its photographs further ones are or may be: what an earlier cascade took for faces there, looked
at one by one. What it does not name was looked at and is none (ears, ties, hands), or not even doubted.
"""

import csv
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

# A teacher's face that it was less sure of teaches nothing, neither as a face nor as background.
SURE = 0.98
REVIEWED = Path(__file__).with_name("reviewed.csv")


@dataclass
class Photo:
    """`image` is uint8 [height, width]; boxes are (x1, y1, x2, y2), landmarks [n, 5, 2]. `unsure` boxes are left alone."""

    name: str
    image: np.ndarray
    boxes: np.ndarray
    landmarks: np.ndarray
    unsure: np.ndarray
    held_out: bool


def read_images(folder: Path, source: str) -> Iterator[tuple[str, np.ndarray]]:
    """Names ("lfw/A_0001.jpg") and grey pixels, in the order of the names."""
    if (folder / source).is_dir():
        paths = sorted(path for path in (folder / source).rglob("*.*") if path.is_file())
        found = [(str(path.relative_to(folder)), path.read_bytes()) for path in paths]
    else:
        with tarfile.open(folder / f"{source}.tar") as archive:
            found = sorted((member.name, archive.extractfile(member).read()) for member in archive if member.isfile())
    for name, data in found:
        yield name, np.asarray(Image.open(BytesIO(data)).convert("L"))


def name_hash(name: str) -> str:
    """For `reviewed.csv`, so that nobody's name stands there."""
    return f"{zlib.crc32(name.encode()):08x}"


def share(name: str) -> float:
    """A number from 0 to 1 that belongs to a name: the same for all pictures of one person."""
    return zlib.crc32(name.encode()) / 2**32


def labelled(folder: Path) -> list[Photo]:
    """LFW and the video frames; one person in ten is held out."""
    rows: dict[str, list[dict[str, str]]] = {}
    with open(folder / "teacher-labels.csv", newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["image"], []).append(row)
    reviewed = further_faces(("face", "unclear"))
    points = [f"{point}_{axis}" for point in ("left_eye", "right_eye", "nose", "mouth_left", "mouth_right") for axis in "xy"]
    photos = []
    for source in ("lfw", "ytfaces"):
        for name, image in read_images(folder, source):
            faces = [row for row in rows.get(name, []) if int(row["face"]) >= 0]
            boxes = np.array([[float(row[key]) for key in ("x1", "y1", "x2", "y2")] for row in faces]).reshape(-1, 4)
            landmarks = np.array([[float(row[key]) for key in points] for row in faces]).reshape(-1, 5, 2)
            sure = np.array([float(row["score"]) >= SURE for row in faces], dtype=bool)
            person = Path(name).stem.rsplit("_", 1)[0]
            unsure = np.concatenate([boxes[~sure], reviewed.get(name_hash(name), np.zeros((0, 4)))])
            photos.append(Photo(name, image, boxes[sure], landmarks[sure], unsure, share(person) < 0.1))
    return photos


def further_faces(shown: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Boxes [n, 4] by the hash of the photograph's name, of what shows one of these ("face", "unclear")."""
    found: dict[str, list[list[float]]] = {}
    with open(REVIEWED, newline="") as file:
        for row in csv.DictReader(file):
            if row["shows"] in shown:
                found.setdefault(row["photo"], []).append([float(row[key]) for key in ("x1", "y1", "x2", "y2")])
    return {name: np.array(boxes) for name, boxes in found.items()}


def empty(folder: Path) -> list[Photo]:
    """Photographs without a face."""
    return [without_face(name, image) for name, image in read_images(folder, "negatives")]


def without_face(name: str, image: np.ndarray) -> Photo:
    """One in five is held out."""
    return Photo(name, image, np.zeros((0, 4)), np.zeros((0, 5, 2)), np.zeros((0, 4)), share(name) < 0.2)


def crops80(folder: Path, fit: np.ndarray) -> list[Photo]:
    """Faces of 80x80 with human landmarks; their boxes come from the landmarks (`box_fit`), as the teacher would put them."""
    points = {}
    for line in (folder / "landmarks80.txt").read_text().splitlines():
        name, *values = line.split()
        points[f"landmarks80/{name}"] = np.array(values, dtype=float).reshape(2, 5).T
    photos = []
    for name, image in read_images(folder, "landmarks80"):
        landmarks = points[name][None]
        photos.append(Photo(name, image, box_of(landmarks, fit), landmarks, np.zeros((0, 4)), share(Path(name).name) < 0.1))
    return photos


def frame_of(landmarks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Centre [n, 1, 2] and spread [n, 1, 1] of landmarks [n, 5, 2]."""
    centre = landmarks.mean(1, keepdims=True)
    return centre, np.sqrt(((landmarks - centre) ** 2).sum(2).mean(1))[:, None, None]


def box_fit(photos: list[Photo]) -> np.ndarray:
    """Least squares from landmarks, in their own frame, to the teacher's box, in the same: [11, 4]."""
    landmarks = np.concatenate([photo.landmarks for photo in photos])
    boxes = np.concatenate([photo.boxes for photo in photos])
    centre, spread = frame_of(landmarks)
    seen = ((landmarks - centre) / spread).reshape(len(boxes), 10)
    wanted = ((boxes.reshape(-1, 2, 2) - centre) / spread).reshape(-1, 4)
    return np.linalg.lstsq(np.concatenate([seen, np.ones((len(seen), 1))], 1), wanted, rcond=None)[0]


def box_of(landmarks: np.ndarray, fit: np.ndarray) -> np.ndarray:
    centre, spread = frame_of(landmarks)
    seen = ((landmarks - centre) / spread).reshape(-1, 10)
    edges = np.concatenate([seen, np.ones((len(seen), 1))], 1) @ fit
    return (edges.reshape(-1, 2, 2) * spread + centre).reshape(-1, 4)
