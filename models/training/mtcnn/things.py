"""Free pictures that show nobody: photographs and textures as further backgrounds, and cut-out things to lay on them (`signs.py`).

The folder holds what `gather.py` chose. Pictures that are transparent somewhere are things.
"""

from pathlib import Path

import numpy as np
from PIL import Image

from data import Photo, without_face


def pictures(folder: Path) -> tuple[list[Photo], list[Image.Image]]:
    """Backgrounds, and things, grey and opacity, none of which is held out."""
    backgrounds, things = [], []
    for path in sorted(folder.rglob("*.*")):
        picture = Image.open(path).convert("LA")
        grey, opacity = (np.asarray(part) for part in picture.split())
        if opacity.min() < 255:
            things.append(picture)
        else:
            backgrounds.append(without_face(path.name, grey))
    return backgrounds, things
