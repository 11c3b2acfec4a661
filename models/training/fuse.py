"""Chooses the answer that people see, one linear layer on the features behind the three heads, on the frontier between two habits of labelling.

    python fuse.py --run runs/habits --views runs/views --data DIR --unlabelled runs/unlabelled.npz --answers runs/answers --models ..

FER+'s taggers call a slight expression neutral, AffectNet's do not, and no set of labels is the truth for the other. So the layer is fitted to both:
to FER+'s votes on FER's training faces and to the first teacher's answers on the further ones, all its classes alike. The share is the weight of the
latter; `fused.pt` gets the layer of each. They are judged on what nothing was fitted to: FER+'s validation split (`home`) and the faces of people kept aside (`away`; `small` as FER
has its faces, 48 pixels wide; `spoilt` as a bad call shows them), by the teacher's answer, all classes alike.

    python fuse.py --untouched --data DIR --unlabelled runs/unlabelled.npz --answers runs/answers

prints the same of the first teacher itself at its own size: what such a layer comes to on the features it already has.
"""
import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import call_domain
import data
from heads import HEADS, load_habits
from networks import Network
from teachers import linear_layer
from views import LOWER, Lower, enlarged, lower_maps, opened, rounds

SHARES = (0.0, 0.15, 0.25, 0.35, 0.5, 0.75, 1.0)
# How far the layer may be from its start, which is FER+'s own head; and how many of FER's training faces it is fitted to.
HOLD, FER_FACES = 1e-3, 8000


@dataclass
class Faces:
    """What the network's last layer sees of faces, features [n, width], and what they should be called: probabilities [n, 8]."""
    features: torch.Tensor
    targets: torch.Tensor

    @property
    def truth(self) -> torch.Tensor:
        return self.targets.argmax(1)

    def part(self, chosen: torch.Tensor) -> "Faces":
        return Faces(self.features[chosen], self.targets[chosen])

    def weights(self, balanced: bool) -> torch.Tensor:
        """One on average; `balanced` gives each class that occurs as much as any other."""
        if not balanced:
            return torch.ones(len(self.targets))
        counts = torch.bincount(self.truth, minlength=8).float()
        weights = 1 / counts[self.truth]
        return weights / weights.mean()


@torch.no_grad()
def features_of(network: Network, maps: np.ndarray, lower: Lower) -> torch.Tensor:
    """Pooled features [n, width] of lower maps uint8 [2, n, 96, 4, 4], averaged over faces and mirror images, as what ships does."""
    upper = network.features[LOWER:].to(memory_format=torch.channels_last)
    sides = [torch.cat([upper(opened(batch, lower)).mean((2, 3)) for batch in torch.from_numpy(side).split(256)]) for side in maps]
    return torch.stack(sides).mean(0)


def teachers_word(logits: np.ndarray) -> torch.Tensor:
    """The first teacher's probabilities over FER+'s classes, [n, 8]; it has no contempt."""
    order = [data.AFFECTNET.index(name) for name in data.FERPLUS[:7]]
    return F.pad(torch.from_numpy(logits[:, order]).softmax(1), (0, 1))


def gather(args: argparse.Namespace, network: Network) -> dict[str, Faces]:
    """FER+'s validation split (`home`) and the faces kept aside (`away`), each as they are and as a bad call shows them (`-spoilt`)."""
    valid, further = data.load(args.data, "valid"), np.load(args.unlabelled)
    held = torch.from_numpy(further["held"])
    said = torch.from_numpy(np.load(args.answers / "unlabelled.npz")["logits"])[held]
    sets = {"home": (enlarged(valid.faces[valid.voted]), valid.votes[valid.voted]),
            "away": (torch.from_numpy(further["faces"])[held][:, None], teachers_word(said.numpy()))}
    cache, lower = args.run / "checks.npz", Lower(args.models, args.run)
    if not cache.exists():
        random = np.random.default_rng(5)
        maps = {}
        for name, (faces, _) in sets.items():
            spoilt = torch.from_numpy(np.stack([call_domain.spoil(face, random) for face in faces[:, 0].numpy()]))[:, None]
            maps |= {name: lower_maps(lower, faces), f"{name}-spoilt": lower_maps(lower, spoilt)}
        maps["away-small"] = lower_maps(lower, small(sets["away"][0]))
        np.savez(cache, **maps)
    return {name: Faces(features_of(network, maps, lower), sets[name.split("-")[0]][1]) for name, maps in np.load(cache).items()}


def small(faces: torch.Tensor) -> torch.Tensor:
    """Faces uint8 [n, 1, 64, 64] with no more detail than FER's."""
    return enlarged(F.interpolate(faces.float() / 255, size=data.FACE, mode="area"))


def taught_by(args: argparse.Namespace, network: Network) -> tuple[Faces, Faces]:
    """What the layer is fitted to: some of FER's training faces, and the further ones, as they are, small and in a view of a call."""
    train, further, lower = data.load(args.data, "train"), np.load(args.unlabelled), Lower(args.models, args.run)
    first, free = len(train.labels), ~further["held"]
    chosen = torch.nonzero(train.voted).flatten()
    chosen = chosen[torch.randperm(len(chosen), generator=torch.Generator().manual_seed(2))[:FER_FACES]].sort().values
    said = teachers_word(np.load(args.answers / "unlabelled.npz")["logits"][free])
    cache = args.run / "small.npy"
    if not cache.exists():
        np.save(cache, lower_maps(lower, small(torch.from_numpy(further["faces"][free])[:, None])))
    views = [np.load(path, mmap_mode="r") for path in rounds(args.views)[:2]]
    home = [features_of(network, view[:, chosen.numpy()], lower) for view in views]
    away = [*(features_of(network, view[:, first:], lower) for view in views), features_of(network, np.load(cache), lower)]
    return Faces(torch.cat(home), train.votes[chosen].repeat(len(home), 1)), Faces(torch.cat(away), said.repeat(len(away), 1))


def untouched(args: argparse.Namespace) -> tuple[torch.nn.Linear, dict[str, Faces], Faces, Faces]:
    """Head, sets to judge by, and the two to fit to, of the first teacher's own features (answers.py), standardised."""
    train, valid, held = data.load(args.data, "train"), data.load(args.data, "valid"), torch.from_numpy(np.load(args.unlabelled)["held"])
    kept = {name: np.load(args.answers / f"{name}.npz") for name in ("train", "valid", "unlabelled")}
    features = {name: torch.from_numpy(part["features"]).float() for name, part in kept.items()}
    mean, spread = features["unlabelled"].mean(0), features["unlabelled"].std(0) + 1e-3
    features = {name: (values - mean) / spread for name, values in features.items()}
    said = teachers_word(kept["unlabelled"]["logits"])
    home = Faces(features["train"][train.voted], train.votes[train.voted])
    sets = {"home": Faces(features["valid"][valid.voted], valid.votes[valid.voted]), "away": Faces(features["unlabelled"][held], said[held])}
    return linear_layer(home.features, home.targets), sets, home, Faces(features["unlabelled"][~held], said[~held])


def fit(heads: torch.nn.Linear, home: Faces, away: Faces, share: float) -> torch.nn.Linear:
    """The layer, beginning at FER+'s head."""
    layer = torch.nn.Linear(heads.in_features, 8)
    begin = heads.weight[HEADS["ferplus"]].clone()
    with torch.no_grad():
        layer.weight.copy_(begin)
        layer.bias.copy_(heads.bias[HEADS["ferplus"]])
    optimizer = torch.optim.LBFGS(layer.parameters(), max_iter=40, line_search_fn="strong_wolfe")
    parts = [(1 - share, home, home.weights(False)), (share, away, away.weights(True))]

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = HOLD * ((layer.weight - begin) ** 2).sum()
        for weight, faces, each in parts:
            # The teacher has no contempt, so it does not say either that a face shows none.
            known = 8 if faces is home else 7
            value = value - weight * (each * (faces.targets[:, :known] * layer(faces.features)[:, :known].log_softmax(1)).sum(1)).mean()
        value.backward()
        return value

    optimizer.step(loss)
    return layer.requires_grad_(False)


def by_class(said: torch.Tensor, faces: Faces) -> list[float]:
    """How often each of the first seven classes is called what it should be."""
    return [float((said[faces.truth == index] == index).float().mean()) for index in range(7)]


def judged(layer: torch.nn.Linear, sets: dict[str, Faces]) -> dict[str, float]:
    """Shares that are right, 0-1; `sure` are the faces of which the teacher is surer than 60 %."""
    said = {name: layer(faces.features).argmax(1) for name, faces in sets.items()}
    right, away = said["home"] == sets["home"].truth, sets["away"]
    sure = away.targets.max(1).values > 0.6
    classes = by_class(said["away"], away)
    clear = sets["home"].targets.max(1).values > 0.5
    return {"home": float(right.float().mean()), "clear": float(right[clear].float().mean()), "away": float(np.mean(classes)),
            "sure": float(np.mean(by_class(said["away"][sure], away.part(sure)))),
            **{name: float(np.mean(by_class(said[f"away-{name}"], sets[f"away-{name}"]))) for name in ("small", "spoilt") if f"away-{name}" in sets},
            **{name: classes[data.FERPLUS.index(name)] for name in ("anger", "fear", "sadness", "disgust")}}


def row(name: str, found: dict[str, float]) -> str:
    return f"| {name} | " + " | ".join(f"{100 * value:.1f}" for value in found.values()) + " |"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "unlabelled", "answers"):
        options.add_argument(f"--{name}", type=Path, required=True)
    for name in ("run", "views", "models"):
        options.add_argument(f"--{name}", type=Path)
    options.add_argument("--checkpoint", default="last.pt")
    options.add_argument("--untouched", action="store_true", help="of the first teacher itself, instead of --run, --views and --models")
    args = options.parse_args()
    torch.set_num_threads(1)
    if args.untouched:
        heads, sets, home, away = untouched(args)
    elif None in (args.run, args.views, args.models):
        options.error("--run, --views and --models are needed, or --untouched")
    else:
        network = load_habits(args.run / args.checkpoint)
        heads, sets = network.classifier[1].requires_grad_(False), gather(args, network)
        home, away = taught_by(args, network)
    layers = {}
    for number, share in enumerate(SHARES):
        layer = fit(heads, home, away, share)
        found = judged(layer, sets)
        if number == 0:
            print(f"| share | {' | '.join(found)} |\n|{'---|' * (len(found) + 1)}")
        print(row(f"{share:.2f}", found), flush=True)
        layers[share] = layer.state_dict()
        if args.run:
            torch.save(layers, args.run / "fused.pt")


if __name__ == "__main__":
    main()
