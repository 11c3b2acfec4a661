"""Free pictures that show nobody: photographs and textures as further backgrounds, and cut-out things to lay on them (`signs.py`).

The folder holds images of any size. Those that are transparent somewhere are things. `README.md` says which were used.
"""

from pathlib import Path

import numpy as np
from PIL import Image

from data import Photo, share
from negatives import NONE

LONGEST = 500


def pictures(folder: Path) -> tuple[list[Photo], list[Image.Image]]:
    """Backgrounds, one in five held out as the other photographs without a face are, and things, grey and opacity, none of which is held out."""
    backgrounds, things = [], []
    for path in sorted(folder.rglob("*.*")):
        picture = Image.open(path).convert("LA")
        picture.thumbnail((LONGEST, LONGEST), Image.LANCZOS)
        grey, opacity = (np.asarray(part) for part in picture.split())
        if opacity.min() < 255:
            things.append(picture)
        else:
            backgrounds.append(Photo(path.name, grey, *NONE, share(path.name) < 0.2))
    return backgrounds, things
