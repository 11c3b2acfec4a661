"""What is costly to make is made once and then read."""

import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def kept(path: Path, make: Callable[[], Any]) -> Any:
    """What `make` makes, from the file if it has been made before."""
    if not path.exists():
        began = time.process_time()
        made = make()
        with open(path.with_suffix(".part"), "wb") as file:
            pickle.dump(made, file, protocol=5)
        path.with_suffix(".part").rename(path)
        print(f"{path.name} {time.process_time() - began:.0f} s", flush=True)
    with open(path, "rb") as file:
        return pickle.load(file)
