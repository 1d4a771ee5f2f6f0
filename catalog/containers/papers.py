"""Papers by good: colours when none are chosen, how they take light, and the tiles painted with numpy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import COLUMNS, INSET, ROWS, TILE, Atlas, Finish
from catalog.skin import Blend, Skin

Tile = NDArray[np.float64]
Print = Literal["plain", "tissue", "kraft", "news", "pearl", "net"]
Stripe = Literal["second", "white", "face"]


@dataclass(frozen=True)
class Paper:
    """colours: outer, inner and tissue when the design names none. stripe: what the line along the border is printed in."""

    colours: tuple[str, str]
    surface: Print
    finish: Finish
    stripe: Stripe = "second"
    blend: Blend = "opaque"
    fold: float = 0.032
    crumple: float = 0.0010
    border: float = 0.004
    detail: int = 1
    """palette pixels per atlas pixel: 2 where print must be read"""


TISSUE = Finish(roughness=0.9, translucency=0.9)

PAPERS: dict[str, Paper] = {
    "wrap-korean-tissue": Paper(("#F3E7DC", "#C98F8F"), "plain", Finish(0.9, 0.35), "second"),
    "wrap-matte-film": Paper(
        ("#E6CFCB", "#F8F3EE"), "plain", Finish(0.55, 0.35), "white", fold=0.028, crumple=0.0005, border=0.006
    ),
    "wrap-kraft": Paper(("#B3946E", "#F3ECDF"), "kraft", Finish(0.9, 0.12), "face", fold=0.03, crumple=0.0012),
    "wrap-cotton": Paper(("#F8F2EA", "#F0D6D3"), "tissue", TISSUE, "face", fold=0.036, crumple=0.0022, border=0.0),
    "wrap-newspaper": Paper(("#ECE4D2", "#F5F0E4"), "news", Finish(0.9, 0.2), "face", fold=0.03, crumple=0.0012, detail=2),
    "wrap-gauze": Paper(("#F4EDEF", "#F2DCE1"), "net", Finish(0.8, 0.9), "white", "gauze", fold=0.036, crumple=0.002),
    "wrap-pearl": Paper(("#EFE2E5", "#FAF4F1"), "pearl", Finish(0.35, 0.3, 0.25), "white", fold=0.028, crumple=0.0006),
    "wrap-clear-opp": Paper(("#F3F7F9", "#FAF8F4"), "plain", Finish(0.15, 0.9), "white", "gauze", fold=0.026, crumple=0.0006),
}


def srgb(hex_colour: str) -> NDArray[np.float64]:
    """sRGB 0..1 of '#RRGGBB', capped at .98 since no paper is brighter. Raises ValueError for anything else."""
    text = hex_colour.removeprefix("#")
    if not re.fullmatch("[0-9A-Fa-f]{6}", text):
        raise ValueError(f"colour {hex_colour!r} is not #RRGGBB")
    value: NDArray[np.float64] = np.minimum(np.array([int(text[k : k + 2], 16) for k in (0, 2, 4)]) / 255, 0.98)
    return value


def noise(size: int, cells: tuple[int, int], seed: int) -> Tile:
    """Smooth value noise (size, size) about 0 with unit spread; cells (down, across) sets the grain."""
    rng = np.random.default_rng(seed)
    grid = rng.normal(0, 1, (cells[0] + 1, cells[1] + 1))
    y, x = (np.linspace(0, n - 1e-6, size) for n in cells)
    j, i = np.floor(y).astype(int), np.floor(x).astype(int)
    v, u = (y - j)[:, None], (x - i)[None]
    v, u = v * v * (3 - 2 * v), u * u * (3 - 2 * u)
    upper = grid[j][:, i] * (1 - u) + grid[j][:, i + 1] * u
    lower = grid[j + 1][:, i] * (1 - u) + grid[j + 1][:, i + 1] * u
    field: Tile = upper * (1 - v) + lower * v
    field /= field.std()
    return field


def fibres(size: int, count: int, seed: int) -> Tile:
    """Short hairs (size, size) 0..1, each a soft line of random direction, as in handmade paper."""
    rng = np.random.default_rng(seed)
    out = np.zeros((size, size))
    for _ in range(count):
        x, y, angle, length = *rng.uniform(0, size, 2), rng.uniform(0, np.pi), rng.uniform(4, 16) * size / TILE
        t = np.linspace(-length / 2, length / 2, int(length * 2) + 2)
        bend = rng.normal(0, 0.02) * t * t
        column = np.round(x + t * np.cos(angle) - bend * np.sin(angle)).astype(int) % size
        row = np.round(y + t * np.sin(angle) + bend * np.cos(angle)).astype(int) % size
        np.maximum.at(out, (row, column), rng.uniform(0.3, 1.0))
    return out


def paint(colour: NDArray[np.float64], surface: Print, size: int, seed: int) -> Tile:
    """One tile (size, size, 3) sRGB 0..1 of a paper."""
    grain = 0.006 * noise(size, (size // 2, size // 2), seed) + 0.006 * noise(size, (9, 7), seed + 1)
    tile: Tile = np.broadcast_to(colour, (size, size, 3)) * (1 + grain[..., None])
    if surface in ("plain", "pearl"):
        return tile - 0.012 * fibres(size, 60, seed + 2)[..., None]
    if surface in ("tissue", "net"):
        wrinkle = 0.010 * np.abs(noise(size, (30, 12), seed + 3))
        return tile * (1 + wrinkle[..., None]) - 0.02 * fibres(size, 160, seed + 2)[..., None]
    if surface == "kraft":
        laid = 0.012 * np.sin(np.arange(size) * 2 * np.pi / 4)[None, :, None]
        dark = fibres(size, 260, seed + 2)[..., None] * np.array([0.10, 0.10, 0.09])
        pale = fibres(size, 150, seed + 4)[..., None] * np.array([0.08, 0.08, 0.07])
        tile *= 1 + laid
        tile += pale - dark
        return tile
    return _newsprint(tile, size, seed)


def _newsprint(tile: Tile, size: int, seed: int) -> Tile:
    """Columns of unreadable type: headlines, rows of words of uneven length, a few picture blocks. Lines run across."""
    rng = np.random.default_rng(seed + 9)
    ink = np.zeros((size, size))
    columns, line = 3, size // 26
    width = size // columns
    for c in range(columns):
        left, right = c * width + 3, (c + 1) * width - 3
        y = 2
        while y < size - line:
            kind = rng.random()
            if kind < 0.06:
                tall = int(line * 5)
                ink[y : y + tall, left:right] = 0.35 + 0.2 * noise(size, (24, 24), seed + y)[y : y + tall, left:right].clip(-1, 1)
                y += tall + 2
            elif kind < 0.13:
                _words(ink, y, line + 1, left, right, 0.8, 7, rng)
                y += line + 5
            else:
                _words(ink, y, max(1, line // 2), left, right, 0.5, 4, rng)
                y += line
    printed: Tile = tile * (1 - ink[..., None].clip(0, 1) * np.array([0.82, 0.82, 0.80]))
    return printed


def _words(ink: Tile, row: int, tall: int, left: int, right: int, dark: float, longest: int, rng: np.random.Generator) -> None:
    x = left
    while x < right:
        length = int(rng.integers(2, longest + 3))
        ink[row : row + tall, x : min(x + length, right)] = dark * rng.uniform(0.7, 1.0)
        x += length + 2


@lru_cache(maxsize=64)
def paper_skin(good: str, colours: tuple[str, ...], atlas: Atlas, part: str = "all") -> Skin:
    """The painted skin of a wrap; shared between bouquets in the same paper and colours."""
    paper = PAPERS[good]
    outer, inner = srgb(colours[0]), srgb(colours[1])
    stripe = {"second": srgb(colours[2]), "white": np.full(3, 0.97), "face": outer * 0.9}[paper.stripe]
    size = TILE * paper.detail
    tiles = {
        "outer": paint(outer, paper.surface, size, 11),
        "inner": paint(inner, "plain" if paper.surface == "news" else paper.surface, size, 23),
        "edge": paint(stripe, "plain", size, 37),
        "tissue": paint(inner, "tissue", size, 41),
    }
    return Skin(atlas, compose_palette(atlas, tiles, paper.detail), paper.blend if part == "outer" else "opaque")


def compose_palette(atlas: Atlas, tiles: dict[str, Tile], detail: int = 1) -> NDArray[np.uint8]:
    """Tiles (TILE*detail square, 3) laid out by the atlas as sRGB uint8; the inset border repeats the outermost pixels."""
    size = TILE * detail
    palette = np.zeros((ROWS * size, COLUMNS * size, 3), np.uint8)
    inset = INSET * detail
    for slot, tile in tiles.items():
        x, y = (detail * c for c in atlas.corner(slot))
        full = tile.copy()
        index = np.clip(np.arange(size), inset, size - inset - 1)
        palette[y : y + size, x : x + size] = np.round(full[index][:, index].clip(0, 0.985) * 255).astype(np.uint8)
    return palette
