"""Training faces as a call delivers them: small, blurred, dim, noisy, with a video coder's blocks.

Made once, because compressing one face after the other in each epoch would cost more than training on it.
"""
import io
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageFilter


def spoil(face: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """One face, uint8 [s,s] in and out, through a bad camera and a thin line."""
    image = Image.fromarray(face)
    if random.random() < 0.4:
        image = image.filter(ImageFilter.GaussianBlur(random.uniform(0.4, 1.6)))
    if random.random() < 0.7:
        side = int(random.integers(16, 44))
        image = image.resize((side, side), Image.Resampling.BOX)
    if random.random() < 0.45:
        values = np.asarray(image, np.float32) / 255
        values = random.uniform(0.12, 0.8) * values ** random.uniform(0.8, 1.8)
        values += random.normal(0, random.uniform(0.0, 0.03), values.shape)
        image = Image.fromarray((values.clip(0, 1) * 255).round().astype(np.uint8))
    if random.random() < 0.7:
        # A lossy WebP is a VP8 key frame: the same transform, prediction and blocks as a call's video.
        packed = io.BytesIO()
        image.save(packed, "WEBP", quality=int(random.integers(1, 45)), method=0)
        image = Image.open(packed).convert("L")
    return np.asarray(image.resize(face.shape, Image.Resampling.BILINEAR))


def bank(faces: torch.Tensor, variants: int, cache: Path) -> torch.Tensor:
    """`variants` spoilt copies of each face, uint8 [variants, n, 48, 48]; kept in `cache`."""
    if cache.exists():
        return torch.from_numpy(np.load(cache))
    random = np.random.default_rng(3)
    whole = (faces[:, 0] * 255).round().to(torch.uint8).numpy()
    spoilt = np.stack([np.stack([spoil(face, random) for face in whole]) for _ in range(variants)])
    np.save(cache, spoilt)
    return torch.from_numpy(spoilt)


def sometimes(faces: torch.Tensor, indices: torch.Tensor, spoilt: torch.Tensor, share: float) -> torch.Tensor:
    """Faces [n,1,48,48] of the training set by index, a `share` of them replaced by a spoilt copy."""
    chosen = faces[indices]
    replaced = torch.nonzero(torch.rand(len(indices)) < share).flatten()
    variant = torch.randint(0, len(spoilt), (len(replaced),))
    chosen[replaced, 0] = spoilt[variant, indices[replaced]].float() / 255
    return chosen
