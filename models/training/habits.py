"""Teaches the shipped MobileNetV2 three habits of labelling: FER+'s votes, FER2013's labels, and AffectNet's classes as a teacher gives them.

    python habits.py --start runs/shipped/last.pt --views runs/views --answers runs/answers --data DIR --unlabelled runs/unlabelled.npz --models .. \
        --out runs/habits

The lower layers stay as they are and have been run already (views.py), so only the upper ones and the heads learn. Every face has teachers: for AffectNet's
classes HSEmotion's own answers, untouched (answers.py), so that its habit is not forgotten; for FER+'s and FER2013's a linear layer on its
features, fitted to the labels, the former averaged with what the shipped network answers. They are asked about the face as it is, and the student
sees it as a call may show it, so that it learns by itself how unsure to be. Resumable; the test split is never read.
"""
import argparse
import copy
import csv
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import cpu
import data
from checkpoints import save
from heads import CALL, HEADS, begun
from teachers import teachers
from views import LOWER, Lower, enlarged, lower_maps, opened, rounds

TEMPERATURE = 2.0
# Of FER's faces an epoch shows this share, of the others all.
FER_SHARE = 0.5
# What the further faces weigh in the last head, and their share of an epoch.
CALL_SHARE, AWAY_SHARE = 0.35, 1 / 3


class Labels:
    """FER's own labels as distributions, with a weight for each face; none for the further faces."""

    def __init__(self, train: data.Split, count: int):
        labels = F.one_hot(train.labels, 7).float()
        opinion = data.votes_as_fer2013(train.votes)
        opinion = torch.where(opinion.sum(1, keepdim=True) > 0, opinion, labels)
        self.distributions = {"ferplus": torch.where(train.voted[:, None], 0.97 * train.votes + 0.03 / 8, train.votes),
                              "fer2013": 0.75 * labels + 0.2 * opinion + 0.05 / 7}
        for name, target in self.distributions.items():
            shares = target[target.sum(1) > 0].mean(0)
            weights = shares ** -0.25 / (shares ** 0.75).sum()
            self.distributions[name] = F.pad(target * (target @ weights)[:, None], (0, 0, 0, count - len(target)))

    def loss(self, logits: torch.Tensor, indices: torch.Tensor) -> torch.Tensor:
        return sum(-(target[indices] * logits[:, HEADS[name]].log_softmax(1)).sum(1) for name, target in self.distributions.items())


class Run:
    """The upper layers' training; `network` is whole, so that what is saved is, too."""

    def __init__(self, args: argparse.Namespace):
        self.args = args
        args.out.mkdir(parents=True, exist_ok=True)
        train, valid = data.load(args.data, "train"), data.load(args.data, "valid")
        self.answers = teachers(args.out / "teachers.npy", args.answers, args.views, args.unlabelled, train, valid)
        self.first, self.labels = len(train.labels), Labels(train, len(self.answers))
        self.votes = train.votes
        order = [data.AFFECTNET.index(name) for name in data.FERPLUS[:7]]
        self.teacher = self.answers[:, HEADS["affectnet"]][:, order].softmax(1)
        # Among the further faces, all classes alike.
        called = self.teacher.argmax(1)
        self.balance = 1 / torch.bincount(called[self.first:], minlength=7)[called].float()
        self.balance /= self.balance[self.first:].mean()
        self.lower = Lower(args.models, args.out)
        self.checks = self.make_checks(valid)
        self.network = begun(args.start)
        self.upper, self.head = self.network.features[LOWER:], self.network.classifier
        self.averaged = copy.deepcopy(self.network)
        parameters = [*self.upper.parameters(), *self.head.parameters()]
        self.optimizer = torch.optim.AdamW([{"params": [p for p in parameters if (p.ndim > 1) == decays], "weight_decay": 0.05 * decays} for decays in (True, False)])
        self.epoch, self.step, self.seconds, self.began = 0, 0, 0.0, time.time()
        if (args.out / "last.pt").exists():
            state = torch.load(args.out / "last.pt", weights_only=True)
            self.network.load_state_dict(state["network"])
            self.averaged.load_state_dict(state["averaged"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.epoch, self.step, self.seconds = state["epoch"], state["step"], state["seconds"]

    def make_checks(self, valid: data.Split) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
        """Lower maps [2, n, 96, 4, 4] and classes [n] of what no head learns from."""
        further = np.load(self.args.unlabelled)
        held = torch.from_numpy(further["held"])
        faces = {"ferplus": enlarged(valid.faces), "affectnet": torch.from_numpy(further["faces"])[held][:, None]}
        truth = {"ferplus": torch.where(valid.voted, valid.votes.argmax(1), -1),
                 "affectnet": torch.from_numpy(np.load(self.args.answers / "unlabelled.npz")["logits"])[held].argmax(1)}
        return {name: (torch.from_numpy(lower_maps(self.lower, some)), truth[name]) for name, some in faces.items()}

    @property
    def elapsed(self) -> float:
        return self.seconds + time.time() - self.began

    @property
    def progress(self) -> float:
        return min(1.0, self.elapsed / 60 / self.args.minutes)

    def loss(self, logits: torch.Tensor, indices: torch.Tensor) -> torch.Tensor:
        """Per face [n]: distance to the labels and to the teachers' softened answers (Hinton et al. 2015)."""
        total = 0.4 * self.labels.loss(logits, indices)
        for head in HEADS.values():
            soft = (self.answers[indices][:, head] / TEMPERATURE).softmax(1)
            total = total - 0.3 * TEMPERATURE ** 2 * (soft * (logits[:, head] / TEMPERATURE).log_softmax(1)).sum(1)
        return total + self.call_loss(logits[:, CALL], indices)

    def call_loss(self, logits: torch.Tensor, indices: torch.Tensor) -> torch.Tensor:
        """Per face [n]: distance to FER+'s votes, or to the teacher's answer, which knows no contempt."""
        away = indices >= self.first
        others = (self.teacher[indices] * logits[:, :7].log_softmax(1)).sum(1) * self.balance[indices]
        own = (self.votes[indices.clamp(max=self.first - 1)] * logits.log_softmax(1)).sum(1)
        return -torch.where(away, CALL_SHARE / AWAY_SHARE * others, (1 - CALL_SHARE) / (1 - AWAY_SHARE) * own)

    def learn(self, maps: torch.Tensor, indices: torch.Tensor) -> float:
        """One step on maps mixed pairwise (manifold mixup, Verma et al. 2019)."""
        share = max(beta := float(torch.distributions.Beta(0.4, 0.4).sample()), 1 - beta) if torch.rand(1) < 0.5 else 1.0
        partners = torch.randperm(len(indices))
        x = opened(maps, self.lower).permute(0, 2, 3, 1)
        logits = self.head(cpu.pooled(self.upper, (share * x + (1 - share) * x[partners]).bfloat16().contiguous()))
        loss = (share * self.loss(logits, indices) + (1 - share) * self.loss(logits, indices[partners])).mean()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return float(loss.detach())

    def run_epoch(self) -> None:
        torch.manual_seed(self.epoch)
        paths = rounds(self.args.views)
        # The faces as they are now and then, and at the end more often.
        path = paths[0] if torch.rand(1) < 0.15 + 0.3 * (self.progress > 0.8) else paths[int(torch.randint(min(1, len(paths) - 1), len(paths), (1,)))]
        views = np.load(path, mmap_mode="r")
        order = torch.cat([torch.randperm(self.first)[: int(FER_SHARE * self.first)], torch.arange(self.first, len(self.answers))])
        order = order[torch.randperm(len(order))]
        batches, summed = order[: len(order) // self.args.batch * self.args.batch].split(self.args.batch), 0.0
        self.network.train()
        for indices in batches:
            for group in self.optimizer.param_groups:
                group["lr"] = self.args.rate * min(1.0, (self.step + 1) / 100) * (0.5 + 0.5 * math.cos(math.pi * self.progress))
            indices = indices.sort().values
            sides = torch.randint(0, 2, (len(indices),))
            maps = torch.from_numpy(views[sides.numpy(), indices.numpy()])
            summed += self.learn(maps, indices)
            self.step += 1
            keep = min(0.997, self.step / (self.step + 20))
            with torch.no_grad():
                for slow, fast in zip(self.averaged.state_dict().values(), self.network.state_dict().values()):
                    slow.lerp_(fast, 1 - keep) if slow.dtype.is_floating_point else slow.copy_(fast)
        self.epoch += 1
        self.keep({"epoch": self.epoch, "progress": round(self.progress, 3), "view": path.name, "trainLoss": round(summed / len(batches), 4), **self.check()})

    @torch.no_grad()
    def check(self) -> dict[str, float]:
        """How often the averaged network is right: FER+'s head on the validation split, AffectNet's by its teacher, all classes alike."""
        self.averaged.eval()
        found = {}
        for name, (maps, truth) in self.checks.items():
            features = torch.stack([torch.cat([self.averaged.features[LOWER:](opened(batch, self.lower)).mean((2, 3)) for batch in side.split(256)]) for side in maps]).mean(0)
            right = self.averaged.classifier(features)[:, HEADS[name]].argmax(1) == truth
            classes = [float(right[truth == index].float().mean()) for index in truth[truth >= 0].unique()]
            found[name] = round(float(right[truth >= 0].float().mean()), 4)
            found[f"{name}Balanced"] = round(float(np.mean(classes)), 4)
        return found

    def keep(self, row: dict) -> None:
        save({"name": "mobilenetv2", "size": 64, "epoch": self.epoch, "network": self.network.state_dict(), "averaged": self.averaged.state_dict(), "step": self.step,
              "optimizer": self.optimizer.state_dict(), "seconds": self.elapsed}, self.args.out / "last.pt")
        with open(self.args.out / "log.csv", "a", newline="") as file:
            writer = csv.DictWriter(file, row)
            if file.tell() == 0:
                writer.writeheader()
            writer.writerow(row)
        print(json.dumps(row), flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("start", "views", "answers", "data", "unlabelled", "models", "out"):
        options.add_argument(f"--{name}", type=Path, required=True)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--batch", type=int, default=128)
    options.add_argument("--rate", type=float, default=1e-3)
    args = options.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    run = Run(args)
    while run.progress < 1:
        run.run_epoch()


if __name__ == "__main__":
    main()
