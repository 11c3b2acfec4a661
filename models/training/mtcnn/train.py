"""Trains the cascade: P-Net, then R-Net on what P-Net takes for faces, then O-Net on what both take for faces.

Each learns from windows on and near faces that are made anew for every batch (`patches.py`), also of faces that were turned aside or down
(`heads.py`), and from windows of photographs without a face, and of backgrounds, that the stages before take for faces (`negatives.py`).
From a second round on (--start), an earlier cascade's mistakes are learnt, too, and with --fer the classifiers' faces and crowds.
Resumable: patches, false windows and the networks are kept in --out.
"""

import argparse
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

import data
from crowds import crowds_of
from data import Photo
from expressive import expressive
from heads import Aim, aside, away, turned
from kept import kept
from negatives import anywhere, around, proposed, variants, weighed
from networks import STAGES, Stage, settled, trained
from patches import Patches, covered, cut_off, degraded, face_windows, halved, laid, moved_windows, pasted, patches_of
from scenes import Scene, scenes_of
from signs import signed
from things import pictures


@dataclass
class Plan:
    """Batches, the highest rate, and the weights of the box's and the landmarks' errors."""

    batches: int
    rate: float
    edges: float
    landmarks: float


PLAN = {"pnet": Plan(8_000, 3e-3, 1.0, 0.0), "rnet": Plan(8_500, 3e-3, 2.0, 0.0), "onet": Plan(12_000, 3e-3, 3.0, 4.0)}
# Times that each crop with human landmarks is laid on a photograph; faces that are turned aside; heads that are turned away, and windows of each;
# times that a face is taken which the reference had missed; surely found faces of --fer that are taken; crowds.
LAID, TURNED, AWAY, BEHIND, FURTHER, EXPRESSIVE, CROWDS = 3, 6_000, 2_500, 10, 10, 14_000, 500
# Pixels: of lower faces in crowds too little is known to teach.
LOWEST = 20
# Of each photograph without a face; scenes of groups; windows anywhere in each of them, for P-Net.
VARIANTS, GROUPS, ANYWHERE = 3, 1_000, 8
# Windows of a batch on or near faces, and elsewhere.
FACES, OTHERS = 128, 128
# Only the hardest of a batch teach what is a face (online hard example mining).
HARDEST = 0.7
# What is shipped is the mean of the weights over about this many batches.
SMOOTH = 1_000
WARM_UP, SAVED_EVERY = 200, 250
# Batches after which an earlier run's batch normalisation knows what it sees.
SETTLED = 20


def face_patches(folder: Path, random: np.random.Generator) -> Patches:
    photos = data.labelled(folder)
    fit = data.box_fit([photo for photo in photos if not photo.held_out])
    empty = [photo for photo in data.empty(folder) if not photo.held_out]
    parts = [patches_of(photo) for photo in photos if not photo.held_out]
    for photo in data.crops80(folder, fit):
        if not photo.held_out:
            parts.extend(laid(photo, empty[random.integers(len(empty))], random) for _ in range(LAID))
    return Patches.joined(parts)


def further_patches(folder: Path) -> Patches:
    """Of the faces that the reference had missed: blurred, half covered, cut by the picture's edge. Their boxes are not known well."""
    further, parts = data.further_faces(("face",)), []
    for photo in data.labelled(folder):
        boxes = further.get(data.name_hash(photo.name))
        if boxes is not None and not photo.held_out:
            patches = patches_of(replace(photo, boxes=boxes, landmarks=np.zeros((len(boxes), 5, 2))))
            parts.extend([replace(patches, alone=np.zeros(len(boxes), bool), exact=np.zeros(len(boxes), bool))] * FURTHER)
    return Patches.joined(parts)


def turned_patches(folder: Path, faces: Patches, count: int, aim: Aim, random: np.random.Generator) -> Patches:
    grounds = [photo.image for photo in data.empty(folder) if not photo.held_out]
    return turned(faces, random.permutation(len(faces.pixels))[:count], grounds, random, aim)


def crowd_patches(crowds: list[Scene]) -> Patches:
    """Of faces that no edge cuts: their whole boxes are known."""
    parts = []
    for scene in crowds:
        height, width = scene.image.shape
        whole = (scene.boxes[:, :2] > 0).all(1) & (scene.boxes[:, 2:] < [width, height]).all(1) & (scene.boxes[:, 3] - scene.boxes[:, 1] >= LOWEST)
        parts.append(replace(patches_of(Photo("", scene.image, scene.boxes[whole], scene.landmarks[whole], scene.unsure, False)), alone=np.zeros(whole.sum(), bool)))
    return Patches.joined(parts)


def expressive_patches(folder: Path, fer: Path, onet: Stage, random: np.random.Generator) -> Patches:
    empty = [photo for photo in data.empty(folder) if not photo.held_out]
    photos, exact = expressive(fer, onet, random, EXPRESSIVE)
    patches = Patches.joined([laid(photo, empty[random.integers(len(empty))], random) for photo in photos])
    return replace(patches, exact=exact)


def backgrounds(folder: Path, further: Path | None, crowds: list[Scene], random: np.random.Generator) -> Iterator[Scene]:
    """Photographs without a face, and further pictures, in several variants, each also with signs on it, photographs of people as they are and as
    scenes, groups and crowds."""
    yield from crowds
    places, things = ([], []) if further is None else pictures(further)
    for photo in [*data.empty(folder), *places]:
        if not photo.held_out:
            for scene in variants(photo, random, VARIANTS):
                yield scene
                yield replace(scene, image=signed(scene.image, random, things))
    yield from (Scene(photo.image, photo.boxes, photo.landmarks, photo.unsure) for photo in data.labelled(folder) if not photo.held_out)
    alone, groups = scenes_of(folder, random, False, GROUPS)
    yield from [*alone, *groups]


@torch.inference_mode()
def mined(scenes: Iterator[Scene], pnet: Stage, rnet: Stage | None, onet: Stage | None, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """False windows for R-Net, and, where there is one already, those that it lets through, for O-Net, of which there may be an earlier one."""
    false, through = (np.concatenate(windows) for windows in zip(*(proposed(pnet, rnet, scene, random) for scene in scenes), strict=True))
    return false, through if onet is None else weighed(onet, through, random)


def batch_of(faces: Patches, false: np.ndarray, size: int, context: float, random: np.random.Generator) -> list[torch.Tensor]:
    """Pixels, truth, edges, landmarks."""
    side = max(size, 24)
    pixels, truth, edges, landmarks = face_windows(faces, random.integers(0, len(faces.pixels), FACES), side, context, random)
    others = pasted(moved_windows(false[random.integers(0, len(false), OTHERS)], side, context, random), random)
    pixels = degraded(cut_off(covered(torch.cat([pixels, others]), random), random), size, context, random)
    none = np.zeros((OTHERS, 4)), np.zeros((OTHERS, 10))
    known = [np.concatenate(parts) for parts in ((truth, np.zeros(OTHERS)), (edges, none[0]), (landmarks, none[1]))]
    return [(pixels - 127.5) / 128, *(torch.from_numpy(values).float() for values in known)]


def loss_of(answers: tuple[torch.Tensor, ...], truth: torch.Tensor, edges: torch.Tensor, landmarks: torch.Tensor, plan: Plan) -> torch.Tensor:
    answers = [answer.float().flatten(1) for answer in answers]
    asked = truth >= 0
    wrong = functional.binary_cross_entropy_with_logits(answers[0][asked, 0], truth[asked], reduction="none")
    loss = wrong.topk(max(1, int(len(wrong) * HARDEST))).values.mean()
    near = ((truth == 1) | (truth == -1)) & ~edges[:, 0].isnan()
    loss = loss + plan.edges * functional.smooth_l1_loss(answers[1][near], edges[near], beta=0.1)
    if len(answers) == 3:
        loss = loss + plan.landmarks * functional.smooth_l1_loss(answers[2][near], landmarks[near], beta=0.05)
    return loss


def train(name: str, faces: Patches, false: np.ndarray, out: Path, start: Path | None, plan: Plan, random: np.random.Generator) -> Stage:
    network = STAGES[name]()
    if start is not None:
        network.load_state_dict(torch.load(start)["network"])
    if network.size <= 32:
        faces, false = faces.halved(), halved(false)
    network = network.to(memory_format=torch.channels_last).train()
    smooth = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(1 - 1 / SMOOTH), use_buffers=True)
    optimizer = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=1e-3)
    path, done = out / f"{name}.pt", 0
    if path.exists():
        saved = torch.load(path)
        network.load_state_dict(saved["latest"])
        smooth.module.load_state_dict(saved["network"])
        smooth.n_averaged.fill_(1)
        optimizer.load_state_dict(saved["optimizer"])
        done = saved["batches"]
    elif start is not None:
        settled(network, (batch_of(faces, false, network.size, network.context, random)[0] for _ in range(SETTLED)))
    began, total = time.process_time(), 0.0
    for batch in range(done, plan.batches):
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * min(1, (batch + 1) / WARM_UP) * float(0.5 + 0.5 * np.cos(np.pi * batch / plan.batches))
        pixels, *truth = batch_of(faces, false, network.size, network.context, random)
        with torch.autocast("cpu", torch.bfloat16):
            answers = network(pixels.contiguous(memory_format=torch.channels_last))
        loss = loss_of(answers, *truth, plan)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        # So that the mean is not one of the first, random weights.
        if batch >= min(WARM_UP, plan.batches // 2):
            smooth.update_parameters(network)
        total += float(loss.detach())
        if (batch + 1) % SAVED_EVERY == 0 or batch + 1 == plan.batches:
            torch.save({"network": smooth.module.state_dict(), "latest": network.state_dict(), "optimizer": optimizer.state_dict(), "batches": batch + 1}, path)
            print(f"{name} {batch + 1}/{plan.batches} loss {total / (batch % SAVED_EVERY + 1):.4f} {time.process_time() - began:.0f} s", flush=True)
            began, total = time.process_time(), 0.0
    return smooth.module.eval()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--start", type=Path, help="an earlier run, whose networks find the first false windows and the faces of --fer")
    options.add_argument("--stages", nargs="*", default=list(STAGES), choices=list(STAGES), help="those to train; the others are copied from --start")
    options.add_argument("--further", action="store_true", help="go on from the networks of --start instead of from random weights")
    options.add_argument("--fer", type=Path, help="folder of the mosaics train-*.webp; needs --start")
    options.add_argument("--things", type=Path, help="folder of further pictures without a person (things.py)")
    options.add_argument("--effort", type=float, default=1.0, help="times the batches of the plan")
    options.add_argument("--rate", type=float, help="instead of the plan's")
    options.add_argument("--seed", type=int, default=7)
    given = options.parse_args()
    if given.start is None and (given.fer is not None or given.further or len(given.stages) < len(STAGES)):
        options.error("--fer, --further and --stages need --start")
    given.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    random = np.random.default_rng(given.seed)
    torch.manual_seed(given.seed)

    known = kept(given.out / "patches.pickle", lambda: face_patches(given.data, random))
    parts, crowds = [known, further_patches(given.data), kept(given.out / "turned.pickle", lambda: turned_patches(given.data, known, TURNED, aside, random))], []
    if given.fer is not None:
        crowds = kept(given.out / "crowds.pickle", lambda: crowds_of(given.data, given.fer, random, False, CROWDS))
        more = kept(given.out / "expressive.pickle", lambda: expressive_patches(given.data, given.fer, trained(given.start, "onet"), random))
        parts.extend([more, crowd_patches(crowds)])
    faces = Patches.joined(parts)

    def stage(name: str, false: Callable[[], list[np.ndarray]]) -> Stage:
        if name not in given.stages:
            shutil.copy(given.start / f"{name}.pt", given.out)
            return trained(given.out, name)
        windows = np.concatenate(false())
        print(f"{name}: {len(faces.pixels)} faces, {len(windows)} false windows", flush=True)
        plan = replace(PLAN[name], batches=round(PLAN[name].batches * given.effort), rate=given.rate or PLAN[name].rate)
        train(name, faces, windows, given.out, given.start / f"{name}.pt" if given.further else None, plan, random)
        return trained(given.out, name)

    earlier = None if given.start is None else [trained(given.start, name) for name in STAGES]

    def again(name: str, pnet: Stage, rnet: Stage | None) -> tuple[np.ndarray, np.ndarray]:
        return kept(given.out / f"false-{name}.pickle", lambda: mined(backgrounds(given.data, given.things, crowds, random), pnet, rnet, earlier and earlier[2], random))

    def elsewhere() -> np.ndarray:
        return np.concatenate([anywhere(scene, random, ANYWHERE) for scene in backgrounds(given.data, given.things, crowds, random)])

    def behind() -> np.ndarray:
        return around(turned_patches(given.data, known, AWAY, away, random), random, BEHIND)

    first = [] if earlier is None else again("first", *earlier[:2])

    # Windows that P-Net proposes teach P- and R-Net, those that R-Net lets through R- and O-Net.
    pnet = stage("pnet", lambda: [kept(given.out / "anywhere.pickle", elsewhere), *first[:1]])
    rnet = stage("rnet", lambda: first or [again("rnet", pnet, None)[0]])
    stage("onet", lambda: [again("onet", pnet, rnet)[1], *first[1:], kept(given.out / "behind.pickle", behind)])


if __name__ == "__main__":
    main()
