"""Views of FER's training faces and of further ones as the lower layers of the shipped MobileNetV2 see them, made once.

    python views.py --data DIR --unlabelled runs/unlabelled.npz --models .. --out runs/views --rounds 6

The lower layers stay as they are when the network learns new habits of labelling (habits.py), so what they make of a view can be kept: eight bits, a
third of the view's own size, and neither augmentation nor most of the network has to be run again. The first round holds the faces as they
are, each later one a view of each as a call may show it. A folder can be added to while a student learns from it.
"""
import argparse
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper

import call_domain
import data
from augment import SWITCHES, augment, plain

MODEL = "mobilenetv2-ferplus"
# Layers of `network.features` that stay: up to the last one with maps of 4x4.
LOWER = 14
SIZE, BATCH = 64, 32
SPOILT_SHARE = 0.35


class Lower:
    """The lower layers of what ships: prepared faces [n, 1, 64, 64] -> maps uint8 [2, n, 96, 4, 4], of the faces and of their mirror images."""

    def __init__(self, models: Path, work: Path):
        work.mkdir(parents=True, exist_ok=True)
        model = onnx.load(models / f"{MODEL}.onnx")
        above = next(node for node in model.graph.node if node.op_type == "Conv" and node.input[1].startswith(f"network.features.{LOWER}."))
        producers = {name: node for node in model.graph.node for name in node.output}
        values, scale, zero = producers[above.input[0]].input
        constants = {part.name: numpy_helper.to_array(part) for part in model.graph.initializer}
        self.scale, self.zero = float(constants[scale]), float(constants[zero])
        model.graph.output.append(helper.make_tensor_value_info(values, TensorProto.UINT8, ["twice", 96, 4, 4]))
        onnx.save(model, work / "lower.onnx")
        self.name = values
        self.session = onnxruntime.InferenceSession(str(work / "lower.onnx"), providers=["CPUExecutionProvider"])

    def __call__(self, prepared: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
        """The maps, and the whole network's logits [n, 8]."""
        both = torch.cat([prepared, prepared.flip(3)]).numpy()
        maps, logits = self.session.run([self.name, "logits"], {"faces": both})
        return maps.reshape(2, len(prepared), *maps.shape[1:]), logits.reshape(2, len(prepared), -1).mean(0)


def lower_maps(lower: Lower, faces: torch.Tensor) -> np.ndarray:
    """Maps uint8 [2, n, 96, 4, 4] of faces uint8 [n, 1, 64, 64] as they are."""
    return np.concatenate([lower(plain(batch.float() / 255, SIZE))[0] for batch in faces.split(BATCH)], 1)


def opened(maps: torch.Tensor, lower: Lower) -> torch.Tensor:
    """Kept eight-bit maps as numbers."""
    return ((maps.float() - lower.zero) * lower.scale).contiguous(memory_format=torch.channels_last)


def all_faces(folder: Path, unlabelled: Path) -> torch.Tensor:
    """FER's training faces, then the further ones that may be learnt from: uint8 [n, 1, 64, 64]."""
    further = np.load(unlabelled)
    return torch.cat([enlarged(data.load(folder, "train").faces), torch.from_numpy(further["faces"])[torch.from_numpy(~further["held"])][:, None]])


def enlarged(faces: torch.Tensor) -> torch.Tensor:
    """Faces [n, 1, s, s] in 0-1 as uint8 [n, 1, 64, 64]."""
    return F.interpolate(faces, size=SIZE, mode="bilinear", align_corners=False).mul(255).round().byte()


def view(faces: torch.Tensor, random: np.random.Generator) -> torch.Tensor:
    """Faces uint8 [n, 1, 64, 64] as a call may show them, prepared."""
    chosen = np.flatnonzero(random.random(len(faces)) < SPOILT_SHARE)
    faces = faces.clone()
    for index in chosen:
        faces[index, 0] = torch.from_numpy(call_domain.spoil(faces[index, 0].numpy(), random).copy())
    return augment(faces.float() / 255, SIZE, 0.7, set(SWITCHES))


def rounds(folder: Path) -> list[Path]:
    """The finished rounds."""
    return sorted(folder.glob("[0-9]*.npy"))


def make(faces: torch.Tensor, lower: Lower, place: int, folder: Path) -> None:
    torch.manual_seed(place)
    random = np.random.default_rng(place)
    maps = np.zeros((2, len(faces), 96, 4, 4), np.uint8)
    logits = np.zeros((len(faces), 8), np.float32)
    for indices in torch.arange(len(faces)).split(BATCH):
        prepared = plain(faces[indices].float() / 255, SIZE) if place == 0 else view(faces[indices], random)
        maps[:, indices], logits[indices] = lower(prepared)
    if place == 0:
        np.save(folder / "shipped.npy", logits)
    np.save(folder / "part.npy", maps)
    (folder / "part.npy").rename(folder / f"{place:03d}.npy")
    print(f"round {place}", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--unlabelled", type=Path, required=True)
    options.add_argument("--models", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--rounds", type=int, default=6)
    args = options.parse_args()
    torch.set_num_threads(1)
    faces, lower = all_faces(args.data, args.unlabelled), Lower(args.models, args.out)
    for place in range(args.rounds):
        if not (args.out / f"{place:03d}.npy").exists():
            make(faces, lower, place, args.out)


if __name__ == "__main__":
    main()
