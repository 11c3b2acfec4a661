"""What each point of the recipe is worth: the same short training with one point changed, one row each.

    python ablate.py --data DIR --taught runs/taught --out runs/ablation

Each row trains a ResNet-18 on the first 4,000 training faces at 40x40 for 12 epochs, about two minutes on a core, and is
measured on the validation split. Rows that are there already are not trained again. Prints a Markdown table. With `--imagenet WEIGHTS` it ends in a row of
another network, from ImageNet's weights (imagenet.py), on the same faces.
"""
import argparse
import csv
import subprocess
import sys
from pathlib import Path

SHORT = ["--network", "resnet18", "--faces", "4000", "--epochs", "12", "--size", "40", "--small-share", "0", "--batch", "64",
         "--rate", "0.05", "--validate-every", "12"]
ROWS = {
    "everything": [],
    "no call domain": ["--without", "domain"],
    "no augmentation at all": ["--without", "flip", "rotation", "brightness", "jitter", "erasing", "mixup", "domain"],
    "no mixup": ["--without", "mixup"],
    "no averaged weights": ["--without", "ema"],
    "constant learning rate": ["--schedule", "constant"],
    "no shift and scale": ["--without", "jitter"],
    "no flip": ["--without", "flip"],
    "no rotation": ["--without", "rotation"],
    "no brightness, contrast, side light": ["--without", "brightness"],
    "no random erasing": ["--without", "erasing"],
    "no label smoothing": ["--without", "smoothing"],
    "majority label instead of votes": ["--targets", "majority"],
    "class weights (power 0.5)": ["--class-weights", "0.5"],
    "FER2013 labels alone": ["--labels", "fer2013"],
    "from the row above, all layers at once": ["--init", "{FER2013 labels alone}"],
    "from the same, head first, then all at a tenth of the rate": ["--init", "{FER2013 labels alone}", "--head-epochs", "2", "--lower-rate", "0.1"],
    "distilled, with further faces (taught.py)": ["--taught", "{taught}"],
}
SYSTEM_A = "system A: ImageNet MobileNetV2, 224 px, head, then top 20 layers (imagenet.py)"


def folder_of(name: str, out: Path) -> Path:
    return out / name.split(" (imagenet")[0].replace(" ", "-").replace(",", "").replace(":", "")


def measure(name: str, extra: list[str], data: Path, out: Path, taught: Path) -> dict[str, float]:
    """The last validated epoch of a row's run."""
    folder = folder_of(name, out)
    log = folder / "log.csv"
    known = {"{taught}": str(taught)} | {f"{{{row}}}": str(folder_of(row, out) / "last.pt") for row in ROWS}
    extra = [known.get(argument, argument) for argument in extra]
    if not log.exists():
        command = ["imagenet.py"] if name == SYSTEM_A else ["train.py", *SHORT]
        subprocess.run([sys.executable, str(Path(__file__).with_name(command[0])), *command[1:], *extra, "--data", str(data), "--out", str(folder)],
                       check=True, stdout=subprocess.DEVNULL)
    with open(log, newline="") as file:
        last = list(csv.DictReader(file))[-1]
    return {"ferplus": float(last["ferplusAccuracy"]) * 100, "fer2013": float(last["fer2013Accuracy"]) * 100}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--taught", type=Path, required=True, help="of taught.py")
    options.add_argument("--imagenet", type=Path, help="ImageNet MobileNetV2 as TensorFlow Lite")
    options.add_argument("--out", type=Path, required=True)
    args = options.parse_args()
    print("| recipe | FER+ % | FER2013 % |\n|---|---|---|")
    whole = None
    system_a = {SYSTEM_A: ["--weights", str(args.imagenet)]} if args.imagenet else {}
    for name, extra in (ROWS | system_a).items():
        row = measure(name, extra, args.data, args.out, args.taught)
        whole = whole or row
        cells = [f"{row[key]:.1f}" + ("" if row is whole else f" ({row[key] - whole[key]:+.1f})") for key in ("ferplus", "fer2013")]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
