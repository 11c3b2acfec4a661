"""Lettering, symbols, drawn faces, wheels, buttons and cut-out things, laid on photographs without a face: what a detector that has seen few of them takes
for a face."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

# The fonts that come with matplotlib; DejaVu Sans also draws symbols and faces.
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
LETTERING = [*FONTS.glob("DejaVuS*[!y].ttf"), *FONTS.glob("STIXGeneral*.ttf")]
SYMBOLS = [chr(code) for first, last in ((0x2300, 0x2320), (0x25A0, 0x26C4), (0x2701, 0x27BF), (0x1F600, 0x1F641)) for code in range(first, last)]
CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 3 + "abcdefghijklmnopqrstuvwxyz0123456789"
# How opaque a sign is.
OPAQUE = 0.95
# How many of the signs are things, where there are some.
THINGS = 0.6


def signed(image: np.ndarray, random: np.random.Generator, things: Sequence[Image.Image] = ()) -> np.ndarray:
    """uint8 [height, width], with three to eight signs on it, some of them of these things (grey and opacity)."""
    picture = Image.fromarray(np.ascontiguousarray(image))
    largest = min(picture.size) / 3 + 11
    for _ in range(random.integers(3, 9)):
        half = int(np.exp(random.uniform(np.log(10), np.log(largest))))
        drawn = cut_out(things[random.integers(len(things))], half) if len(things) > 0 and random.random() < THINGS else sign(half, random)
        pixels, opacity = worn_sign(*drawn, half, random)
        picture.paste(pixels, tuple(int(random.uniform(-half, side - half)) for side in picture.size), opacity)
    return np.asarray(picture)


def cut_out(thing: Image.Image, half: int) -> tuple[Image.Image, Image.Image]:
    """Grey pixels and opacity of a square of twice `half` that it just fits into."""
    side = max(thing.size)
    square = Image.new("LA", (side, side))
    square.paste(thing, tuple((side - length) // 2 for length in thing.size))
    return square.resize((2 * half, 2 * half), Image.BILINEAR).split()


def sign(half: int, random: np.random.Generator) -> tuple[Image.Image, Image.Image]:
    """Grey pixels and opacity of a square of twice `half`."""
    pixels, opacity = (Image.new("L", (2 * half, 2 * half)) for _ in range(2))
    draw = ImageDraw.Draw(pixels), ImageDraw.Draw(opacity)
    random.choice([lettering, symbol, wheel, buttons], p=[0.45, 0.3, 0.15, 0.1])(*draw, half, random)
    return pixels, opacity


def lettering(pixels: ImageDraw.ImageDraw, opacity: ImageDraw.ImageDraw, half: int, random: np.random.Generator) -> None:
    text = "".join(random.choice(list(CHARACTERS), random.choice([1, 1, 2, 2, 3, 4, 6])))
    font = ImageFont.truetype(str(random.choice(LETTERING)), max(8, int(half * (1.1 if len(text) < 3 else 0.8))))
    if random.random() < 0.4:
        plate(pixels, opacity, half, half * random.uniform(0.4, 0.9), random)
    write(pixels, opacity, text, font, half, int(random.integers(0, 3)), random)


def symbol(pixels: ImageDraw.ImageDraw, opacity: ImageDraw.ImageDraw, half: int, random: np.random.Generator) -> None:
    if random.random() < 0.5:
        plate(pixels, opacity, half, half * 0.75, random)
    write(pixels, opacity, str(random.choice(SYMBOLS)), ImageFont.truetype(str(FONTS / "DejaVuSans.ttf"), int(half * 1.4)), half, 0, random)


def wheel(pixels: ImageDraw.ImageDraw, opacity: ImageDraw.ImageDraw, half: int, random: np.random.Generator) -> None:
    radius, rings = 0.8 * half, random.integers(2, 5)
    opacity.circle((half, half), radius, fill=255)
    for ring in range(rings):
        pixels.circle((half, half), max(1, radius * (1 - ring / rings * random.uniform(0.7, 1.2))), fill=grey(random), outline=grey(random), width=int(random.integers(1, 4)))
    spokes, light, width = random.integers(0, 9), grey(random), int(random.integers(1, max(2, half // 12)))
    for angle in np.arange(spokes) * 2 * np.pi / random.integers(3, 9):
        pixels.line([half, half, half + radius * np.cos(angle), half + radius * np.sin(angle)], fill=light, width=width)


def buttons(pixels: ImageDraw.ImageDraw, opacity: ImageDraw.ImageDraw, half: int, random: np.random.Generator) -> None:
    reach = 0.7 * half
    plate(pixels, opacity, half, reach, random)
    for _ in range(random.integers(2, 6)):
        x, y = half + random.uniform(-reach, reach, 2) * 0.7
        width, height = random.uniform(0.05, 0.3, 2) * half
        random.choice([pixels.ellipse, pixels.rectangle])([x - width, y - height, x + width, y + height], fill=grey(random))


def plate(pixels: ImageDraw.ImageDraw, opacity: ImageDraw.ImageDraw, half: int, reach: float, random: np.random.Generator) -> None:
    """A round, square or rounded ground of one grey."""
    pixels.rectangle([0, 0, 2 * half, 2 * half], fill=grey(random))
    height = reach * random.uniform(0.6, 1.2)
    opacity.rounded_rectangle([half - reach, half - height, half + reach, half + height], random.choice([0, 0.4, 1]) * min(reach, height), fill=255)


def write(pixels: ImageDraw.ImageDraw, opacity: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, half: int, stroke: int, random: np.random.Generator) -> None:
    for draw, light in ((pixels, grey(random)), (opacity, 255)):
        draw.text((half, half), text, fill=light, font=font, anchor="mm", stroke_width=stroke)


def worn_sign(pixels: Image.Image, opacity: Image.Image, half: int, random: np.random.Generator) -> tuple[Image.Image, Image.Image]:
    """Tilted, stretched, often blurred and unevenly lit."""
    tilt, width = random.normal(0, 20), max(4, round(2 * half * np.exp(random.normal(0, 0.25))))
    blur = random.uniform(0.3, half / 14 + 0.4) if random.random() < 0.5 else 0
    pixels, opacity = (part.rotate(tilt, Image.BILINEAR).resize((width, 2 * half), Image.BILINEAR).filter(ImageFilter.GaussianBlur(blur)) for part in (pixels, opacity))
    light = np.asarray(pixels, dtype=np.float32)
    if random.random() < 0.5:
        down, across = (np.linspace(-0.5, 0.5, side) * random.uniform(-0.5, 0.5) for side in light.shape)
        light = light * (1 + down[:, None] + across)
    return Image.fromarray(light.clip(0, 255).astype(np.uint8)), opacity.point(lambda value: int(OPAQUE * value))


def grey(random: np.random.Generator) -> int:
    return int(random.integers(0, 256))
