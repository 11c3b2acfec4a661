"""What is fitted on the validation split after training: class bias, temperature, thresholds of `uncertain`."""
import numpy as np
import torch
import torch.nn.functional as F


def calibration_error(probabilities: torch.Tensor, labels: torch.Tensor, bins: int = 15) -> float:
    """Expected calibration error of the top class, equal-width bins (Guo et al. 2017)."""
    confidence, predicted = probabilities.max(1)
    index = (confidence * bins).ceil().long().clamp(1, bins) - 1
    error = 0.0
    for bin_ in range(bins):
        inside = index == bin_
        if inside.any():
            error += float(inside.float().mean()) * abs(
                float((predicted[inside] == labels[inside]).float().mean()) - float(confidence[inside].mean()))
    return error


def macro_f1(predicted: torch.Tensor, labels: torch.Tensor, classes: int) -> float:
    """Mean F1 over the classes."""
    scores = []
    for index in range(classes):
        hits = float(((predicted == index) & (labels == index)).sum())
        scores.append(2 * hits / max(1.0, float((predicted == index).sum() + (labels == index).sum())))
    return float(np.mean(scores))


def fit_bias(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """The bias per class, to be added to the logits, with the lowest negative log likelihood together with a temperature
    (bias-corrected temperature scaling, Alexandari et al. 2020); held back a little, as the rarest classes have few faces."""
    bias = torch.zeros(logits.shape[1], requires_grad=True)
    temperature = torch.ones(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([bias, temperature], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = F.cross_entropy(logits / temperature + bias, labels) + 1e-3 * (bias * bias).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return (bias * temperature).detach()


def rare_class_bias(logits: torch.Tensor, labels: torch.Tensor, shares: torch.Tensor, cost: float) -> torch.Tensor:
    """Logit adjustment (Menon et al. 2021): `-strength * log(share)` per class, which helps the rare ones. The strength is the one
    with the highest macro F1 among those that cost at most `cost` of the accuracy."""
    biases = [-strength * shares.clamp(min=1e-4).log() for strength in np.arange(0.0, 1.01, 0.05)]
    accuracies = [float(((logits + bias).argmax(1) == labels).float().mean()) for bias in biases]
    allowed = [index for index, accuracy in enumerate(accuracies) if accuracy >= accuracies[0] - cost]
    return biases[max(allowed, key=lambda index: macro_f1((logits + biases[index]).argmax(1), labels, logits.shape[1]))]


def fit_temperature(logits: torch.Tensor, labels: torch.Tensor) -> float:
    """The temperature with the lowest negative log likelihood of the label."""
    grid = torch.arange(0.3, 3.0, 0.005)
    losses = torch.stack([F.cross_entropy(logits / t, labels) for t in grid])
    return round(float(grid[losses.argmin()]), 4)


def choose_thresholds(probabilities: torch.Tensor, labels: torch.Tensor, keep: float = 0.8) -> dict[str, float]:
    """The pair (minProbability, minMargin) that keeps at least `keep` of the images and is right most often on them."""
    top = probabilities.topk(2, dim=1)
    confidence, margin = top.values[:, 0], top.values[:, 0] - top.values[:, 1]
    right = (top.indices[:, 0] == labels).float()
    best, chosen = 0.0, (0.0, 0.0)
    for probability in np.arange(0.0, 0.9, 0.01):
        for lead in np.arange(0.0, 0.8, 0.01):
            kept = (confidence >= probability) & (margin >= lead)
            if float(kept.float().mean()) >= keep and float(right[kept].mean()) > best:
                best, chosen = float(right[kept].mean()), (probability, lead)
    return {"minProbability": round(float(chosen[0]), 2), "minMargin": round(float(chosen[1]), 2)}
