"""Painting the tiles of a palette: gradients, edges, veins, spots. Colours are mixed in linear light, stored as sRGB.

A tile is (TILE, TILE, 3) float32 sRGB 0..1; rows run along the organ (0 base, last tip), columns across it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import COLUMNS, ROWS, TILE, Atlas, tile_grid
from catalog.mesh import Floats
from catalog.organs.curves import smoothstep

Colour = NDArray[np.float64]
"""(3,) or (..., 3) linear rgb."""


def linear(srgb: ArrayLike) -> Colour:
    """sRGB 0..1 -> linear (IEC 61966-2-1)."""
    c = np.asarray(srgb, np.float64)
    return np.asarray(np.where(c <= 0.04045, c / 12.92, ((np.maximum(c, 0) + 0.055) / 1.055) ** 2.4))


def srgb(linear_rgb: ArrayLike) -> NDArray[np.float64]:
    """Linear -> sRGB 0..1, clipped."""
    c = np.clip(np.asarray(linear_rgb, np.float64), 0, 1)
    return np.asarray(np.where(c <= 0.0031308, c * 12.92, 1.055 * c ** (1 / 2.4) - 0.055))


def hex_colour(value: str) -> Colour:
    """ "#RRGGBB" -> linear (3,)."""
    return linear([int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def oklab(linear_rgb: ArrayLike) -> Colour:
    """Linear sRGB -> OKLab (Ottosson 2020)."""
    m1 = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    m2 = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return np.asarray(np.cbrt(np.clip(np.asarray(linear_rgb, np.float64), 0, None) @ m1.T) @ m2.T)


def from_oklab(lab: ArrayLike) -> Colour:
    """OKLab -> linear sRGB, clipped to 0..1."""
    m2 = np.array([[1, 0.3963377774, 0.2158037573], [1, -0.1055613458, -0.0638541728], [1, -0.0894841775, -1.2914855480]])
    m1 = np.array(
        [
            [4.0767416621, -3.3077115913, 0.2309699292],
            [-1.2684380046, 2.6097574011, -0.3413193965],
            [-0.0041960863, -0.7034186147, 1.7076147010],
        ]
    )
    return np.asarray(np.clip((np.asarray(lab, np.float64) @ m2.T) ** 3 @ m1.T, 0, 1))


def shade(colour: ArrayLike, lightness: float = 0.0, chroma: float = 1.0, hue: float = 0.0) -> Colour:
    """A linear colour made lighter or darker (OKLab L, about -.3 .. .3), more or less colourful, its hue turned by degrees."""
    lab = oklab(colour)
    c, s = np.cos(np.radians(hue)) * chroma, np.sin(np.radians(hue)) * chroma
    a, b = lab[..., 1] * c - lab[..., 2] * s, lab[..., 1] * s + lab[..., 2] * c
    return from_oklab(np.stack([np.clip(lab[..., 0] + lightness, 0, 1), a, b], -1))


def worn(colour: ArrayLike, density: float = 1.0) -> Colour:
    """The linear colour to paint so that a whole flower shows as `colour`.

    Light that bounces between petals deepens pale colours, turns pink to salmon, yellow to orange and mauve to pink (measured
    on rendered heads), so those are painted a little lighter, less colourful and turned the other way. density: 1 for a rose;
    more where petals are packed closer.
    """
    lightness, a, b = (float(x) for x in oklab(colour))
    chroma, hue = float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a)))
    pale = float(smoothstep(0.62, 0.85, lightness))
    soft = float(smoothstep(0.5, 0.68, lightness)) * float(smoothstep(-0.15, -0.08, -chroma))
    mauve = float(smoothstep(0.0, 0.05, -b)) * float(smoothstep(0.38, 0.52, lightness))
    coloured = float(smoothstep(0.02, 0.05, chroma))
    pink = coloured * float(smoothstep(-40, -15, -abs(hue - 5)))
    yellow = float(smoothstep(0.1, 0.15, b)) * float(smoothstep(-0.06, 0.0, -abs(a)))
    lift = 0.02 * pale + (0.015 * soft + 0.03 * mauve) * density
    less = density * (0.06 * pale + 0.2 * soft * (1 - mauve) + 0.1 * mauve)
    return shade(colour, lift, 1 - less, 6 * yellow - 8 * pink * pale * (1 - mauve) - 9 * mauve)


def mix(a: ArrayLike, b: ArrayLike, t: ArrayLike) -> Colour:
    """Linear mix of two colours; t is 0..1 and may be a whole tile."""
    weight = np.asarray(t, np.float64)[..., None]
    return np.asarray(np.asarray(a) * (1 - weight) + np.asarray(b) * weight)


def noise(seed: int, frequency: float = 6.0, octaves: int = 3) -> Floats:
    """(TILE, TILE) smooth value noise around 0, about -1..1; the same seed gives the same picture."""
    rng = np.random.default_rng(seed)
    total = np.zeros((TILE, TILE))
    t = np.linspace(0, 1, TILE)
    for octave in range(octaves):
        n = int(frequency * 2**octave) + 2
        grid = rng.uniform(-1, 1, (n, n))
        x = t * (n - 1.001)
        i, f = x.astype(int), smoothstep(0, 1, x % 1.0)
        rows = grid[i] * (1 - f)[:, None] + grid[i + 1] * f[:, None]
        total += (rows[:, i] * (1 - f) + rows[:, i + 1] * f) * 0.5**octave
    return (total / 1.5).astype(np.float32)


def _ridge(wave: ArrayLike, power: float) -> NDArray[np.float64]:
    """A wave sharpened to narrow ridges; its valleys are held above 0 so that high powers do not underflow."""
    return np.asarray(np.clip(np.abs(np.asarray(wave, np.float64)), 0.25, 1.0) ** power)


def fan_veins(count: int, seed: int = 1, spread: float = 0.35, sharpness: float = 5.0) -> Floats:
    """(TILE, TILE) 0..1: veins that run from the base to the rim of a petal and fork a little, 1 on a vein."""
    across, along = tile_grid()
    wobble = 0.05 * noise(seed, 4, 2)
    fan = across * (1 + spread * (1 - along)) + wobble
    first = _ridge(np.cos(fan * np.pi * count / 2), sharpness * 4)
    second = _ridge(np.sin(fan * np.pi * count / 2), sharpness * 6) * smoothstep(0.35, 0.7, along)
    return np.clip(np.maximum(first, 0.7 * second), 0, 1).astype(np.float32)


def pinnate_veins(pairs: int, angle: float = 0.55, sharpness: float = 7.0) -> tuple[Floats, Floats]:
    """(side veins, midrib), each (TILE, TILE) 0..1: a leaf with side veins that leave the midrib and bow towards the tip."""
    across, along = tile_grid()
    out = np.abs(across)
    phase = along * pairs - out * angle * pairs * (0.5 + 0.2 * out)
    side = _ridge(np.cos(np.pi * phase), sharpness * 6) * smoothstep(0.98, 0.75, out)
    midrib = np.exp(-np.minimum((out / (0.05 * (1.15 - 0.8 * along))) ** 2, 60))
    return np.asarray(side, np.float32), midrib.astype(np.float32)


def parallel_veins(count: int) -> Floats:
    """(TILE, TILE) 0..1: the veins of lily, tulip and grass leaves, running side by side to the tip."""
    across, _ = tile_grid()
    return _ridge(np.cos(across * np.pi * count / 2), 14).astype(np.float32)


@dataclass(frozen=True)
class PetalPaint:
    """A petal's colours, all linear (3,). Only `body` is needed.

    deep: at the base (keep it within 15-20 % lightness of body for pale flowers). deep_until: where along the body is reached.
    edge, edge_width: rim colour and how wide (share of the petal); picotee when narrow. claw: the narrow foot below claw_until.
    centre: midrib band. veins: how strongly veins darken (0..0.2). mottle: unevenness (0..0.1).
    """

    body: Colour
    deep: Colour | None = None
    deep_until: float = 0.75
    edge: Colour | None = None
    edge_width: float = 0.16
    edge_strength: float = 0.5
    claw: Colour | None = None
    claw_until: float = 0.2
    centre: Colour | None = None
    centre_width: float = 0.15
    centre_strength: float = 0.8
    veins: float = 0.1
    vein_count: int = 9
    mottle: float = 0.03
    seed: int = 1


def petal_tile(paint: PetalPaint) -> Colour:
    """The tile of a petal, (TILE, TILE, 3) LINEAR; pass it on to further painting or to `palette`."""
    across, along = tile_grid()
    colour = np.broadcast_to(paint.body, (TILE, TILE, 3))
    if paint.deep is not None:
        colour = mix(paint.deep, colour, smoothstep(0.05, paint.deep_until, along))
    if paint.centre is not None:
        band = np.exp(-np.minimum((across / paint.centre_width) ** 2, 60)) * smoothstep(1.0, 0.75, along)
        colour = mix(colour, paint.centre, paint.centre_strength * band)
    if paint.edge is not None:
        rim = np.maximum(
            smoothstep(1 - paint.edge_width, 1.0, along),
            smoothstep(1 - paint.edge_width, 1.0, np.abs(across)) * smoothstep(0.25, 0.6, along),
        )
        colour = mix(colour, paint.edge, paint.edge_strength * rim)
    if paint.claw is not None:
        colour = mix(paint.claw, colour, smoothstep(paint.claw_until * 0.4, paint.claw_until, along))
    veins = fan_veins(paint.vein_count, paint.seed)
    colour = colour * (1 - paint.veins * veins * smoothstep(1.0, 0.7, along))[..., None]
    return np.asarray(colour * (1 + paint.mottle * noise(paint.seed, 9))[..., None])


def leaf_tile(
    body: Colour, *, veins: str = "pinnate", pairs: int = 8, contrast: float = 0.22, rim: Colour | None = None, seed: int = 3
) -> Colour:
    """The tile of a leaf, LINEAR. veins: "pinnate" or "parallel". Light veins, darker between, as light falls into the furrows."""
    across, along = tile_grid()
    light, dark = shade(body, 0.07, 1.0, 4), shade(body, -0.035)
    if veins == "pinnate":
        side, midrib = pinnate_veins(pairs)
        between = np.abs(np.cos(np.pi * (along * pairs - np.abs(across) * 0.55 * pairs * (0.5 + 0.2 * np.abs(across)))))
        colour = mix(dark, body, 1 - 0.6 * between**3)
        colour = mix(colour, light, contrast * 2.6 * side)
        colour = mix(colour, shade(body, 0.13, 0.9, 6), 0.75 * midrib)
    elif veins == "parallel":
        colour = mix(body, light, contrast * 2 * parallel_veins(pairs * 2))
        colour = mix(colour, dark, 0.5 * np.exp(-np.minimum((across / 0.08) ** 2, 60)))
    else:
        raise ValueError(f"veins must be pinnate or parallel, got {veins!r}")
    if rim is not None:
        colour = mix(colour, rim, 0.7 * smoothstep(0.88, 1.0, np.maximum(np.abs(across), along * 0.96)))
    return np.asarray(colour * (1 + 0.05 * noise(seed, 10))[..., None])


def stem_tile(body: Colour, tip: Colour | None = None, seed: int = 5) -> Colour:
    """The tile of a stem, LINEAR: fine lengthwise streaks, `tip` towards the upper end."""
    _, along = tile_grid()
    colour = mix(body, body if tip is None else tip, along)
    streaks = np.broadcast_to(noise(seed, 24, 2).mean(0, keepdims=True), (TILE, TILE))
    return np.asarray(colour * (1 + 0.12 * streaks + 0.04 * noise(seed + 1, 14))[..., None])


def flat_tile(body: Colour, mottle: float = 0.05, seed: int = 7) -> Colour:
    return np.asarray(np.broadcast_to(body, (TILE, TILE, 3)) * (1 + mottle * noise(seed, 12))[..., None])


def finished(tiles: Mapping[str, Colour]) -> dict[str, Floats]:
    """Linear tiles -> what a Painter returns: sRGB float32, never pure white (capped at .98)."""
    return {slot: np.minimum(srgb(tile), 0.98).astype(np.float32) for slot, tile in tiles.items()}


def palette(atlas: Atlas, tiles: Mapping[str, NDArray[np.float32]]) -> NDArray[np.uint8]:
    """(256, 512, 3) uint8 sRGB. Raises ValueError when a slot is missing, unknown or of the wrong shape."""
    if set(tiles) != set(atlas.names):
        raise ValueError(f"tiles {sorted(tiles)} do not match the slots {sorted(atlas.names)}")
    picture = np.zeros((ROWS * TILE, COLUMNS * TILE, 3), np.uint8)
    for slot, tile in tiles.items():
        if tile.shape != (TILE, TILE, 3):
            raise ValueError(f"tile {slot} must be ({TILE}, {TILE}, 3), got {tile.shape}")
        x, y = atlas.corner(slot)
        picture[y : y + TILE, x : x + TILE] = np.round(np.clip(tile, 0, 1) * 255).astype(np.uint8)
    return picture
