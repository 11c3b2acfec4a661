"""Takes the mirror image out of classifiers that were exported with it: what ships sees one view of a face at a time, and Attune shows a face
and its mirror image in turn (`libs/inference/src/classify/views.ts`), which the window averages.

    python one_view.py --models .. --data DIR --names mobilenetv2-ferplus mobilenetv2-call resnet18-fer2013

Weights and the quantisation of all layers stay. Only what was quantised for averaged maps (mean, logits, maps of classes) is float32 from now on: one
view reaches further than the mean of two.
"""
import argparse
import hashlib
import json
from pathlib import Path

import onnx
import onnxruntime
import torch

import data
from augment import plain

HEAD, QUANTISED = "flip", "_DequantizeLinear_Output"


def rename(graph: onnx.GraphProto, old: str, new: str) -> None:
    """Whatever takes `old` takes `new`."""
    for node in graph.node:
        for place, name in enumerate(node.input):
            if name == old:
                node.input[place] = new


def one_view(model: onnx.ModelProto) -> None:
    graph = model.graph
    producers = {name: node for node in graph.node for name in node.output}
    joined = next(node for node in graph.node if node.op_type == "Concat" and HEAD in node.input)
    apart = next(node for node in graph.node if node.op_type == "Reshape" and node.input[0].endswith(QUANTISED))
    rename(graph, joined.output[0], graph.input[0].name)
    rename(graph, f"div_1{QUANTISED}", apart.input[0])
    rename(graph, f"mean_2{QUANTISED}", "mean_2")
    for output in graph.output:
        last = producers[output.name]
        if last.op_type == "DequantizeLinear":
            plain = producers[producers[last.input[0]].input[0]]
            last.output[0] = f"{output.name}-quantised"
            plain.output[0] = output.name
    keep(graph)
    onnx.checker.check_model(model)


def keep(graph: onnx.GraphProto) -> None:
    """Leaves out all that leads to no output."""
    wanted, nodes = {output.name for output in graph.output}, []
    for node in reversed(graph.node):
        if wanted & set(node.output):
            nodes.append(node)
            wanted |= set(node.input)
    constants = [part for part in graph.initializer if part.name in wanted]
    for field, values in (("node", nodes[::-1]), ("initializer", constants), ("value_info", [])):
        values = [type(value).FromString(value.SerializeToString()) for value in values]
        del getattr(graph, field)[:]
        getattr(graph, field).extend(values)


def said(path: Path, prepared: torch.Tensor) -> torch.Tensor:
    """Logits [2, n, classes] of faces and of their mirror images."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return torch.stack([torch.cat([torch.from_numpy(session.run(["logits"], {"faces": batch.numpy()})[0]) for batch in faces.split(64)])
                        for faces in (prepared, prepared.flip(3))])


def factor(path: Path, folder: Path, labels: str, size: int) -> float:
    """How the best temperature changes from the mean of logits to the mean of probabilities, by likelihood on the validation split."""
    split = data.load(folder, "valid")
    faces, truth = (split.faces, split.labels) if labels == "fer2013" else (split.faces[split.voted], split.votes[split.voted].argmax(1))
    logits, rows = said(path, plain(faces, size)), torch.arange(len(truth))

    def best(probabilities) -> float:
        steps = [0.3 + 0.005 * step for step in range(300)]
        return min(steps, key=lambda temperature: float(-probabilities(temperature)[rows, truth].clamp_min(1e-9).log().mean()))

    return best(lambda temperature: (logits / temperature).softmax(2).mean(0)) / best(lambda temperature: (logits.mean(0) / temperature).softmax(1))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--models", type=Path, required=True)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--names", nargs="+", required=True)
    args = options.parse_args()
    manifest_path = args.models / "manifest.json"
    manifest = json.loads(manifest_path.read_text())
    for name in args.names:
        path = args.models / manifest["models"][name]["file"]
        model = onnx.load(path)
        one_view(model)
        onnx.save(model, path)
        entry = manifest["models"][name]
        by = factor(path, args.data, entry["labels"], entry["input"]["width"])
        entry |= {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "temperature": round(entry["temperature"] * by, 3)}
        print(name, "temperature by", round(by, 3), "now", entry["temperature"])
    manifest_path.write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
