"""What is painted on a Chinese vase, made procedurally: key fret, ruyi heads, a scrolling peony, lotus panels, and the lines between.

Drawn as a brush would: thin dark outlines over an uneven wash of the same colour, under the glaze.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from catalog.containers.papers import Tile, noise, srgb

FINE = 2  # drawn at so many times the size of the print
WIDE = 1024
Points = NDArray[np.float64]


class Brush:
    """Outline and wash of one print, as two masks; coordinates in pixels of the print before it is squeezed."""

    def __init__(self, wide: int, tall: int) -> None:
        self.size = (wide * FINE, tall * FINE)
        self.outline, self.wash = Image.new("L", self.size), Image.new("L", self.size)
        self.pen, self.fill = ImageDraw.Draw(self.outline), ImageDraw.Draw(self.wash)
        self.wide = wide

    def stroke(self, points: Points, width: float, dark: int = 255) -> None:
        """A line; what leaves the print at one side comes back at the other."""
        for shift in (-self.wide, 0, self.wide):
            line = [((x + shift) * FINE, y * FINE) for x, y in points]
            self.pen.line(line, fill=dark, width=max(1, round(width * FINE)), joint="curve")

    def shape(self, points: Points, tone: int, width: float = 1.6) -> None:
        """A closed form: its outline, and a wash inside."""
        for shift in (-self.wide, 0, self.wide):
            self.fill.polygon([((x + shift) * FINE, y * FINE) for x, y in points], fill=tone)
        self.stroke(np.concatenate([points, points[:1]]), width)

    def clear(self, points: Points) -> None:
        """Wipes what lies behind a form."""
        for shift in (-self.wide, 0, self.wide):
            line = [((x + shift) * FINE, y * FINE) for x, y in points]
            self.fill.polygon(line, fill=0)
            self.pen.polygon(line, fill=0)


def painted_vase(glaze: str, colour: str, high: int, ratio: float) -> Tile:
    """(high, 1024, 3) sRGB 0..1: a vase's wall from lip (top) to foot. ratio: its girth over the length of its outline."""
    tall = round(WIDE / ratio)
    brush = Brush(WIDE, tall)
    _lines(brush, (0.030, 0.038, 0.165, 0.172, 0.285, 0.730, 0.742, 0.905, 0.975), tall)
    _fret(brush, 0.048 * tall, 0.095 * tall, 28)
    _leaves(brush, 0.105 * tall, 0.160 * tall, 20)
    _ruyi(brush, 0.178 * tall, 0.275 * tall, 10)
    _scroll(brush, 0.300 * tall, 0.718 * tall, 4)
    _panels(brush, 0.750 * tall, 0.898 * tall, 18)
    _fret(brush, 0.915 * tall, 0.965 * tall, 40)
    size = (WIDE, high)
    dark = np.asarray(brush.outline.filter(ImageFilter.GaussianBlur(0.8)).resize(size, Image.Resampling.LANCZOS), np.float64) / 255
    pale = np.asarray(brush.wash.filter(ImageFilter.GaussianBlur(2.2)).resize(size, Image.Resampling.LANCZOS), np.float64) / 255
    square = max(size)
    pool = noise(square, (60, 60), 3)[:high] * 0.10 + noise(square, (14, 14), 4)[:high] * 0.08
    share = np.clip(pale * (1 + pool) * 0.95 + dark * (0.92 + pool), 0, 0.97)[..., None]
    ground = srgb(glaze) * (1 + 0.010 * noise(square, (6, 6), 5)[:high] + 0.004 * noise(square, (200, 200), 6)[:high])[..., None]
    ink = srgb(colour)
    # cobalt bleeds into the glaze: where the wash is thin, its tone is greyer and lighter than a plain mix
    mixed = ground * (1 - share) + ink * share
    return np.asarray(mixed * (1 - 0.05 * share * (1 - share)))


def _lines(brush: Brush, heights: Sequence[float], tall: int) -> None:
    for k, share in enumerate(heights):
        y = share * tall
        brush.stroke(np.array([[0.0, y], [float(brush.wide), y]]), 2.6 if k % 2 else 1.6)


def _fret(brush: Brush, top: float, bottom: float, count: int) -> None:
    """回纹: squared spirals side by side."""
    step, high = brush.wide / count, bottom - top
    spiral = np.array([(0.04, 1), (0.04, 0), (0.84, 0), (0.84, 0.80), (0.30, 0.80), (0.30, 0.32), (0.58, 0.32), (0.58, 0.54)])
    for k in range(count):
        brush.stroke(spiral * [step, high] + [k * step, top], 1.9)


def _leaves(brush: Brush, top: float, bottom: float, count: int) -> None:
    """蕉叶: upright plantain leaves around the neck."""
    step = brush.wide / count
    t = np.linspace(0, 1, 16)
    for k in range(count):
        x = (k + 0.5) * step
        half = 0.47 * step * (1 - t**1.8)
        y = bottom + (top - bottom) * t
        brush.shape(np.concatenate([np.stack([x - half, y], 1), np.stack([x + half, y], 1)[::-1]]), 95)
        brush.stroke(np.array([[x, bottom], [x, top + 0.15 * (bottom - top)]]), 1.4)


def _ruyi(brush: Brush, top: float, bottom: float, count: int) -> None:
    """如意云头: cloud collars hanging from the shoulder, each of three lobes that end in a point."""
    step, high = brush.wide / count, bottom - top
    half = np.array(
        [(0.5, 0.0), (0.5, 0.18), (0.46, 0.40), (0.36, 0.52), (0.25, 0.50), (0.20, 0.60), (0.16, 0.76), (0.08, 0.86), (0.0, 1.0)]
    )
    smooth = _smooth(half, 60)
    lobe = np.concatenate([smooth, (smooth * [-1, 1])[::-1]])
    for k in range(count):
        at = np.array([(k + 0.5) * step, top])
        brush.shape(lobe * [step, high] + at, 130, 2.0)
        inner = lobe * [0.62 * step, 0.66 * high] + at + [0, 0.05 * high]
        brush.clear(inner)
        brush.shape(inner, 40, 1.3)
        brush.shape(_circle(np.array([at[0], at[1] + 0.26 * high]), 0.09 * step), 210, 1.2)


def _scroll(brush: Brush, top: float, bottom: float, count: int) -> None:
    """缠枝: a stem winding in waves around the belly, with a peony in every bend and curled leaves along it."""
    high, step = bottom - top, brush.wide / count
    middle = (top + bottom) / 2
    x = np.linspace(0, brush.wide, 721)
    swing = 0.25 * high
    y = middle + swing * np.sin(2 * np.pi * x / step)
    brush.stroke(np.stack([x, y], 1), 4.2)
    for k in range(2 * count):
        up = 1 if k % 2 else -1
        at = np.array([(k + 0.5) * step / 2, middle + up * 0.13 * high])
        _peony(brush, at, 0.225 * high, k)
    for k in range(5 * count):
        along = (k + 0.35) / (5 * count) * brush.wide
        base = np.array([along, middle + swing * np.sin(2 * np.pi * along / step)])
        slope = swing * 2 * np.pi / step * np.cos(2 * np.pi * along / step)
        lean = np.arctan2(slope, 1.0)
        for side in (-1, 1):
            _leaf(brush, base, lean + side * (0.95 + 0.15 * np.sin(3 * k)), 0.205 * high, side)
            _tendril(brush, base, lean + np.pi + side * 0.8, 0.17 * high, side)
    for k in range(2 * count):  # a bud above and below the stem between the flowers
        up = -1 if k % 2 else 1
        at = np.array([(k + 0.5) * step / 2, middle + up * 0.41 * high])
        _bud(brush, at, 0.105 * high, up)


def _peony(brush: Brush, at: Points, size: float, seed: int) -> None:
    """Rings of notched petals, paler towards the edge, around a seeded heart."""
    for ring, (count, reach, tone) in enumerate(((9, 1.0, 60), (8, 0.74, 105), (6, 0.48, 160))):
        for j in range(count):
            turn = 2 * np.pi * (j + 0.5 * ring) / count + 0.3 * seed
            t = np.linspace(-1, 1, 19)
            half = 1.16 * np.pi / count
            length = reach * size * (1 - 0.10 * t**2 - 0.11 * np.exp(-((t / 0.20) ** 2)) + 0.03 * np.cos(9 * t))
            rim = np.stack([length * np.cos(turn + half * t), 0.92 * length * np.sin(turn + half * t)], 1)
            petal = np.concatenate([[[0.0, 0.0]], rim]) + at
            brush.clear(petal)
            brush.shape(petal, tone, 1.5)
            brush.stroke(np.array([0.35, 0.8])[:, None] * rim[9][None] + at, 1.0)
    heart = _circle(at, 0.21 * size)
    brush.clear(heart)
    brush.shape(heart, 225, 1.4)


def _leaf(brush: Brush, base: Points, angle: float, length: float, side: int) -> None:
    """A curled leaf with lobes on its outer side and a midrib."""
    t = np.linspace(0, 1, 28)
    bend = angle + side * 0.9 * t**1.4
    rib = base + np.concatenate([[[0, 0]], np.cumsum(np.stack([np.cos(bend), np.sin(bend)], 1)[:-1] * length / 27, 0)])
    n = np.stack([-np.sin(bend), np.cos(bend)], 1)
    belly = 0.20 * length * np.sin(np.pi * t**0.8) ** 0.9
    lobes = belly * (1 + 0.32 * np.abs(np.sin(3.5 * np.pi * t)))
    form = np.concatenate([rib + n * (lobes * 1.0)[:, None], (rib - n * (belly * 0.75)[:, None])[::-1]])
    brush.clear(form)
    brush.shape(form, 150, 1.4)
    brush.stroke(rib[:24], 1.2)


def _tendril(brush: Brush, base: Points, angle: float, length: float, side: int) -> None:
    t = np.linspace(0, 1, 30)
    bend = angle + side * 5.2 * t**1.6
    step = np.stack([np.cos(bend), np.sin(bend)], 1) * (length / 20) * (1 - 0.75 * t)[:, None]
    brush.stroke(base + np.concatenate([[[0, 0]], np.cumsum(step, 0)]), 1.7)


def _bud(brush: Brush, at: Points, size: float, up: int) -> None:
    for lean in (-0.55, 0.55, 0.0):
        t = np.linspace(0, 1, 14)
        half = 0.42 * size * np.sin(np.pi * t**0.75)
        y = up * size * (t - 0.4)
        form = np.concatenate([np.stack([half + lean * size * t, y], 1), np.stack([-half + lean * size * t, y], 1)[::-1]]) + at
        brush.clear(form)
        brush.shape(form, 130, 1.3)


def _panels(brush: Brush, top: float, bottom: float, count: int) -> None:
    """莲瓣: upright lotus petals around the foot, each with a jewel in it."""
    step, high = brush.wide / count, bottom - top
    half = _smooth(np.array([(0.46, 0.0), (0.46, 0.35), (0.44, 0.62), (0.34, 0.84), (0.16, 0.95), (0.0, 1.0)]), 40)
    form = np.concatenate([half, (half * [-1, 1])[::-1]]) * [1, -1]
    for k in range(count):
        at = np.array([(k + 0.5) * step, bottom])
        brush.shape(form * [step, high] + at, 120, 2.2)
        inner = form * [0.68 * step, 0.78 * high] + at
        brush.clear(inner)
        brush.shape(inner, 15, 1.2)
        brush.shape(_circle(at - [0, 0.40 * high], 0.13 * step), 200, 1.1)
        brush.stroke(np.array([at - [0, 0.08 * high], at - [0, 0.26 * high]]), 1.6)


def _circle(at: Points, radius: float) -> Points:
    t = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    return np.asarray(at + radius * np.stack([np.cos(t), np.sin(t)], 1))


def _smooth(points: Points, count: int) -> Points:
    """The polyline rounded by cutting its corners (Chaikin) and resampled."""
    line = points
    for _ in range(3):
        a, b = 0.75 * line[:-1] + 0.25 * line[1:], 0.25 * line[:-1] + 0.75 * line[1:]
        line = np.concatenate([line[:1], np.stack([a, b], 1).reshape(-1, 2), line[-1:]])
    at = np.linspace(0, len(line) - 1, count)
    return np.stack([np.interp(at, np.arange(len(line)), line[:, k]) for k in range(2)], 1)
