"""Trains MobileNetV2 on FER+ vote distributions; resumable, CPU or GPU.

    python train.py --data DIR --out runs/mobilenetv2-ferplus

Each epoch writes `last.pt` (to resume) and a line of `log.csv`; `best.pt` holds the averaged weights with the
highest accuracy on the validation split. The test split is never read here.
"""
import argparse
import csv
import math
import time
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import data
import model

MEAN, STD = 0.508, 0.255


def sizes(epochs: int, final: int) -> list[int]:
    """Input size per epoch: small faces first, which is cheap, the shipped size for the last 60 %."""
    return [48 if epoch < 0.4 * epochs else final for epoch in range(epochs)]


def strength(epoch: int, epochs: int) -> float:
    """How hard to augment: fully at first, gently for the last fifth, so that the end sees faces as they are."""
    return 1.0 if epoch < 0.8 * epochs else 0.4


def augment(faces: torch.Tensor, size: int, strength: float) -> torch.Tensor:
    """Random flip, rotation, scale, shift, light, blur and erasing in one resampling: [n,1,48,48] -> [n,1,s,s]."""
    n = len(faces)
    angle = (torch.rand(n) * 2 - 1) * math.radians(15) * strength
    zoom = 1 + (torch.rand(n) * 2 - 1) * 0.15 * strength
    flip = torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0], theta[:, 0, 1] = torch.cos(angle) * zoom * flip, -torch.sin(angle) * zoom
    theta[:, 1, 0], theta[:, 1, 1] = torch.sin(angle) * zoom * flip, torch.cos(angle) * zoom
    theta[:, :, 2] = (torch.rand(n, 2) * 2 - 1) * 0.12 * strength
    grid = F.affine_grid(theta, [n, 1, size, size], align_corners=False)
    faces = F.grid_sample(faces, grid, padding_mode="border", align_corners=False)
    soft = torch.rand(n) < 0.15 * strength
    if soft.any():
        small = F.interpolate(faces[soft], size=24, mode="area")
        faces[soft] = F.interpolate(small, size=size, mode="bilinear", align_corners=False)
    mean = faces.mean((1, 2, 3), keepdim=True)
    contrast = torch.empty(n, 1, 1, 1).uniform_(1 - 0.4 * strength, 1 + 0.4 * strength)
    brightness = torch.empty(n, 1, 1, 1).uniform_(-0.15, 0.15) * strength
    faces = ((faces - mean) * contrast + mean + brightness).clamp(0, 1)
    for index in torch.nonzero(torch.rand(n) < 0.25 * strength).flatten().tolist():
        height, width = (int(size * float(torch.empty(1).uniform_(0.15, 0.4))) for _ in range(2))
        top, left = (int(torch.randint(0, size - side + 1, (1,))) for side in (height, width))
        faces[index, :, top:top + height, left:left + width] = torch.rand(1)
    return (faces - MEAN) / STD


def plain(faces: torch.Tensor, size: int) -> torch.Tensor:
    """The preparation that ships: bilinear to the input size, then standardised."""
    return (F.interpolate(faces, size=size, mode="bilinear", align_corners=False) - MEAN) / STD


@torch.no_grad()
def predict(network: torch.nn.Module, faces: torch.Tensor, size: int, device: str) -> torch.Tensor:
    """Logits [n, classes] in float32, on the CPU."""
    network.eval()
    parts = []
    for batch in faces.split(256):
        with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
            prepared = plain(batch, size).to(device, memory_format=torch.channels_last)
            parts.append(network(prepared).float().cpu())
    return torch.cat(parts)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--epochs", type=int, default=30)
    options.add_argument("--size", type=int, default=64)
    options.add_argument("--batch", type=int, default=96)
    options.add_argument("--rate", type=float, default=2.5e-3)
    options.add_argument("--seed", type=int, default=7)
    args = options.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"

    splits = {}
    for split in ("train", "valid"):
        faces, targets = data.load(args.data, split)
        splits[split] = torch.from_numpy(np.ascontiguousarray(faces))[:, None].float() / 255, torch.from_numpy(targets)
    faces, targets = splits["train"]
    steps = len(faces) // args.batch

    network = model.MobileNetV2(len(data.CLASSES)).to(device, memory_format=torch.channels_last)
    averaged = deepcopy(network)
    decayed = [p for p in network.parameters() if p.ndim > 1]
    plain_parameters = [p for p in network.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.05},
                                   {"params": plain_parameters, "weight_decay": 0.0}], lr=args.rate)
    start, best, step = 0, 0.0, 0
    if (args.out / "last.pt").exists():
        state = torch.load(args.out / "last.pt", weights_only=True, map_location=device)
        network.load_state_dict(state["network"])
        averaged.load_state_dict(state["averaged"])
        optimizer.load_state_dict(state["optimizer"])
        start, best, step = state["epoch"], state["best"], state["step"]

    total = steps * args.epochs
    for epoch, size in list(enumerate(sizes(args.epochs, args.size)))[start:]:
        began, summed = time.time(), 0.0
        torch.manual_seed(args.seed + epoch)
        network.train()
        for indices in torch.randperm(len(faces))[: steps * args.batch].split(args.batch):
            warm = min(1.0, (step + 1) / steps)
            rate = args.rate * warm * (0.5 + 0.5 * math.cos(math.pi * step / total))
            for group in optimizer.param_groups:
                group["lr"] = rate
            prepared = augment(faces[indices], size, strength(epoch, args.epochs)).to(device, memory_format=torch.channels_last)
            with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
                logits = network(prepared)
            loss = F.cross_entropy(logits.float(), targets[indices].to(device))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            step += 1
            summed += float(loss.detach())
            keep = min(0.998, step / (step + 20))
            with torch.no_grad():
                for slow, fast in zip(averaged.state_dict().values(), network.state_dict().values()):
                    if slow.dtype.is_floating_point:
                        slow.lerp_(fast, 1 - keep)
                    else:
                        slow.copy_(fast)
        logits = predict(averaged, splits["valid"][0], size, device)
        truth = splits["valid"][1]
        accuracy = float((logits.argmax(1) == truth.argmax(1)).float().mean())
        valid_loss = float(F.cross_entropy(logits, truth))
        if accuracy >= best and size == args.size:
            best = accuracy
            torch.save({"network": averaged.state_dict(), "size": size, "epoch": epoch + 1}, args.out / "best.pt")
        state = {"network": network.state_dict(), "averaged": averaged.state_dict(),
                 "optimizer": optimizer.state_dict(), "epoch": epoch + 1, "best": best, "step": step}
        torch.save(state, args.out / "last.tmp")
        (args.out / "last.tmp").rename(args.out / "last.pt")
        row = [epoch + 1, size, summed / steps, valid_loss, accuracy, round(time.time() - began)]
        with open(args.out / "log.csv", "a", newline="") as file:
            if file.tell() == 0:
                csv.writer(file).writerow(["epoch", "size", "trainLoss", "validLoss", "validAccuracy", "seconds"])
            csv.writer(file).writerow(row)
        print(row, flush=True)


if __name__ == "__main__":
    main()
