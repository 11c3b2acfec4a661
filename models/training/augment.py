"""What training does to faces so that the network meets what a call brings; each point can be switched off.

`flip`, `rotation` (±15°) and `brightness` (with gamma, contrast and side light) are the recipe of the works Attune builds on; `jitter`, `erasing`,
`mixup` and `domain` (call_domain.py) are added.
"""
import math

import torch
import torch.nn.functional as F

MEAN, STD = 0.508, 0.255
SWITCHES = ("flip", "rotation", "brightness", "jitter", "erasing", "mixup", "domain")


def geometric(faces: torch.Tensor, size: int, strength: float, on: set[str]) -> torch.Tensor:
    """Flip, rotation, scale and shift in one resampling: [n,1,s,s] -> [n,1,size,size]."""
    n = len(faces)
    angle = (torch.rand(n) * 2 - 1) * math.radians(15) * strength * ("rotation" in on)
    zoom = 1 + (torch.rand(n) * 2 - 1) * 0.15 * strength * ("jitter" in on)
    flip = torch.where(torch.rand(n) < 0.5 * ("flip" in on), -1.0, 1.0)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0], theta[:, 0, 1] = torch.cos(angle) * zoom * flip, -torch.sin(angle) * zoom
    theta[:, 1, 0], theta[:, 1, 1] = torch.sin(angle) * zoom * flip, torch.cos(angle) * zoom
    theta[:, :, 2] = (torch.rand(n, 2) * 2 - 1) * 0.12 * strength * ("jitter" in on)
    grid = F.affine_grid(theta, [n, 1, size, size], align_corners=False)
    return F.grid_sample(faces, grid, padding_mode="border", align_corners=False)


def light(faces: torch.Tensor, strength: float) -> torch.Tensor:
    """Gamma, contrast, brightness, and for some a light from one side."""
    n, size = len(faces), faces.shape[-1]
    gamma = torch.exp(torch.randn(n, 1, 1, 1) * 0.25 * strength)
    faces = faces.clamp(1e-3, 1) ** gamma
    mean = faces.mean((1, 2, 3), keepdim=True)
    contrast = torch.empty(n, 1, 1, 1).uniform_(1 - 0.4 * strength, 1 + 0.4 * strength)
    faces = (faces - mean) * contrast + mean + torch.empty(n, 1, 1, 1).uniform_(-0.15, 0.15) * strength
    direction = torch.rand(n, 1, 1, 1) * 2 * math.pi
    ramp = torch.linspace(-1, 1, size)
    side = torch.cos(direction) * ramp.view(1, 1, 1, size) + torch.sin(direction) * ramp.view(1, 1, size, 1)
    depth = torch.rand(n, 1, 1, 1) * 0.5 * strength * (torch.rand(n, 1, 1, 1) < 0.3)
    return (faces * (1 + depth * side)).clamp(0, 1)


def erase(faces: torch.Tensor, strength: float) -> torch.Tensor:
    """A rectangle of one grey value over a quarter of the faces (Zhong et al. 2020), in place."""
    size = faces.shape[-1]
    for index in torch.nonzero(torch.rand(len(faces)) < 0.25 * strength).flatten().tolist():
        height, width = (int(size * float(torch.empty(1).uniform_(0.15, 0.4))) for _ in range(2))
        top, left = (int(torch.randint(0, size - side + 1, (1,))) for side in (height, width))
        faces[index, :, top:top + height, left:left + width] = torch.rand(1)
    return faces


def augment(faces: torch.Tensor, size: int, strength: float, on: set[str]) -> torch.Tensor:
    """Faces as the network sees them in training, standardised: [n,1,s,s] in 0-1 -> [n,1,size,size]."""
    faces = geometric(faces, size, strength, on)
    if "brightness" in on:
        faces = light(faces, strength)
    if "erasing" in on:
        faces = erase(faces, strength)
    return (faces - MEAN) / STD


def mixup(n: int, strength: float) -> tuple[torch.Tensor, float]:
    """Partners of a batch and the share of the first (Zhang et al. 2018); every other batch is left alone."""
    share = float(torch.distributions.Beta(0.4, 0.4).sample()) if torch.rand(1) < 0.5 * strength else 1.0
    return torch.randperm(n), max(share, 1 - share)


def plain(faces: torch.Tensor, size: int) -> torch.Tensor:
    """The preparation that ships: bilinear to the input size, then standardised."""
    return (F.interpolate(faces, size=size, mode="bilinear", align_corners=False) - MEAN) / STD
