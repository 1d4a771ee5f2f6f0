"""Ming fern (Asparagus myriocladus): grey zigzag twigs that carry cloudy tufts of short, soft, bright green needles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from catalog.atlas import STEM, Atlas, Finish, tile_grid
from catalog.mesh import Floats, Mesh, merge, unit
from catalog.organs.boughs import Bough, arched, wood
from catalog.organs.curves import smoothstep
from catalog.organs.place import scale, sphere
from catalog.organs.sprays import sprays
from catalog.organs.stalk import Stalk
from catalog.organs.swarm import facing
from catalog.plant import Growth, Head, Level, Plant, PlantKind
from catalog.species import Variety
from catalog.surface import Colour, finished, hex_colour, mix, noise, shade, stem_tile

ATLAS = Atlas((("needle", Finish(0.6, 0.45)), ("stem", STEM)))
HEIGHT = 24.0  # cm from the neck to the tip
STALK = 20.0
NODES = 11
_MOST = (14, 13)  # short shoots in a tuft and needles on each that are drawn, whatever the level shows of them


@dataclass(frozen=True)
class _Detail:
    """shoots in a tuft, needles on each, how broad these are at the foot in cm, how far they spread from their shoot."""

    shoots: int
    needles: int
    broad: float
    spread: float


_DETAIL = {
    Level.HERO: _Detail(14, 13, 0.085, 0.5),
    Level.STANDARD: _Detail(7, 12, 0.13, 0.6),
    Level.PHONE: _Detail(3, 12, 0.24, 0.9),
    Level.FAR: _Detail(1, 9, 0.5, 1.3),
}

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Tufts:
    """centres (K,3), ways (K,3) unit, sizes (K,): radius in cm."""

    centres: Array
    ways: Array
    sizes: Array


def _zigzag(path: Array, step: float, rng: np.random.Generator) -> Array:
    """The path with a turn at every point, alternately to one side and the other."""
    flip = np.where(np.arange(len(path)) % 2, 1.0, -1.0) * np.clip(np.arange(len(path)) / 3, 0, 1)
    way = rng.uniform(0, 2 * np.pi)
    aside = np.array([np.cos(way), 0.0, np.sin(way)])
    return np.asarray(path + (flip * step * rng.uniform(0.5, 1.2, len(path)))[:, None] * aside)


def _boughs(rng: np.random.Generator) -> list[Bough]:
    """The axis and its twigs, one from every turn, longest below the middle; long twigs fork once."""
    way, lean = rng.uniform(0, 360), rng.uniform(8, 20)
    main = arched(np.zeros(3), way, 90 - lean * np.linspace(0, 1, 14) ** 1.3, HEIGHT)
    main = _zigzag(main, 0.28, rng)
    # Grown wood rounds its turns off.
    main = np.asarray(CubicSpline(np.linspace(0, 1, len(main)), main)(np.linspace(0, 1, 27)), np.float64)
    boughs = [Bough(main, np.linspace(0.2, 0.07, len(main)), (0.4, 1.0))]
    start = rng.uniform(0, 360)
    for k in range(NODES):
        draw = rng.normal(0, 1, 6)
        share = 0.08 + 0.86 * k / (NODES - 1)
        length = float(np.interp(share, [0, 0.25, 0.6, 1], [5.6, 7.6, 5.6, 3.0])) * (1 + 0.13 * draw[0])
        azimuth = start + 137.5 * k + 14 * draw[1]
        lift = 40 + 7 * draw[2] + 16 * np.linspace(0, 1, 6)
        twig = _zigzag(arched(boughs[0].at(share), azimuth, lift, length), 0.16, rng)
        twig[0] = boughs[0].at(share)
        boughs.append(Bough(twig, np.linspace(0.1, 0.045, len(twig)), (0.4, 1.0)))
        for fork in (0.42, 0.7):
            side = 62 if (k + (fork > 0.5)) % 2 else -62
            sub = arched(
                boughs[-1 if fork < 0.5 else -2].at(fork),
                azimuth + side + 8 * draw[3],
                46 + 8 * draw[4] + 10 * np.linspace(0, 1, 3),
                length * 0.36,
            )
            boughs.append(Bough(sub, np.linspace(0.055, 0.035, 4), (0.6, 1.0)))
    return boughs


def _tufts(boughs: list[Bough], size: float, rng: np.random.Generator) -> _Tufts:
    """At the end of every twig and along the longer ones."""
    centres, ways, sizes = [], [], []
    for k, bough in enumerate(boughs):
        long = bough.length > 4.2
        shares = [1.0] if not long else [1.0, 0.7, 0.42]
        shares = [1.0, 0.93, 0.84] if k == 0 else shares
        for share in shares:
            draw = rng.normal(0, 1, 4)
            heading = bough.heading(share)
            off = unit(np.cross(heading, draw[:3]))
            away = 0.0 if share == 1.0 else 0.3
            centres.append(bough.at(share) + off * away * size * 0.3)
            ways.append(unit(heading + off * away))
            sizes.append(size * (0.92 if share == 1.0 else 0.78) * (1 + 0.12 * draw[3]))
    return _Tufts(np.array(centres), np.array(ways), np.array(sizes))


def _needles(tufts: _Tufts, level: Level, rng: np.random.Generator) -> Mesh:
    """Every tuft is a round cloud: short shoots look every way from its middle and bristle with needles."""
    (most, each), detail, k = _MOST, _DETAIL[level], len(tufts.sizes)
    shoots, needles = detail.shoots, detail.needles
    turned = facing(rng.normal(0, 1, (k, 3)), rng.uniform(0, 360, k))
    uneven = rng.normal(0, 1, (k, most, 3))[:, :shoots]
    draws, jitter = (a[:, :shoots, :needles] for a in (rng.random((k, most, each)), rng.normal(0, 1, (k, most, each, 4))))
    way = unit(np.einsum("kij,sj->ksi", turned, sphere(shoots)) + 0.22 * uneven + 0.2 * tufts.ways[:, None])
    size = tufts.sizes[:, None, None]
    # Short shoots leave the twig at the tuft's middle; their needles run together to one close ball that thins out at its rim.
    foot = tufts.centres[:, None] + way * (0.04 + 0.16 * draws[:, :, :1]) * size
    out = unit(way[:, :, None] + detail.spread * jitter[..., :3])
    far = 0.58 + 0.44 * draws**0.8
    tips = tufts.centres[:, None, None] + out * (size * far)[..., None]
    # Tufts on the outside and at the top have more light and younger needles; each has its own green.
    own = rng.normal(0, 1, (k, 2))
    tints = (0.66 + 0.07 * own[:, :1]) * (1 + 0.06 * uneven[..., 0])
    warm = 1 + own[:, 1:] * np.array([[0.07, 0.0, -0.05]])
    lighter = (1.78 + 0.7 * (far - 0.8) + 0.1 * jitter[..., 3])[..., None] * (warm[:, None, None] + 0.0 * jitter[..., :3])
    n = k * shoots
    return sprays(
        foot.reshape(n, 3),
        way.reshape(n, 3),
        tips.reshape(n, needles, 3),
        np.full(n, detail.broad),
        ATLAS,
        "needle",
        tints=tints.reshape(n, 1) * _GREYER,
        lighter=lighter.reshape(n, needles, 3),
        along=(0.2, 1.0),
    )


_GREYER = np.array([1.42, 1.0, 1.36])  # light that bounces between needles deepens their green, so they are painted greyer


def _bare(boughs: list[Bough], level: Level) -> Mesh:
    trunk, side = {Level.HERO: (6, 4), Level.STANDARD: (5, 3), Level.PHONE: (3, 2), Level.FAR: (3, 2)}[level]
    pieces = {Level.HERO: (26, 5), Level.STANDARD: (18, 3), Level.PHONE: (7, 1), Level.FAR: (4, 1)}[level]
    twigs = boughs[1:] if level is not Level.FAR else boughs[1::3]
    return merge(
        [wood(boughs[:1], ATLAS, "stem", sides=trunk, pieces=pieces[0]), wood(twigs, ATLAS, "stem", sides=side, pieces=pieces[1])]
    )


def grow(growth: Growth, rng: np.random.Generator) -> Plant:
    """The stage sets how large and close the tufts are."""
    d, level = growth.species.head_diameter, growth.level
    spray = float(np.interp(growth.openness, [0.1, 0.5, 0.95], [d["bud"], d["half"], d["full"]])) * 100
    size = 1.2 + 0.083 * spray
    boughs = _boughs(rng)
    tufts = _tufts(boughs, size, rng)
    bloom = merge([_needles(tufts, level, rng.spawn(1)[0]), _bare(boughs, level)])
    axis = Stalk(STALK, 0.2, way=float(rng.uniform(0, 6.28)), sway=0.9, kink=0.35, taper=1.2, nodes=(-3.5, -8.5, -14.0), swell=0.25)
    sides = {Level.HERO: 7, Level.STANDARD: 6, Level.PHONE: 4, Level.FAR: 3}[level]
    main, metres = boughs[0], scale(0.01)
    proxies = np.column_stack([tufts.centres + 0.3 * tufts.sizes[:, None] * tufts.ways, 1.02 * tufts.sizes])
    return Plant(
        bloom.transformed(metres),
        axis.grown(ATLAS, "stem", level, sides, (0.0, 0.4)).transformed(metres),
        Head((main.path[-1] / 100).astype(np.float32), spray / 200, unit(main.path[-1] - main.path[-3]).astype(np.float32)),
        (np.vstack([proxies, [[*main.at(0.03), 0.8]]]) / 100).astype(np.float32),
        0.002,
        STALK / 100,
    )


def _needle_tile(body: Colour) -> Colour:
    """Linear tile of a needle: darker foot, a soft grey-green tip."""
    across, along = (g.astype(np.float64) for g in tile_grid())
    soft = mix(body, hex_colour("#8AA07C"), 0.5)
    colour = mix(shade(body, -0.05), body, smoothstep(0.0, 0.25, along))
    colour = mix(colour, shade(soft, 0.03), smoothstep(0.25, 0.95, along))
    colour = mix(colour, shade(soft, 0.03), 0.4 * smoothstep(0.2, 0.6, np.abs(across)))
    return np.asarray(colour * (1 + 0.05 * noise(3, 8))[..., None])


def paint(variety: Variety) -> dict[str, Floats]:
    body = hex_colour(variety.hex)
    bark = hex_colour("#8A7F66")
    return finished({"needle": _needle_tile(body), "stem": stem_tile(bark, mix(bark, shade(body, 0.05), 0.55))})


PLANT = PlantKind("asparagus-myrio", ATLAS, {"bud": 0.1, "half": 0.5, "full": 0.95}, grow, paint)
