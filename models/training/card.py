"""Puts what `npm run evaluate -- --json` printed into a classifier's card, between its two `figures` marks, and into the manifest beside it.

    python card.py --card ../NAME.md --evaluated test.json [--through haar.json mtcnn.json] [--without-domain other.json]

`test.json` is the run with `--corruptions`; `--through` takes runs with `--through haar` and `--through mtcnn`; `--without-domain`
takes `--corruptions` runs of two trainings alike but for it, ResNet-18 on 12,000 faces for 24 epochs, with and without the call-like augmentation, in this order.
"""
import argparse
import json
import re
from pathlib import Path

START, END = "<!-- figures: models/training/card.py -->", "<!-- /figures -->"


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    return ["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *("| " + " | ".join(row) + " |" for row in rows), ""]


def percent(value: float) -> str:
    return f"{value * 100:.1f}"


def summary(run: dict) -> list[str]:
    kept, coverage, clear = run["uncertain"], run["riskCoverage"], run.get("clearMajority")
    return [f"{run['n']} faces of the {run['split']} split: accuracy **{percent(run['accuracy'])} %**, macro F1 **{run['macroF1']:.3f}**, "
            f"expected calibration error {run['ece']:.3f}. The surest 80 % are {percent(coverage['keptAccuracy'])} % right "
            f"({coverage['gain']:+.1f} points); the manifest's thresholds keep {percent(kept['keptShare'])} % of the faces, "
            f"{percent(kept['keptAccuracy'])} % of them right ({kept['gain']:+.1f})."
            + (f" Of the {clear['n']} faces that more than half of the votes are for, on which the FER+ paper measures (VGG13: 84 to 85 %), "
               f"{percent(clear['accuracy'])} % are right. One tagger says in {percent(run['oneTagger'])} % of cases what the majority of the "
               "other nine says." if clear else ""), ""]


def classes(run: dict) -> list[str]:
    rows = [[name, *(f"{run['perClass'][name][key]:.3f}" for key in ("precision", "recall", "f1")),
             str(run["histogram"][name]["truth"]), str(run["histogram"][name]["predicted"])] for name in run["classes"]]
    confusion = [[f"**{name}**", *map(str, row)] for name, row in zip(run["classes"], run["confusion"])]
    return [*table(["class", "precision", "recall", "F1", "faces", "called so"], rows),
            "Confusion, truth in rows:", "", *table(["", *run["classes"]], confusion)]


def through(runs: list[dict]) -> list[str]:
    rows = [[found["detector"], str(found["faces"]), percent(found["foundShare"]), percent(found["accuracy"]), percent(found["accuracyOfAll"]),
             f"{found['macroF1']:.3f}"] for found in (run["throughDetector"] for run in runs)]
    return ["Through our own detectors: every fourth face pasted into a made-up 320×180 scene, found, cropped and classified as in a call.", "",
            *table(["detector", "faces", "found %", "right of the found %", "right of all %", "macro F1"], rows)]


def corruptions(run: dict) -> list[str]:
    rows = [[name, *map(percent, accuracies)] for name, accuracies in run["corruptions"].items()]
    return [f"What a call does to a face, accuracy in % on {run['corruptionFaces']} faces ({percent(run['cleanAccuracy'])} as they are):", "",
            *table(["corruption", "mild", "medium", "strong"], rows)]


def domain(with_: dict, without: dict) -> list[str]:
    rows = [[name, *(f"{percent(a)} / {percent(b)}" for a, b in zip(with_["corruptions"][name], without["corruptions"][name]))]
            for name in with_["corruptions"]]
    return ["What the call-like augmentation is worth: two trainings alike but for it (`training/README.md`), with / without it, accuracy in % on "
            f"{with_['corruptionFaces']} faces of the {with_['split']} split ({percent(with_['cleanAccuracy'])} / {percent(without['cleanAccuracy'])} as they are):", "",
            *table(["corruption", "mild", "medium", "strong"], rows)]


def note_measured(path: Path, run: dict) -> dict:
    """Writes the figures of the test split to a model's entry in the manifest, and answers the entry."""
    manifest = json.loads(path.read_text())
    entry = manifest["models"][run["model"]]
    entry["measured"] |= {f"{run['split']}{key[0].upper()}{key[1:]}": round(run[key], 4) for key in ("accuracy", "macroF1", "ece")}
    path.write_text(json.dumps(manifest, indent=2) + "\n")
    return entry


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--card", type=Path, required=True)
    options.add_argument("--evaluated", type=Path, required=True)
    options.add_argument("--through", type=Path, nargs="*", default=[])
    options.add_argument("--without-domain", type=Path, nargs=2)
    args = options.parse_args()
    run = json.loads(args.evaluated.read_text())
    lines = [START, "", *summary(run), *classes(run)]
    if args.through:
        lines += through([json.loads(path.read_text()) for path in args.through])
    lines += corruptions(run)
    if args.without_domain:
        lines += domain(*(json.loads(path.read_text()) for path in args.without_domain))
    entry = note_measured(args.card.parent / "manifest.json", run)
    size = (args.card.parent / entry["file"]).stat().st_size / 2 ** 20
    figures = "\n".join([*lines, END])
    card = re.sub(f"{re.escape(START)}.*?{re.escape(END)}", lambda _: figures, args.card.read_text(), flags=re.S)
    card = re.sub(r"`[0-9a-f]{64}`", f"`{entry['sha256']}`", card, count=1)
    args.card.write_text(re.sub(r"\d+\.\d MiB", f"{size:.1f} MiB", card, count=1))


if __name__ == "__main__":
    main()
