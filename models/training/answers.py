"""What the first teacher (hsemotion.py) answers to every face, made once: `features` float16 [n, 1024] and `logits` float32 [n, 7], with
NaN where it has not answered yet. In random order and resumable, so that what is there can be used at any time.

    python answers.py --weights hsemotion-mobilenet7.tflite --faces fer:train --data DIR --out runs/answers/train.npz
    python answers.py --weights hsemotion-mobilenet7.tflite --faces runs/unlabelled.npz --out runs/answers/unlabelled.npz
"""
import argparse
from pathlib import Path

import numpy as np
import torch

import data
from hsemotion import HSEmotion

BATCH, SAVE_EVERY = 32, 32


def faces_of(source: str, folder: Path | None) -> torch.Tensor:
    """Faces [n, 1, s, s] in 0-1: a split of FER, or an archive that unlabelled.py wrote."""
    if source.startswith("fer:"):
        return data.load(folder, source.removeprefix("fer:")).faces
    return torch.from_numpy(np.load(source)["faces"])[:, None].float() / 255


@torch.no_grad()
def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--weights", type=Path, required=True)
    options.add_argument("--faces", required=True)
    options.add_argument("--data", type=Path)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--mirror", action="store_true", help="ask about the mirror image instead")
    args = options.parse_args()
    torch.set_num_threads(1)
    faces = faces_of(args.faces, args.data)
    network = HSEmotion.load(args.weights)
    if args.out.exists():
        found = dict(np.load(args.out))
    else:
        found = {"features": np.full((len(faces), 1024), np.nan, np.float16), "logits": np.full((len(faces), 7), np.nan, np.float32)}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    order = torch.randperm(len(faces), generator=torch.Generator().manual_seed(1))
    missing = order[np.isnan(found["logits"][order.numpy(), 0])]
    batches = missing.split(BATCH)
    for place, indices in enumerate(batches):
        chosen = faces[indices]
        features, logits = network(chosen.flip(3) if args.mirror else chosen)
        found["features"][indices], found["logits"][indices] = features.half().numpy(), logits.numpy()
        if (place + 1) % SAVE_EVERY == 0 or place + 1 == len(batches):
            part = args.out.with_suffix(".part.npz")
            np.savez(part, **found)
            part.rename(args.out)
            print(f"{place + 1} of {len(batches)} batches", flush=True)


if __name__ == "__main__":
    main()
