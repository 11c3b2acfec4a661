"""Trains a classifier on both label sets of the FER2013 faces at once; resumable, CPU or GPU.

    python train.py --network resnet18 --data DIR --out runs/resnet18
    python train.py --network mobilenetv2 --data DIR --out runs/mobilenetv2 --init runs/first/best.pt --taught runs/taught

The network has 8 outputs for FER+ and 7 for FER2013 behind one trunk; `export.py` ships one of the two. Each epoch writes
`last.pt` (to resume) and a line of `log.csv`; `best.pt` holds the averaged weights that did best on the validation split by
the label set of `--select`. The test split is never read here.
"""
import argparse
import csv
import json
import math
import time
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import torch
import torch.nn.functional as F

import call_domain
import data
import taught
from augment import SWITCHES, augment, mixup, plain
from checkpoints import HEADS, OUTPUTS, save, transfer
from networks import NETWORKS, InvertedResidual


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--network", choices=NETWORKS, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--select", choices=HEADS, default="ferplus", help="whose validation accuracy chooses best.pt")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--minutes", type=float, help="train for so long instead of --epochs")
    parser.add_argument("--size", type=int, default=48, help="input side")
    parser.add_argument("--small", type=int, default=40, help="input side for the first part, which is cheaper")
    parser.add_argument("--small-share", type=float, default=0.4)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--optimizer", choices=("sgd", "adamw"), default="sgd")
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--schedule", choices=("cosine", "constant"), default="cosine")
    parser.add_argument("--without", nargs="*", choices=(*SWITCHES, "ema", "smoothing"), default=[])
    parser.add_argument("--targets", choices=("votes", "majority"), default="votes", help="FER+ as distributions or one class")
    parser.add_argument("--class-weights", type=float, default=0.0, help="power of the inverse class frequency; 0: none, 1: balanced")
    parser.add_argument("--labels", nargs="+", choices=HEADS, default=list(HEADS), help="label sets to learn")
    parser.add_argument("--init", type=Path, help="transfer: start from this checkpoint's layers where they fit")
    parser.add_argument("--head-epochs", type=int, default=0, help="with --init: epochs for the new head alone, the rest frozen")
    parser.add_argument("--lower-rate", type=float, default=1.0, help="with --init: factor on the learning rate of the trunk afterwards")
    parser.add_argument("--taught", type=Path, help="distil: views with a teacher's answers (taught.py), instead of augmenting here")
    parser.add_argument("--faces", type=int, help="learn from so many faces only, for quick comparisons")
    parser.add_argument("--validate-every", type=int, default=1, help="epochs between validations (and checkpoints)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


@torch.no_grad()
def predict(network: torch.nn.Module, faces: torch.Tensor, size: int) -> torch.Tensor:
    """Logits [n, outputs] in float32, on the CPU, of faces in 0-1."""
    device = next(network.parameters()).device
    network.eval()
    return torch.cat([network(plain(batch, size).to(device, memory_format=torch.channels_last)).float().cpu()
                      for batch in faces.split(256)])


def class_weights(shares: torch.Tensor, power: float) -> torch.Tensor:
    """Weight per class [k] from class shares [k], one on average over the images."""
    weights = shares.clamp(min=1e-4) ** -power
    return weights / (weights * shares).sum()


class Targets:
    """What each training face should give: distributions for both heads, and each face's weight in their losses."""

    def __init__(self, split: data.Split, args: argparse.Namespace, unlabelled: int):
        votes = split.votes
        if args.targets == "majority":
            votes = F.one_hot(votes.argmax(1), 8).float() * split.voted[:, None]
        labels = F.one_hot(split.labels, 7).float()
        if "smoothing" not in args.without:
            # FER2013's single labels are noisy: a part of each goes to what FER+'s ten taggers saw, and a little everywhere.
            opinion = data.votes_as_fer2013(split.votes)
            opinion = torch.where(opinion.sum(1, keepdim=True) > 0, opinion, labels)
            labels = 0.75 * labels + 0.2 * opinion + 0.05 / 7
            votes = torch.where(split.voted[:, None], 0.97 * votes + 0.03 / 8, votes)
        self.distributions = {"ferplus": votes, "fer2013": labels}
        self.weights = {name: (target @ class_weights(target[target.sum(1) > 0].mean(0), args.class_weights)) * (name in args.labels)
                        for name, target in self.distributions.items()}
        for parts in (self.distributions, self.weights):
            for name, part in parts.items():
                parts[name] = torch.cat([part, torch.zeros(unlabelled, *part.shape[1:])])

    def loss(self, logits: torch.Tensor, indices: torch.Tensor) -> torch.Tensor:
        """Per face [n], both heads together; faces outside FER+ teach its head nothing."""
        total = torch.zeros(len(logits))
        for name, head in HEADS.items():
            target, weight = self.distributions[name][indices], self.weights[name][indices]
            total = total - weight * (target * logits[:, head].log_softmax(1)).sum(1)
        return total


def distance_to_teacher(logits: torch.Tensor, teacher: torch.Tensor, labels: list[str], temperature: float = 2.0) -> torch.Tensor:
    """Mean cross-entropy to the teacher's softened answers over the heads that are learnt (Hinton et al. 2015)."""
    total = torch.zeros(())
    for name in labels:
        soft = (teacher[:, HEADS[name]] / temperature).softmax(1)
        total = total - (soft * (logits[:, HEADS[name]] / temperature).log_softmax(1)).sum(1).mean() * temperature ** 2
    return total


def accelerated(network: torch.nn.Module) -> Callable[[torch.Tensor], torch.Tensor]:
    """The network's training step, by the quicker way where there is one."""
    if next(network.parameters()).device.type == "cpu" and isinstance(network.features[1], InvertedResidual):
        import cpu  # built at first use
        return lambda faces: cpu.train_logits(network, faces)
    return network


class Run:
    """One training run: its state on disk, its place in the schedule."""

    def __init__(self, args: argparse.Namespace):
        self.args = args
        args.out.mkdir(parents=True, exist_ok=True)
        self.train, self.valid = data.load(args.data, "train"), data.load(args.data, "valid")
        self.lessons = taught.Lessons(args.taught) if args.taught else None
        self.targets = Targets(self.train, args, len(self.lessons) - len(self.train.faces) if self.lessons else 0)
        bank = args.out.parent / f"call-domain-{len(self.train.faces)}.npy"
        self.spoilt = None if self.lessons or "domain" in args.without else call_domain.bank(self.train.faces, 3, bank)
        self.on = set(SWITCHES) - set(args.without)
        self.size = min(len(self.train.faces), args.faces or len(self.train.faces))
        self.steps = self.size // args.batch
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.network = NETWORKS[args.network](OUTPUTS).to(self.device, memory_format=torch.channels_last)
        if args.init:
            transfer(self.network, args.init)
        self.trained = accelerated(self.network)
        self.averaged = deepcopy(self.network)
        self.optimizer = self.make_optimizer()
        self.epoch, self.step, self.best, self.seconds, self.began = 0, 0, 0.0, 0.0, time.time()
        if (args.out / "last.pt").exists():
            self.resume(torch.load(args.out / "last.pt", weights_only=True, map_location=self.device))

    def make_optimizer(self) -> torch.optim.Optimizer:
        groups = []
        for part in (self.network.features, self.network.classifier):
            for decays in (True, False):
                parameters = [p for p in part.parameters() if (p.ndim > 1) == decays]
                decay = {"sgd": 5e-4, "adamw": 0.05}[self.args.optimizer] if decays else 0.0
                groups.append({"params": parameters, "weight_decay": decay, "trunk": part is self.network.features})
        if self.args.optimizer == "sgd":
            return torch.optim.SGD(groups, lr=self.args.rate, momentum=0.9, nesterov=True)
        return torch.optim.AdamW(groups, lr=self.args.rate, fused=True)

    def resume(self, state: dict) -> None:
        self.network.load_state_dict(state["network"])
        self.averaged.load_state_dict(state["averaged"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.epoch, self.step, self.best, self.seconds = state["epoch"], state["step"], state["best"], state["seconds"]

    @property
    def elapsed(self) -> float:
        """Seconds of training, those of earlier starts included."""
        return self.seconds + time.time() - self.began

    @property
    def progress(self) -> float:
        """0 at the start, 1 at the end."""
        if self.args.minutes:
            return min(1.0, self.elapsed / 60 / self.args.minutes)
        return min(1.0, self.step / (self.steps * self.args.epochs))

    def set_rate(self) -> None:
        warm = min(1.0, (self.step + 1) / (2 * self.steps))
        shape = 0.5 + 0.5 * math.cos(math.pi * self.progress) if self.args.schedule == "cosine" else 1.0
        frozen = self.epoch < self.args.head_epochs
        for group in self.optimizer.param_groups:
            group["lr"] = 0.0 if frozen and group["trunk"] else self.args.rate * warm * shape * (self.args.lower_rate if group["trunk"] else 1.0)

    def average(self) -> None:
        keep = min(0.998, self.step / (self.step + 20)) if "ema" not in self.args.without else 0.0
        with torch.no_grad():
            slow, fast = (list(network.state_dict().values()) for network in (self.averaged, self.network))
            moving = [index for index, value in enumerate(slow) if value.dtype.is_floating_point]
            torch._foreach_lerp_([slow[index] for index in moving], [fast[index] for index in moving], 1 - keep)
            for index in set(range(len(slow))) - set(moving):
                slow[index].copy_(fast[index])

    def prepare(self, indices: torch.Tensor, size: int, strength: float) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor | None]:
        """Augmented faces [n, 1, size, size], whose faces are mixed in [n], by which shares [n], and a teacher's logits, if any."""
        if self.lessons:
            return self.lessons.batch(indices, size, self.progress)
        faces = self.train.faces[indices] if self.spoilt is None else call_domain.sometimes(self.train.faces, indices, self.spoilt, 0.3)
        prepared = augment(faces, size, strength, self.on)
        partners, share = mixup(len(indices), strength) if "mixup" in self.on else (torch.arange(len(indices)), 1.0)
        return share * prepared + (1 - share) * prepared[partners], indices[partners], torch.full([len(indices)], 1 - share), None

    def learn(self, indices: torch.Tensor, size: int, strength: float) -> float:
        prepared, partners, shares, answers = self.prepare(indices, size, strength)
        prepared = prepared.to(self.device, memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16):
            logits = self.trained(prepared)
        logits = logits.float().cpu()
        loss = (self.targets.loss(logits, indices) * (1 - shares) + self.targets.loss(logits, partners) * shares).mean()
        if answers is not None:
            loss = 0.4 * loss + 0.3 * distance_to_teacher(logits, answers, self.args.labels)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimizer.step()
        return float(loss.detach())

    def batches(self) -> list[torch.Tensor]:
        """An epoch's faces in random order, a third of those without labels among them."""
        order = torch.randperm(self.size)
        if self.lessons:
            first = len(self.train.faces)
            further = len(self.lessons) - first
            order = torch.cat([order, first + torch.randperm(further)[: further // 3]])
            order = order[torch.randperm(len(order))]
        return list(order[: len(order) // self.args.batch * self.args.batch].split(self.args.batch))

    def run_epoch(self) -> None:
        started = time.time()
        torch.manual_seed(self.args.seed + self.epoch)
        progress = self.progress
        size = self.args.small if progress < self.args.small_share else self.args.size
        # More gently as the run goes on, so that the end sees faces as they are; what a call does to them stays.
        strength = min(1.0, 1.0 - 0.7 * (progress - 0.4) / 0.6)
        summed = 0.0
        self.network.train()
        batches = self.batches()
        for indices in batches:
            self.set_rate()
            summed += self.learn(indices, size, strength)
            self.step += 1
            self.average()
        self.epoch += 1
        if self.epoch % self.args.validate_every == 0 or self.progress >= 1:
            self.keep(size, started, {"progress": round(self.progress, 3), "rate": self.optimizer.param_groups[-1]["lr"],
                                      "taught": int(self.lessons is not None), "trainLoss": summed / len(batches)})

    def keep(self, size: int, started: float, row: dict) -> None:
        """Validates the averaged weights, writes checkpoints and the log."""
        logits = predict(self.averaged, self.valid.faces, size)
        voted = self.valid.voted
        truth = {"ferplus": (logits[voted][:, HEADS["ferplus"]], self.valid.votes[voted]),
                 "fer2013": (logits[:, HEADS["fer2013"]], F.one_hot(self.valid.labels, 7).float())}
        for name, (answers, target) in truth.items():
            row[f"{name}Loss"] = float(F.cross_entropy(answers, target))
            row[f"{name}Accuracy"] = float((answers.argmax(1) == target.argmax(1)).float().mean())
        score = row[f"{self.args.select}Accuracy"]
        base = {"name": self.args.network, "size": self.args.size, "epoch": self.epoch}
        if score >= self.best:
            self.best = score
            save({**base, "network": self.averaged.state_dict()}, self.args.out / "best.pt")
        save({**base, "network": self.network.state_dict(), "averaged": self.averaged.state_dict(), "step": self.step,
              "optimizer": self.optimizer.state_dict(), "best": self.best, "seconds": self.elapsed}, self.args.out / "last.pt")
        row = {"epoch": self.epoch, "size": size, **row, "seconds": round(time.time() - started)}
        with open(self.args.out / "log.csv", "a", newline="") as file:
            writer = csv.DictWriter(file, row)
            if file.tell() == 0:
                writer.writeheader()
            writer.writerow({name: round(value, 5) if isinstance(value, float) else value for name, value in row.items()})
        print(json.dumps(row), flush=True)


def main() -> None:
    args = options()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    run = Run(args)
    while run.progress < 1:
        run.run_epoch()


if __name__ == "__main__":
    main()
