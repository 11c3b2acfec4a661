"""Trains P-Net, then R-Net on what P-Net takes for faces, then O-Net on what both take for faces.

Resumable: the scenes, each stage's samples and the network after every epoch are kept in --out.
"""

import argparse
import pickle
import shutil
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

import data
from cascade import judged, proposals, refined
from networks import STAGES, Stage
from samples import Samples, anywhere, around, labelled
from scenes import Scene, gathered, placed, tilt_of, worn

# Epochs, samples an epoch, and the weights of the box's and the landmarks' errors.
PLAN = {"pnet": (6, 60_000, 1.0, 0.0), "rnet": (8, 40_000, 2.0, 0.0), "onet": (20, 14_000, 3.0, 4.0)}
# Only the hardest of a batch teach what is a face (online hard example mining).
HARDEST = 0.7
BATCH = 64
MIN_FACE = 20


def scenes_of(folder: Path, random: np.random.Generator, held_out: bool, groups: int, alone: bool = False) -> list[Scene]:
    """Every photograph once, at some size, unless groups are wanted alone, and groups of small faces; `held_out` chooses the people and photographs."""
    photos = data.labelled(folder)
    fit = data.box_fit([photo for photo in photos if not photo.held_out])
    photos = [photo for photo in photos if photo.held_out == held_out]
    crops = [photo for photo in data.crops80(folder, fit) if photo.held_out == held_out]
    empty = [photo for photo in data.empty(folder) if photo.held_out == held_out]
    scenes = []
    for photo in [] if alone else photos:
        scenes.append(placed(photo, random, np.exp(random.uniform(np.log(20), np.log(130))), tilt_of(random)))
    for photo in [] if alone else empty:
        longest = max(photo.image.shape)
        height = photo.image.shape[0] * random.uniform(0.45, 1.0) * min(1, 400 / longest)
        scenes.append(placed(photo, random, height, tilt_of(random)))
    for _ in range(groups):
        people = [crops[index] for index in random.integers(0, len(crops), int(random.integers(3, 8)))]
        scenes.append(gathered(empty[random.integers(len(empty))], people, random))
    for scene in scenes:
        scene.image = worn(scene.image, random)
    return scenes


def blank_scenes(folder: Path) -> list[Scene]:
    """Photographs without a face as they are, for what the networks still see in them."""
    none = np.zeros((0, 4)), np.zeros((0, 5, 2)), np.zeros((0, 4))
    return [Scene(photo.image, *none) for photo in data.empty(folder) if not photo.held_out]


def first_samples(scenes: list[Scene], random: np.random.Generator) -> Samples:
    """For P-Net: squares around faces and anywhere."""
    parts = []
    for scene in scenes:
        count = 14 if len(scene.boxes) == 0 else 5
        boxes = np.concatenate([around(scene, random, 4, 0.15), around(scene, random, 4, 0.3), around(scene, random, 3, 0.8), anywhere(scene, random, count)])
        parts.append(labelled(scene, boxes, 12))
    return Samples.joined(parts)


def proposed(pnet: Stage, scenes: list[Scene]) -> list[np.ndarray]:
    """Of all scenes without a face, and of every third other one: that is enough of their backgrounds."""
    mine = [len(scene.boxes) == 0 or index % 3 == 0 for index, scene in enumerate(scenes)]
    return [proposals(pnet, scene.image, MIN_FACE, 0.4, 50)[0] if asked else np.zeros((0, 4)) for scene, asked in zip(scenes, mine, strict=True)]


def mined(scenes: list[Scene], candidates: list[np.ndarray], size: int, random: np.random.Generator) -> Samples:
    """What the stages before take for faces, and squares around the faces that they may have missed."""
    parts = []
    for scene, boxes in zip(scenes, candidates, strict=True):
        parts.append(labelled(scene, np.concatenate([boxes, around(scene, random, 3, 0.15), around(scene, random, 2, 0.3)]), size))
    return Samples.joined(parts)


def batch_of(samples: Samples, chosen: np.ndarray, random: np.random.Generator) -> list[torch.Tensor]:
    """Pixels, truth, edges, landmarks; half of it mirrored, light and contrast changed, here and there something covered."""
    pixels = samples.pixels[chosen].astype(np.float32)
    truth, edges, landmarks = samples.truth[chosen], samples.edges[chosen].copy(), samples.landmarks[chosen].copy()
    mirror = random.random(len(chosen)) < 0.5
    pixels[mirror] = pixels[mirror, :, ::-1]
    edges[mirror] = edges[mirror][:, [2, 1, 0, 3]] * np.array([-1, 1, -1, 1], np.float32)
    points = landmarks[mirror].reshape(-1, 5, 2)[:, [1, 0, 2, 4, 3]]
    points[:, :, 0] = 1 - points[:, :, 0]
    landmarks[mirror] = points.reshape(-1, 10)
    factor = random.uniform(0.6, 1.3, (len(chosen), 1, 1)).astype(np.float32)
    pixels = np.clip((pixels - 128) * factor + 128 + random.uniform(-35, 35, factor.shape).astype(np.float32), 0, 255)
    size = pixels.shape[1]
    if size >= 24:
        for index in np.nonzero(random.random(len(chosen)) < 0.12)[0]:
            height, width = random.integers(size // 6, size // 2, 2)
            y, x = random.integers(0, size - height), random.integers(0, size - width)
            pixels[index, y:y + height, x:x + width] = random.uniform(0, 255)
    return [(torch.from_numpy(pixels)[:, None] - 127.5) / 128, torch.from_numpy(truth).float(), torch.from_numpy(edges), torch.from_numpy(landmarks)]


def loss_of(answers: tuple[torch.Tensor, ...], truth: torch.Tensor, edges: torch.Tensor, landmarks: torch.Tensor, weights: tuple[float, float]) -> torch.Tensor:
    answers = [answer.float().flatten(1) for answer in answers]
    asked = truth >= 0
    wrong = functional.binary_cross_entropy_with_logits(answers[0][asked, 0], truth[asked], reduction="none")
    loss = wrong.topk(max(1, int(len(wrong) * HARDEST))).values.mean()
    near = truth != 0
    if near.any():
        loss = loss + weights[0] * functional.smooth_l1_loss(answers[1][near], edges[near], beta=0.1)
        if len(answers) == 3:
            loss = loss + weights[1] * functional.smooth_l1_loss(answers[2][near], landmarks[near], beta=0.05)
    return loss


def balanced(samples: Samples, count: int, random: np.random.Generator) -> np.ndarray:
    """Indices of an epoch: faces, parts of faces and others as 4 : 3 : 7, as many as there are of each."""
    chosen = []
    for truth, share in ((1, 4 / 14), (-1, 3 / 14), (0, 7 / 14)):
        which = np.nonzero(samples.truth == truth)[0]
        chosen.append(random.permutation(which)[:round(count * share)])
    return random.permutation(np.concatenate(chosen))


def train(name: str, samples: Samples, out: Path, start: Path | None, rate: float, epochs: int, count: int, weights: tuple[float, float], random: np.random.Generator) -> Stage:
    network = STAGES[name]().to(memory_format=torch.channels_last)
    if start is not None:
        network.load_state_dict(torch.load(start / f"{name}.pt")["network"])
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=1e-3)
    path, done = out / f"{name}.pt", 0
    if path.exists():
        saved = torch.load(path)
        network.load_state_dict(saved["network"])
        optimizer.load_state_dict(saved["optimizer"])
        done = saved["epoch"]
    for epoch in range(done, epochs):
        network.train()
        began, total = time.time(), 0.0
        order = balanced(samples, count, random)
        batches = len(order) // BATCH
        for step in range(batches):
            progress = min(1.0, (epoch * batches + step) / (epochs * batches))
            for group in optimizer.param_groups:
                group["lr"] = float(rate * min(1, (epoch * batches + step + 1) / 100) * (0.02 + 0.98 * (0.5 + 0.5 * np.cos(np.pi * progress))))
            pixels, *truth = batch_of(samples, order[step * BATCH:(step + 1) * BATCH], random)
            with torch.autocast("cpu", torch.bfloat16):
                answers = network(pixels.to(memory_format=torch.channels_last))
            loss = loss_of(answers, *truth, weights)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += float(loss.detach())
        torch.save({"network": network.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch + 1}, path)
        print(f"{name} epoch {epoch + 1}/{epochs} loss {total / batches:.4f} {time.time() - began:.0f} s", flush=True)
    return network.eval()


def loaded(run: Path, name: str) -> Stage:
    network = STAGES[name]()
    network.load_state_dict(torch.load(run / f"{name}.pt")["network"])
    return network.eval()


def kept(path: Path, make):
    """What `make` makes, from the file if it has been made before."""
    if not path.exists():
        began = time.time()
        made = make()
        with open(path.with_suffix(".part"), "wb") as file:
            pickle.dump(made, file, protocol=5)
        path.with_suffix(".part").rename(path)
        print(f"{path.name} {time.time() - began:.0f} s", flush=True)
    with open(path, "rb") as file:
        return pickle.load(file)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--start", type=Path, help="a run to go on from, with its networks and samples besides new ones of other scenes (--seed)")
    options.add_argument("--stages", nargs="*", default=list(STAGES), choices=list(STAGES), help="those to train; the others stay as they are in --start")
    options.add_argument("--only", choices=["blank", "groups"], help="of further scenes: photographs without a face, as they are, or groups")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--groups", type=int, default=1200)
    options.add_argument("--epochs", type=int, help="instead of the plan's")
    options.add_argument("--effort", type=float, default=1.0, help="times the samples of an epoch")
    options.add_argument("--rate", type=float, default=2e-3)
    options.add_argument("--threads", type=int, default=1)
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(given.threads)
    random = np.random.default_rng(given.seed)
    torch.manual_seed(given.seed)

    def make_scenes() -> list[Scene]:
        return blank_scenes(given.data) if given.only == "blank" else scenes_of(given.data, random, False, given.groups, given.only == "groups")

    scenes = kept(given.out / "scenes.pickle", make_scenes)

    def stage(name: str, make) -> Stage:
        if name not in given.stages:
            shutil.copy(given.start / f"{name}.pt", given.out)
            return loaded(given.start, name)
        samples = kept(given.out / f"{name}-samples.pickle", make)
        if given.start is not None:
            samples = Samples.joined([samples, kept(given.start / f"{name}-samples.pickle", make)])
        epochs, count, *weights = PLAN[name]
        print(f"{name}: {[int((samples.truth == truth).sum()) for truth in (1, -1, 0)]} faces, parts, others", flush=True)
        return train(name, samples, given.out, given.start, given.rate, given.epochs or epochs, round(count * given.effort), weights, random)

    pnet = stage("pnet", lambda: first_samples(scenes, random))
    found = kept(given.out / "proposals.pickle", lambda: proposed(pnet, scenes))
    rnet = stage("rnet", lambda: mined(scenes, found, 24, random))
    again = kept(given.out / "refined.pickle", lambda: [refined(rnet, scene, boxes, 0.3)[0] for scene, boxes in zip(scenes, found, strict=True)])
    stage("onet", lambda: mined(scenes, again, 48, random))


if __name__ == "__main__":
    main()
