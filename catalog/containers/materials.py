"""What goods are made of: tiles of kraft, card, satin, willow, bamboo, glaze, metal, foam; and how a good's pieces are finished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from catalog.atlas import COLUMNS, INSET, ROWS, TILE, Atlas, Finish
from catalog.containers.papers import Tile, fibres, noise, paint, srgb
from catalog.mesh import Mesh, merge
from catalog.occlusion import bake
from catalog.skin import Blend, Piece, Skin

DETAIL = 2  # pixels of a good's tile for each pixel of a plant's
SIZE = TILE * DETAIL
SOFT = 0.68  # share of the occlusion that is kept
STEPS = 48  # of occlusion that are kept: far above what a processor's last bit can change

CARD = Finish(0.75, 0.0, 0.05)
KRAFT = Finish(0.88, 0.05)
SATIN = Finish(0.30, 0.10, 0.5)
WILLOW = Finish(0.55, 0.05, 0.1)
ROPE = Finish(0.9, 0.1, 0.3)
BAMBOO = Finish(0.38, 0.0, 0.05)
GLAZE = Finish(0.06)
BISCUIT = Finish(0.85)
BRASS = Finish(0.22, 0.0, 0.3)
LEAD = Finish(0.5, 0.0, 0.1)
FOAM = Finish(0.95, 0.05)
PLASTIC = Finish(0.35)
GOLD = Finish(0.18, 0.0, 0.4)
PEARL = Finish(0.12, 0.2, 0.6)
GLOW = Finish(0.10, 1.0, 1.0)
CLOTH = Finish(0.45, 0.25, 0.6)


def grid() -> tuple[Tile, Tile]:
    """(across -1..1, along 0..1), each (SIZE, SIZE): what each pixel of a tile stands for."""
    inset = INSET * DETAIL
    t = np.clip((np.arange(SIZE) + 0.5 - inset) / (SIZE - 2 * inset), 0, 1)
    across, along = np.meshgrid(t * 2 - 1, t)
    return across, along


def plain(colour: str, seed: int = 1, grain: float = 1.0) -> Tile:
    """Smooth material with hardly any grain."""
    body = 1 + grain * (0.006 * noise(SIZE, (128, 128), seed) + 0.007 * noise(SIZE, (9, 7), seed + 1))
    tile: Tile = srgb(colour) * body[..., None]
    return tile


def card(colour: str, seed: int = 1) -> Tile:
    """Dyed board with a linen pressing."""
    k = np.arange(SIZE)
    linen = 0.006 * (np.sin(k * 2 * np.pi / 4)[:, None] + np.sin(k * 2 * np.pi / 4)[None]) * (1 + 0.5 * noise(SIZE, (40, 40), seed))
    return plain(colour, seed) * (1 + linen[..., None])


def kraft(colour: str, seed: int = 3) -> Tile:
    return paint(srgb(colour), "kraft", SIZE, seed)


def fine(tile: Tile) -> Tile:
    """The tile at half its size, laid down four times, each turned over: for large walls, where fibres would look like hairs."""
    half = (tile[::2, ::2] + tile[1::2, ::2] + tile[::2, 1::2] + tile[1::2, 1::2]) / 4
    row = np.concatenate([half, half[:, ::-1]], 1)
    return np.asarray(np.concatenate([row, row[::-1]]))


def satin(colour: str, seed: int = 5) -> Tile:
    """Warp-faced cloth: fine threads along, soft broad shine across."""
    threads = 0.016 * noise(SIZE, (4, 128), seed) + 0.008 * noise(SIZE, (128, 60), seed + 1)
    tile: Tile = srgb(colour) * (1 + threads[..., None])
    return tile


def strands(colour: str, count: int, seed: int = 7, depth: float = 0.42) -> Tile:
    """Round willow rods side by side along the tile, dark between them, streaked along, no two of one tone."""
    across, _ = grid()
    rng = np.random.default_rng(seed)
    place = (across + 1) / 2 * count
    which = np.clip(place.astype(int), 0, count - 1)
    round_ = np.sqrt(np.clip(1 - (2 * (place - which) - 1) ** 2, 0, 1))
    tone = rng.normal(0, 0.05, count)[which]
    streak = 0.05 * noise(SIZE, (5, 120), seed + 1) + 0.03 * noise(SIZE, (14, 90), seed + 2)
    body = (1 - depth + depth * round_) * (1 + tone + streak)
    tile: Tile = srgb(colour) * body[..., None]
    return tile


def wound(colour: str, turns: int, slant: float = 0.35, seed: int = 9, depth: float = 0.45) -> Tile:
    """Strips wound round a rod: `turns` of them in a tile's length, rising by `slant` turns around it; repeats along."""
    across, along = grid()
    place = (along * turns + slant * (across + 1) / 2 * round(1 / max(slant, 1e-9)) * slant) % 1.0
    round_ = np.sqrt(np.clip(1 - (2 * place - 1) ** 2, 0, 1))
    fibre = 0.04 * noise(SIZE, (90, 6), seed) + 0.02 * noise(SIZE, (64, 64), seed + 1)
    tile: Tile = srgb(colour) * ((1 - depth + depth * round_) * (1 + fibre))[..., None]
    return tile


def rope(colour: str, strands_: int = 3, seed: int = 11) -> Tile:
    """A twisted cord: strands run aslant once around in the tile's length; repeats along and around."""
    across, along = grid()
    place = (along * 2 + (across + 1) / 2 * strands_) % 1.0
    round_ = np.sqrt(np.clip(1 - (2 * place - 1) ** 2, 0, 1))
    yarn = 0.06 * np.sin(2 * np.pi * ((across + 1) / 2 * strands_ * 4 - along * 10))
    hairs = -0.06 * fibres(SIZE, 160, seed)
    tile: Tile = srgb(colour) * ((0.52 + 0.48 * round_) * (1 + yarn) + hairs)[..., None]
    return tile


def bamboo(colour: str, seed: int = 13) -> Tile:
    """A culm: fine streaks along, mottled, a pale bloom and dark scar at the node, which lies at both ends of the tile."""
    _, along = grid()
    streak = 0.05 * noise(SIZE, (3, 110), seed) + 0.05 * noise(SIZE, (6, 10), seed + 1)
    near = np.minimum(along, 1 - along)
    scar = 0.45 * np.exp(-((near / 0.012) ** 2).clip(0, 50)) - 0.12 * np.exp(-(((near - 0.04) / 0.025) ** 2).clip(0, 50))
    tile: Tile = srgb(colour) * (1 + streak - scar)[..., None]
    return tile


def wood(colour: str, seed: int = 15) -> Tile:
    grain = 0.06 * noise(SIZE, (4, 70), seed) + 0.03 * noise(SIZE, (20, 120), seed + 1)
    tile: Tile = srgb(colour) * (1 + grain[..., None])
    return tile


def glaze(colour: str, seed: int = 17) -> Tile:
    """Even, a little deeper where it has run together."""
    tile: Tile = srgb(colour) * (1 + 0.012 * noise(SIZE, (5, 4), seed) + 0.003 * noise(SIZE, (100, 100), seed + 1))[..., None]
    return tile


def foam(colour: str, seed: int = 19) -> Tile:
    """Fine open cells: dark pores and pale rims, and the faint rows of the saw."""
    pores = np.clip(noise(SIZE, (100, 100), seed), -2, 2)
    _, along = grid()
    saw = 0.008 * np.sin(along * 2 * np.pi * 22)
    tile: Tile = srgb(colour) * (1 + 0.05 * pores + 0.012 * noise(SIZE, (12, 12), seed + 1) + saw)[..., None]
    return tile


def metal(colour: str, seed: int = 21) -> Tile:
    """Polished metal in a light room: bright and dark bands of what it mirrors lie across a rod."""
    across, _ = grid()
    mirror = 1 + 0.22 * np.cos(across * np.pi * 1.5) + 0.10 * np.cos(across * np.pi * 4 + 1)
    tile: Tile = srgb(colour) * (mirror * (1 + 0.02 * noise(SIZE, (60, 4), seed)))[..., None]
    return tile


def palette(
    atlas: Atlas, tiles: Mapping[str, Tile], prints: Mapping[int, Tile] | None = None, tall: bool = False
) -> NDArray[np.uint8]:
    """(512,1024,3) uint8 sRGB, or (1024,1024,3) when tall. prints: pictures (H,1024,3) over whole rows of tiles, by row."""
    high = SIZE * (2 if tall else 1)
    picture = np.zeros((ROWS * high, COLUMNS * SIZE, 3), np.uint8)
    index = np.clip(np.arange(SIZE), INSET * DETAIL, SIZE - INSET * DETAIL - 1)
    for slot, tile in tiles.items():
        k = atlas.index(slot)
        x, y = (k % COLUMNS) * SIZE, (k // COLUMNS) * high
        full = np.repeat(tile[index][:, index], high // SIZE, axis=0)
        picture[y : y + high, x : x + SIZE] = _bytes(full)
    for row, printed in (prints or {}).items():
        picture[row * high : (row + 1) * high] = _bytes(printed)
    return picture


def _bytes(tile: Tile) -> NDArray[np.uint8]:
    return np.round(tile.clip(0, 0.985) * 255).astype(np.uint8)


def print_height(tall: bool = True) -> int:
    """Pixels of a print's height in a palette."""
    return SIZE * (2 if tall else 1)


def finished(parts: Sequence[tuple[Sequence[Mesh], Skin]], reach: float = 0.06) -> tuple[Piece, ...]:
    """One piece for each skin, with the occlusion that all opaque parts cast on one another."""
    whole = [(merge(meshes), skin) for meshes, skin in parts]
    solid = [m for m, skin in whole if skin.blend == "opaque"]
    shaded = iter(bake(solid, Atlas((("any", CARD),)), reach=reach, rays=16))
    return tuple(Piece(_stepped(next(shaded)) if skin.blend == "opaque" else m, skin) for m, skin in whole)


def _stepped(mesh: Mesh) -> Mesh:
    """Occlusion rounded, and softened: board and cloth stand in a light room, and deep shade would turn kraft orange."""
    colours = mesh.colours.copy()
    colours[:, 3] = np.round((1 - SOFT * (1 - colours[:, 3])) * STEPS) / STEPS
    return replace(mesh, colours=colours)


@lru_cache(maxsize=64)
def clear_skin(blend: Blend, colour: str) -> Skin:
    """Water, acetate or glass in one colour."""
    atlas = Atlas(((blend, Finish(0.03)),))
    size = TILE
    picture = np.zeros((ROWS * size, COLUMNS * size, 3), np.uint8)
    picture[:] = np.round(srgb(colour) * 255).astype(np.uint8)
    return Skin(atlas, picture, blend)


def brushed(size: tuple[int, int], fine: int = 2) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """A mask (width, height) to draw on at `fine` times its size."""
    mask = Image.new("L", (size[0] * fine, size[1] * fine))
    return mask, ImageDraw.Draw(mask)
