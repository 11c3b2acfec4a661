"""Chooses O-Net's threshold on held-out photographs without a face, and says what it costs on held-out people: the most faces at no more false ones than --false.

Pictures are searched as libs/inference does it, so that a threshold means the same there; but what ships cuts larger windows from halved pictures, for speed.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from boxes import overlaps
from cascade import Cascade
from crowds import crowds_of
from data import empty
from expressive import held_out_groups
from kept import kept
from negatives import variants
from networks import STAGES, trained
from scenes import Scene, scenes_of
from things import pictures

MIN_FACE, SMALLEST = 20, 24
HEIGHTS = [24, 32, 48, 64, 1000]
# Of each photograph without a face.
VARIANTS = 5
# The tracker follows a face at less, as long as it is likelier than not.
FOLLOW = 0.5


def judged(cascade: Cascade, scenes: list[Scene]) -> tuple[np.ndarray, np.ndarray]:
    """Per face its height, the score it was found with (0: not), the overlap and the landmarks' error in widths, [n, 4]; scores of what is no face."""
    rows, wrong = [], []
    for scene in scenes:
        boxes, scores, points = cascade.detect(scene, MIN_FACE)
        heights = scene.boxes[:, 3] - scene.boxes[:, 1]
        shares = overlaps(boxes, scene.boxes)
        for face in np.nonzero(heights >= SMALLEST)[0]:
            best = shares[:, face].argmax() if len(boxes) > 0 else -1
            if best >= 0 and shares[best, face] >= 0.5:
                error = np.linalg.norm(points[best] - scene.landmarks[face], axis=1).mean() / (scene.boxes[face, 2] - scene.boxes[face, 0])
                rows.append((heights[face], scores[best], shares[best, face], error))
            else:
                rows.append((heights[face], 0, np.nan, np.nan))
        free = shares.max(1, initial=0) < 0.3
        if len(scene.unsure) > 0:
            free &= overlaps(boxes, scene.unsure, of_smaller=True).max(1) < 0.5
        wrong.extend(scores[free])
    return np.array(rows), np.array(wrong)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--run", type=Path, required=True)
    options.add_argument("--fer", type=Path, help="folder of the mosaic valid-0.webp: its faces are looked for, too, also in crowds")
    options.add_argument("--things", type=Path, help="folder of further pictures without a person (things.py): what is seen in those held out is counted")
    options.add_argument("--false", type=float, default=0.2, help="faces seen in a hundred pictures without one")
    options.add_argument("--proposal", type=float, default=0.3, help="P-Net's threshold")
    options.add_argument("--refinement", type=float, default=0.2, help="R-Net's threshold")
    given = options.parse_args()
    torch.set_num_threads(1)
    alone, groups = kept(given.run / "held-out.pickle", lambda: scenes_of(given.data, np.random.default_rng(11), True, 150))
    # As they are stored, which is what `npm run evaluate` measures, and made into others, so that the rare mistake does not choose alone.
    random = np.random.default_rng(31)
    photos = [list(variants(photo, random, VARIANTS)) for photo in empty(given.data) if photo.held_out]
    thresholds = {"pnet": given.proposal, "rnet": given.refinement, "onet": 0.3}
    cascade = Cascade(*(trained(given.run, name) for name in STAGES), thresholds)

    stored = judged(cascade, [photo[0] for photo in photos])[1]
    made = judged(cascade, [picture for photo in photos for picture in photo[1:]])[1]
    false = np.sort(np.concatenate([stored, made]))[::-1]
    allowed = int(given.false * len(photos) * VARIANTS / 100)
    limit = float(np.ceil(false[allowed] * 200 + 1) / 200) if len(false) > allowed else thresholds["onet"]
    print(f"{len(photos)} photographs without a face and {VARIANTS - 1} made of each, scores seen in them: {np.round(false[:12], 3).tolist()}")
    sets = {"photographs": alone, "groups": groups}
    if given.fer is not None:
        sets["--fer"] = kept(given.run / "held-out-fer.pickle", lambda: held_out_groups(given.data, given.fer, np.random.default_rng(9), 160))
        sets["crowds"] = kept(given.run / "held-out-crowds.pickle", lambda: crowds_of(given.data, given.fer, np.random.default_rng(21), True, 110))
    for name, scenes in sets.items():
        rows, wrong = judged(cascade, scenes)
        height, score, overlap, error = rows.T
        print(f"{len(rows)} faces of {name}: mean IoU {np.nanmean(overlap):.3f}, landmarks off by {np.nanmean(error):.3f} of the width")
        for threshold in sorted({0.3, 0.5, 0.7, 0.9, 0.95, limit}):
            by_height = [f"{(score[(height >= low) & (height < high)] >= threshold).mean():.3f}" for low, high in zip(HEIGHTS, HEIGHTS[1:])]
            print(f"  threshold {threshold:.3f}: recall {(score >= threshold).mean():.3f} (by height {' '.join(by_height)}), false there "
                  f"{int((wrong >= threshold).sum())}, per 100 without {100 * (stored >= threshold).sum() / len(photos):.2f}")
    if given.things is not None:
        places = [Scene(photo.image, photo.boxes, photo.landmarks, photo.unsure) for photo in pictures(given.things)[0] if photo.held_out]
        wrong = judged(cascade, places)[1]
        counts = [f"{100 * (wrong >= threshold).sum() / len(places):.2f} at {threshold:.3f}" for threshold in sorted({0.5, 0.9, limit})]
        print(f"{len(places)} pictures of --things, faces seen in a hundred: {', '.join(counts)}")
    chosen = {**thresholds, "onet": round(limit, 3), "follow": min(FOLLOW, round(limit, 3))}
    (given.run / "thresholds.json").write_text(json.dumps(chosen, indent=2) + "\n")
    print(chosen)


if __name__ == "__main__":
    main()
