"""Chooses the thresholds on held-out people and photographs: the most faces at no more false ones than --false per hundred pictures."""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from boxes import overlaps
from cascade import Cascade
from data import empty
from export import trained
from scenes import Scene
from train import kept, scenes_of

MIN_FACE, SMALLEST = 20, 24


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--run", type=Path, required=True)
    options.add_argument("--false", type=float, default=0.8)
    options.add_argument("--scenes", type=int, default=400)
    given = options.parse_args()
    torch.set_num_threads(1)
    random = np.random.default_rng(11)
    scenes = kept(given.run / "held-out.pickle", lambda: scenes_of(given.data, random, True, 80))
    faces = [scene for scene in scenes if len(scene.boxes) > 0]
    faces = [faces[index] for index in random.permutation(len(faces))[:given.scenes]]
    # As they are stored: what `npm run evaluate` measures.
    blank = [Scene(photo.image, photo.boxes, np.zeros((0, 5, 2)), photo.unsure) for photo in empty(given.data) if photo.held_out]
    thresholds = {"pnet": 0.45, "rnet": 0.25, "onet": 0.3}
    cascade = Cascade(*(trained(given.run, name) for name in ("pnet", "rnet", "onet")), thresholds)

    false = np.sort(np.concatenate([cascade.detect(scene, MIN_FACE)[1] for scene in blank]))[::-1]
    allowed = int(given.false * len(blank) / 100)
    limit = float(false[allowed]) + 1e-4 if len(false) > allowed else thresholds["onet"]
    found, asked, wrong, errors, ious = [], 0, [], [], []
    for scene in faces:
        boxes, scores, points = cascade.detect(scene, MIN_FACE)
        counted = scene.boxes[:, 3] - scene.boxes[:, 1] >= SMALLEST
        asked += int(counted.sum())
        shares = overlaps(boxes, scene.boxes)
        for face in np.nonzero(counted)[0]:
            best = shares[:, face].argmax() if len(boxes) > 0 else -1
            hit = best >= 0 and shares[best, face] >= 0.5
            found.append(scores[best] if hit else 0.0)
            if hit:
                ious.append(shares[best, face])
                errors.append(np.linalg.norm(points[best] - scene.landmarks[face], axis=1).mean() / (scene.boxes[face, 2] - scene.boxes[face, 0]))
        free = shares.max(1, initial=0) < 0.3
        if len(scene.unsure) > 0:
            free &= overlaps(boxes, scene.unsure, of_smaller=True).max(1) < 0.5
        wrong.extend(scores[free])
    found, wrong = np.array(found), np.array(wrong)
    print(f"{asked} faces, mean IoU {np.mean(ious):.3f}, landmarks off by {np.mean(errors):.3f} of the width; {len(blank)} pictures without")
    for threshold in sorted({0.5, 0.7, 0.9, 0.95, 0.98, limit}):
        print(f"threshold {threshold:.3f}: recall {(found >= threshold).mean():.3f}, false in face scenes {int((wrong >= threshold).sum())}, "
              f"per 100 without {100 * (false >= threshold).sum() / len(blank):.2f}")
    chosen = {**thresholds, "onet": round(limit, 3), "follow": round(min(0.5, limit), 3)}
    (given.run / "thresholds.json").write_text(json.dumps(chosen, indent=2) + "\n")
    print(chosen)


if __name__ == "__main__":
    main()
