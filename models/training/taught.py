"""Views of the training faces together with what a teacher answers to them, made once: a student sees each of them several times, and
neither augmentation nor the teacher costs it anything.

    python taught.py --teacher runs/resnet18/last.pt runs/other/last.pt --data DIR --unlabelled runs/unlabelled.npz --out runs/taught

Every round holds one view of each face, the later rounds gentler ones. The first teacher sees it as it is, the next its mirror image,
and so on; their logits are averaged. A folder can be added to while a student learns from it.
"""
import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import call_domain
import data
from augment import MEAN, STD, SWITCHES, augment, mixup, plain
from checkpoints import OUTPUTS, load_trained

SIZE = 64
GENTLEST = 0.3


@dataclass
class Views:
    """One round: uint8 [n, 64, 64], the teacher's logits [n, 15], and whose face is mixed in by which share (0-0.5)."""
    pixels: np.ndarray
    answers: np.ndarray
    partners: np.ndarray
    shares: np.ndarray

    @staticmethod
    def load(path: Path) -> "Views":
        """Left on disk, to be read where needed."""
        return Views(*(np.load(path / f"{name}.npy", mmap_mode="r") for name in ("pixels", "answers", "partners", "shares")))

    def save(self, path: Path) -> None:
        """All of it or nothing."""
        unfinished = path.with_suffix(".part")
        unfinished.mkdir(parents=True, exist_ok=True)
        for name, values in vars(self).items():
            np.save(unfinished / f"{name}.npy", values)
        unfinished.rename(path)


def rounds(folder: Path) -> list[Path]:
    """The finished rounds, the gentlest last."""
    return sorted(path for path in folder.iterdir() if path.is_dir() and path.suffix == "")


class Lessons:
    """Batches of views for a student."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.count = len(Views.load(rounds(folder)[0]).shares)

    def __len__(self) -> int:
        return self.count

    def batch(self, indices: torch.Tensor, size: int, progress: float) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Of one round: standardised views [n, 1, size, size], half of them mirrored; partners and their shares [n]; answers [n, 15].
        The last part of a training sees the gentler rounds only."""
        paths = rounds(self.folder)
        first = int(0.75 * len(paths) * min(1.0, max(0.0, progress / 0.4 - 1.5)))
        views = Views.load(paths[int(torch.randint(first, len(paths), (1,)))])
        chosen = indices.numpy()
        pixels = torch.from_numpy(views.pixels[chosen])[:, None]
        mirrored = torch.rand(len(pixels)) < 0.5
        pixels[mirrored] = pixels[mirrored].flip(3)
        partners, shares, answers = (torch.from_numpy(values[chosen]) for values in (views.partners, views.shares, views.answers))
        return plain(pixels.float() / 255, size), partners, shares, answers


@torch.no_grad()
def answers_of(teachers: list[tuple[torch.nn.Module, int]], views: torch.Tensor) -> torch.Tensor:
    """Mean logits float32 [n, 15] of standardised views [n, 1, s, s]."""
    with torch.autocast("cpu", torch.bfloat16):
        said = [network(F.interpolate(views.flip(3) if place % 2 else views, size=size, mode="bilinear", align_corners=False)).float()
                for place, (network, size) in enumerate(teachers)]
    return torch.stack(said).mean(0)


def make(faces: torch.Tensor, spoilt: torch.Tensor, teachers: list[tuple[torch.nn.Module, int]], strength: float) -> Views:
    """One view of each face."""
    order = torch.randperm(len(faces))
    round_ = Views(np.zeros((len(faces), SIZE, SIZE), np.uint8), np.zeros((len(faces), OUTPUTS), np.float32),
                   np.zeros(len(faces), np.int64), np.zeros(len(faces), np.float32))
    for indices in order.split(128):
        views = augment(call_domain.sometimes(faces, indices, spoilt, 0.3), SIZE, strength, set(SWITCHES))
        partners, share = mixup(len(indices), strength)
        pixels = ((share * views + (1 - share) * views[partners]) * STD + MEAN).clamp(0, 1).mul(255).round()
        round_.pixels[indices] = pixels[:, 0].byte().numpy()
        round_.answers[indices] = answers_of(teachers, (pixels / 255 - MEAN) / STD).numpy()
        round_.partners[indices] = indices[partners].numpy()
        round_.shares[indices] = 1 - share
    return round_


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--teacher", type=Path, nargs="+", required=True)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--unlabelled", type=Path, help="further faces, which only the teacher labels (unlabelled.py)")
    options.add_argument("--rounds", type=int, default=16)
    args = options.parse_args()
    torch.set_num_threads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    faces = data.load(args.data, "train").faces
    if args.unlabelled:
        further = np.load(args.unlabelled)
        further = torch.from_numpy(further["faces"][~further["held"]])[:, None].float() / 255
        faces = torch.cat([faces, F.interpolate(further, size=data.FACE, mode="area")])
    spoilt = call_domain.bank(faces, 3, args.out.parent / f"call-domain-{len(faces)}.npy")
    teachers = [(network.to(memory_format=torch.channels_last), size) for _, network, size in map(load_trained, args.teacher)]
    for place in range(args.rounds):
        path = args.out / f"{place:03d}"
        if not path.exists():
            torch.manual_seed(place)
            make(faces, spoilt, teachers, 1 - (1 - GENTLEST) * place / max(1, args.rounds - 1)).save(path)
            print(f"round {place + 1} of {args.rounds}", flush=True)


if __name__ == "__main__":
    main()
