"""Draws the `log.csv` of a run, or of runs that went on from one another, as a PNG: loss and accuracy over the epochs.

    python curves.py --run runs/resnet18 runs/resnet18-again --labels fer2013 --out ../figures/resnet18-fer2013-curves.png
"""
import argparse
import csv
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--run", type=Path, nargs="+", required=True)
    options.add_argument("--labels", choices=("ferplus", "fer2013"), required=True)
    options.add_argument("--out", type=Path, required=True)
    args = options.parse_args()
    rows, epochs, starts = [], [], []
    for run in args.run:
        before = epochs[-1] if epochs else 0
        starts.append(before + 0.5)
        with open(run / "log.csv", newline="") as file:
            logged = list(csv.DictReader(file))
        rows += logged
        epochs += [before + int(row["epoch"]) for row in logged]
    figure, (loss, accuracy) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
    # Of other size: both label sets, augmented faces, and with a teacher its answers, too.
    training = loss.twinx()
    training.plot(epochs, [float(row["trainLoss"]) for row in rows], color="C0", alpha=0.7)
    training.set_ylabel("training", color="C0")
    loss.set_ylabel("validation", color="C1")
    loss.plot(epochs, [float(row[f"{args.labels}Loss"]) for row in rows], color="C1")
    accuracy.plot(epochs, [float(row[f"{args.labels}Accuracy"]) * 100 for row in rows], color="C1")
    accuracy.set_ylabel("validation", color="C1")
    taught = [epoch for epoch, row in zip(epochs, rows) if row["taught"] == "1"]
    for panel, title in ((loss, "Loss (cross-entropy)"), (accuracy, "Accuracy, %")):
        for index, start in enumerate(starts[1:]):
            panel.axvline(start, color="0.6", linestyle="--", label="a further run" if index == 0 else None)
        if taught:
            panel.axvline(taught[0], color="0.6", linestyle=":", label="a teacher joins")
        panel.set(title=title, xlabel="Epoch")
        panel.grid(alpha=0.3)
        if panel.get_legend_handles_labels()[0]:
            panel.legend(fontsize=8)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(args.out, dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
