"""Gathers what `things.py` reads: pictures of the free games, stamps, wallpapers and manuals that are Debian packages. The folder of packages holds each
unpacked under its name (`apt-get download NAME && dpkg-deb -x NAME_*.deb PACKAGES/NAME`).

Of each package so many are taken, by chance. `people.txt` names those that show a person, a statue or a drawn person, found by looking at all that a
cascade took for a face in any of them.
"""

import argparse
import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from data import share

PACKAGES = """brainparty-data budgie-control-center-data bumprace-data cube2-data extremetuxracer-data eyes17 gnome-backgrounds hugin-data kodi-data libvisp-doc
lightsoff lomiri-wallpapers-16.04 lomiri-wallpapers-20.04 mate-backgrounds minetest-mod-homedecor neverball-data openshot-qt plasma-workspace-wallpapers
povray-examples pybik pysiogame qabcs-data redeclipse-data scorched3d-data scratch supertuxkart-data sway-backgrounds torcs-data trackballs-data tuxpaint-data
tuxpaint-stamps-default ukui-wallpapers warmux-data""".split()
# Of a package at most; one has many things that differ, another many that are alike.
BACKGROUNDS, THINGS = 160, 200
OTHERWISE = {"tuxpaint-stamps-default": 600, "pybik": 12}
FILES = (".jpg", ".jpeg", ".png", ".webp")
# What is no picture of anything.
PLAIN = ("normal", "_n.", "_nm", "spec", "gloss", "mask", "lightmap", "icon", "flag", "cursor", "font", "screenshot")
# Bytes of a file, pixels of the shorter and of the longer side, and the spread of its greys.
LEAST, SMALLEST, LARGEST, LIVELY = 3_000, 50, 500, 14
# Shares of a picture that is clear: below it is a background, above there is hardly anything.
OPAQUE, EMPTY = 0.06, 0.9
PEOPLE = Path(__file__).with_name("people.txt")


def candidates(folder: Path) -> list[Path]:
    found = [path for path in folder.rglob("*.*") if path.suffix.lower() in FILES and path.is_file() and not path.is_symlink() and path.stat().st_size > LEAST]
    return sorted((path for path in found if not any(word in path.name.lower() for word in PLAIN)), key=lambda path: share(str(path.relative_to(folder.parent))))


def taken(folder: Path, seen: set[bytes]) -> Iterator[tuple[Path, Image.Image]]:
    """Grey with opacity, none like another."""
    wanted = {True: BACKGROUNDS, False: OTHERWISE.get(folder.name, THINGS)}
    for path in candidates(folder):
        if not any(wanted.values()):
            return
        try:
            picture = Image.open(path).convert("RGBA").convert("LA")
        except (OSError, ValueError, Image.DecompressionBombError):
            continue
        picture.thumbnail((LARGEST, LARGEST), Image.LANCZOS)
        grey, opacity = (np.asarray(part) for part in picture.split())
        clear = (opacity < 128).mean()
        opaque = bool(clear < OPAQUE)
        like = hashlib.md5(picture.resize((16, 16)).tobytes()).digest()
        if min(picture.size) < SMALLEST or clear > EMPTY or grey.std() < LIVELY or wanted[opaque] == 0 or like in seen:
            continue
        seen.add(like)
        wanted[opaque] -= 1
        yield path, picture.convert("L") if opaque else picture


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--packages", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    given = options.parse_args()
    missing = [package for package in PACKAGES if not (given.packages / package).is_dir()]
    if missing:
        options.error(f"unpack these below {given.packages}, too: {' '.join(missing)}")
    people = set(PEOPLE.read_text().splitlines())
    given.out.mkdir(parents=True, exist_ok=True)
    seen: set[bytes] = set()
    for package in PACKAGES:
        kept = [(path, picture) for path, picture in taken(given.packages / package, seen) if str(path.relative_to(given.packages)) not in people]
        for path, picture in kept:
            picture.save(given.out / (str(path.relative_to(given.packages)).replace("/", "--") + ".png"))
        print(f"{package}: {len(kept)}", flush=True)


if __name__ == "__main__":
    main()
