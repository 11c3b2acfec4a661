"""Exports the answer fused from three habits (habits.py, fuse.py) as a classifier of its own, with its entry in `models/manifest.json`.

    python export_habits.py --run runs/habits --data DIR --unlabelled runs/unlabelled.npz --answers runs/answers --models .. --share 0.15

Its temperature and its thresholds are chosen on FER+'s validation split and on the faces kept aside, both as they are and as a bad call shows them, so that
what it calls sure is right there, too. What is measured for that is what the eight-bit file answers; the test split is never read here.
"""
import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch

import call_domain
import data
from augment import plain
from calibrate import calibration_error, choose_thresholds, fit_temperature
from export import FACES
from fuse import teachers_word
from heads import load_habits
from refill import Answer, refill
from views import MODEL, SIZE, enlarged

CALL = "mobilenetv2-call"
# The share of faces that the thresholds of the call's answer must keep, all kinds together.
KEEP, DRAWN = 0.6, 20000


def asked(path: Path, faces: torch.Tensor) -> torch.Tensor:
    """Logits [n, 8] of the exported file for faces uint8 [n, 1, 64, 64]."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return torch.from_numpy(np.concatenate([session.run(["logits"], {"faces": plain(batch.float() / 255, SIZE).numpy()})[0] for batch in faces.split(32)]))


def checks(args: argparse.Namespace) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    """Faces and what they should be called [n, 8]: FER+'s validation split and those kept aside, as they are and spoilt."""
    valid, further = data.load(args.data, "valid"), np.load(args.unlabelled)
    held = further["held"]
    sets = {"home": (enlarged(valid.faces[valid.voted]), valid.votes[valid.voted]),
            "away": (torch.from_numpy(further["faces"][held])[:, None], teachers_word(np.load(args.answers / "unlabelled.npz")["logits"][held]))}
    random = np.random.default_rng(6)
    for name in list(sets):
        faces, targets = sets[name]
        spoilt = np.stack([call_domain.spoil(face, random) for face in faces[::2, 0].numpy()])
        sets[f"{name}-spoilt"] = (torch.from_numpy(spoilt)[:, None], targets[::2])
    return sets


def drawn(targets: dict[str, torch.Tensor], balanced: bool) -> torch.Tensor:
    """Places of faces, drawn so that each kind counts alike, and if `balanced` each class of those kept aside."""
    weights = []
    for name, target in targets.items():
        truth = target.argmax(1)
        each = 1 / torch.bincount(truth, minlength=8).float()[truth] if balanced and name.startswith("away") else torch.ones(len(truth))
        weights.append(each / each.sum())
    return torch.multinomial(torch.cat(weights), DRAWN, replacement=True, generator=torch.Generator().manual_seed(1))


def call_calibration(said: dict[str, torch.Tensor], targets: dict[str, torch.Tensor]) -> tuple[float, dict[str, float]]:
    """Temperature on all kinds of faces together, as they come; thresholds where each class of those kept aside counts alike, which is stricter."""
    logits, truth = torch.cat(list(said.values())), torch.cat(list(targets.values())).argmax(1)
    natural, balanced = drawn(targets, False), drawn(targets, True)
    temperature = fit_temperature(logits[natural], truth[natural])
    return temperature, choose_thresholds((logits[balanced] / temperature).softmax(1), truth[balanced], KEEP)


def figures(said: dict[str, torch.Tensor], targets: dict[str, torch.Tensor], temperature: float, thresholds: dict) -> dict[str, float]:
    """What the call's answer comes to on each kind of faces, all classes of those kept aside alike."""
    found = {}
    for name, logits in said.items():
        probabilities, truth = (logits / temperature).softmax(1), targets[name].argmax(1)
        counts = torch.bincount(truth, minlength=8).float()
        weights = torch.ones(len(truth)) if name.startswith("home") else 1 / counts[truth]
        right, top = (logits.argmax(1) == truth).float(), probabilities.topk(2, 1).values
        kept = ((top[:, 0] >= thresholds["minProbability"]) & (top[:, 0] - top[:, 1] >= thresholds["minMargin"])).float()
        share = float((kept * weights).sum() / weights.sum())
        found |= {f"{name}Accuracy": float((right * weights).sum() / weights.sum()), f"{name}Kept": share,
                  f"{name}KeptAccuracy": float((right * kept * weights).sum() / (kept * weights).sum()), f"{name}Ece": calibration_error(probabilities, truth)}
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("run", "data", "unlabelled", "answers", "models"):
        options.add_argument(f"--{name}", type=Path, required=True)
    options.add_argument("--share", type=float, required=True, help="which point of the frontier, as fuse.py printed it")
    args = options.parse_args()
    torch.set_num_threads(1)
    network, fused = load_habits(args.run / "last.pt"), torch.load(args.run / "fused.pt", weights_only=True)[args.share]
    training, further = data.load(args.data, "train").faces, np.load(args.unlabelled)
    some = torch.randperm(len(training), generator=torch.Generator().manual_seed(1))[:FACES]
    others = torch.from_numpy(further["faces"][~further["held"]])[:FACES // 2, None]
    prepared = torch.cat([plain(training[some], SIZE), plain(others.float() / 255, SIZE)])
    path, candidate = args.models / f"{CALL}.onnx", args.run / f"{CALL}.onnx"
    refill(args.models / f"{MODEL}.onnx", network, prepared, [Answer("logits", fused["weight"], fused["bias"])], candidate)
    sets = checks(args)
    said = {name: asked(candidate, faces) for name, (faces, _) in sets.items()}
    targets = {name: target for name, (_, target) in sets.items()}
    temperature, thresholds = call_calibration(said, targets)
    found = figures(said, targets, temperature, thresholds)

    path.write_bytes(candidate.read_bytes())
    manifest_path = args.models / "manifest.json"
    manifest = json.loads(manifest_path.read_text())
    base = manifest["models"][MODEL]
    manifest["models"][CALL] = {
        **base, "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "card": f"{CALL}.md", "temperature": temperature, "uncertain": thresholds,
        "trainedOn": f"{base['trainedOn']}; LFW, YouTube Faces and AFLW faces; on all of them HSEmotion mobilenet_7's answers",
        "measured": {"validAccuracy": round(found["homeAccuracy"], 4), "validEce": round(found["homeEce"], 4)},
    }
    manifest["profiles"]["call"] = {"detector": "mtcnn", "classifier": CALL}
    manifest_path.write_text(json.dumps(manifest, indent=2) + "\n")
    print(json.dumps({**{key: round(value, 4) for key, value in found.items()}, "temperature": temperature, "thresholds": thresholds, "bytes": path.stat().st_size}, indent=2))


if __name__ == "__main__":
    main()
