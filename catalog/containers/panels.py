"""Folded paper: a sheet gathered at a waist opens along a meridian into panels that meet at hard creases.

Coordinates: azimuth 0 faces the viewer (+Z) and grows towards +X; arc length s along the meridian is 0 at the tie, grows upwards to
the rim and is negative down the skirt. Metres and radians.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catalog.atlas import Atlas
from catalog.containers.creases import creased, plain_grid
from catalog.mesh import Mesh, merge

Array = NDArray[np.float64]

LEAN = 0.003  # how much further each layer leans out at the rim, as a part of the rim radius
WAIST_GAP = 0.0006  # metres from layer to layer where they are tied
FALL = np.array([0.75, 0.5, 0.25, 0.1, 0.04])  # rows of the skirt as parts of its depth: halves are among them, see `_along`


@dataclass(frozen=True, eq=False)
class Meridian:
    """The curve that paper follows in the (radius, height) plane, sampled by arc length `s` (K,)."""

    s: Array
    radius: Array
    height: Array

    @cached_property
    def _slope(self) -> tuple[Array, Array]:
        return np.gradient(self.radius, self.s), np.gradient(self.height, self.s)

    def at(self, s: ArrayLike) -> tuple[Array, Array, Array, Array]:
        """radius, height and the outward unit normal (radial, vertical) at arc lengths of any shape."""
        s = np.asarray(s, np.float64)
        radius, height = np.interp(s, self.s, self.radius), np.interp(s, self.s, self.height)
        along_r, along_y = np.interp(s, self.s, self._slope[0]), np.interp(s, self.s, self._slope[1])
        length = np.hypot(along_r, along_y)
        return radius, height, along_y / length, -along_r / length

    def reach(self, height: ArrayLike) -> Array:
        """Arc length at which the curve passes a height (clamped to its ends)."""
        return np.interp(np.asarray(height, np.float64), self.height, self.s)


@dataclass(frozen=True, eq=False)
class Gather:
    """What all sheets of one wrap share. They are gathered together, so every crease runs through all layers and they nest.

    rim: arc length where the paper passes the widest ring of heads, `rim_radius` its radius there. azimuths (P,): the creases
    around the waist, P even. depths (P,): metres that each stands out at the rim. pleat: metres at the tie. gap: metres from layer
    to layer at the rim. crumple: metres of unevenness. step: arc length from row to row. skirt: depth of the
    longest tip below the tie, metres.
    """

    meridian: Meridian
    rim: float
    rim_radius: float
    azimuths: Array
    depths: Array
    pleat: float
    gap: float
    crumple: float
    step: float
    skirt: float
    atlas: Atlas

    @staticmethod
    def of(
        meridian: Meridian,
        rim_height: float,
        crown: float,
        skirt: float,
        pleats: int,
        pleat: float,
        fold: float,
        crumple: float,
        atlas: Atlas,
    ) -> Gather:
        """fold: mean depth of the panels at the rim as a part of the rim radius."""
        rng = np.random.default_rng(5)
        rim = float(meridian.reach(rim_height))
        radius = float(meridian.at(rim)[0])
        step = max(0.022, float(meridian.reach(crown)) / 13)
        azimuths = (np.arange(pleats) + rng.uniform(-0.27, 0.27, pleats)) * 2 * np.pi / pleats
        depths = radius * fold * rng.uniform(0.3, 1.6, pleats)
        return Gather(
            meridian,
            rim,
            radius,
            azimuths,
            depths,
            pleat,
            min(0.0012 + 0.009 * radius, 0.0027),
            crumple * min(1.0, radius / 0.12),
            step,
            skirt,
            atlas,
        )

    def between(self, low: float, high: float) -> NDArray[np.int64]:
        """Indices of the creases nearest to two azimuths and of all between; they may run past a full turn."""
        step = 2 * np.pi / len(self.azimuths)
        return np.arange(round(low / step), max(round(high / step), round(low / step) + 3) + 1)


@dataclass(frozen=True)
class Sheet:
    """One sheet, or one flap of a folded one.

    centre, half: azimuth of its middle and half its width. top: (u, height) corners of the upper edge with u -1..1 across;
    bottom: (u, drop below the tie) corners of the skirt. layer counts outwards from the flowers. face, edge: slots.
    border: width of the contrast line; cuff: width of the margin folded over outwards (0 none), in slot `reverse`.
    sides: whether the contrast line also runs down its sides (needless where others cover them).
    tilt: by how many layers its last side lies further out than its first. crumple: metres of unevenness of its own.
    curl: metres that the upper edge turns outwards. seed picks which creases are sharp.
    """

    centre: float
    half: float
    top: tuple[tuple[float, float], ...]
    bottom: tuple[tuple[float, float], ...]
    layer: float
    face: str
    edge: str
    seed: int
    border: float = 0.004
    cuff: float = 0.0
    reverse: str = ""
    sides: bool = False
    tilt: float = 0.0
    crumple: float = 0.0
    curl: float = 0.0015


def fold(sheets: Sequence[Sheet], gather: Gather) -> Mesh:
    """The sheets as one mesh; vertices are split at creases so that each panel catches light by itself."""
    parts = []
    for surface in _surfaces(sheets, gather):
        parts.append(surface.face())
        if surface.sheet.cuff:
            parts.append(surface.cuff())
        if surface.sheet.border > 0 and surface.sheet.sides:
            last = len(surface.u) - 1
            parts += [surface.side(0, 1), surface.side(last, last - 1)]
    return merge(parts)


def extent(sheets: Sequence[Sheet], gather: Gather) -> Array:
    """(2,3) lowest and highest corner of the sheets, from their edges and cuffs alone: without building a mesh."""
    surfaces = _surfaces(sheets, gather)
    grid = surfaces[0].grid
    low = np.concatenate([s.low for s in surfaces])
    edges = grid.place(np.stack([low, 0.97 * grid.top, grid.top]), np.arange(len(low)))[0]
    points = [edges, *(s.grid.place(*s.cuff_rows())[0] for s in surfaces if s.sheet.cuff)]
    flat = np.concatenate([p.reshape(-1, 3) for p in points])
    return np.stack([flat.min(0), flat.max(0)])


def _surfaces(sheets: Sequence[Sheet], gather: Gather) -> list[_Surface]:
    """The sheets laid out: all their columns are placed together, since a column needs only its own numbers."""
    surfaces = [_Surface(sheet, gather) for sheet in sheets]
    grid = _Columns(gather, *(np.concatenate([getattr(s, name) for s in surfaces], -1) for name in PER_COLUMN))
    grid.stretch(np.concatenate([s.height for s in surfaces]))
    start = 0
    for surface in surfaces:
        surface.settle(grid, start)
        start += len(surface.u)
    return surfaces


PER_COLUMN = ("azimuth", "out", "depth", "layer", "curl", "crumple", "waves", "top")


class _Columns:
    """The columns (C,) of all sheets of a wrap; a column is a crease line from the skirt's tip to the upper edge."""

    def __init__(
        self,
        gather: Gather,
        azimuth: Array,
        out: Array,
        depth: Array,
        layer: Array,
        curl: Array,
        crumple: Array,
        waves: Array,
        top: Array,
    ) -> None:
        self.gather, self.azimuth, self.out, self.depth, self.layer = gather, azimuth, out, depth, layer
        self.curl, self.crumple, self.waves, self.top = curl, crumple, waves, top

    def stretch(self, height: Array) -> None:
        """Lengthens the columns until their ends stand at the heights asked for: layers on a cone lie lower the further out they are."""
        every = np.arange(len(height))
        for _ in range(3):
            position, _ = self.place(self.top[None], every)
            _, _, climb, _ = self.gather.meridian.at(self.top)
            self.top = np.maximum(self.top + (height - position[0, :, 1]) / np.maximum(climb, 0.3), 0.012)

    def place(self, s: Array, columns: NDArray[np.int64], lift: Array | float = 0.0) -> tuple[Array, Array]:
        """Positions (rows, columns, 3) and openness (rows, columns) at arc lengths `s` (rows, columns), lift metres outwards."""
        g = self.gather
        part = s / g.rim
        above = s > 0
        gathered = g.pleat * (1 + 8 * np.clip(part, 0, 1)) * (1 - _smooth(np.clip(part / 0.5, 0, 1)))
        opened = self.depth[columns] * _smooth(np.clip(part, 0, 1))
        ruffle = g.pleat - 0.13 * s
        pleats = self.out[columns] * np.where(above, gathered + opened, ruffle)
        layer = self.layer[columns]
        gap = np.where(above, WAIST_GAP + (g.gap - WAIST_GAP) * np.clip(part, 0, 1.3), WAIST_GAP - 0.018 * s)
        stand = LEAN * layer * g.rim_radius * np.clip(part, 0, 2) ** 2
        curl = np.clip((s - self.top[columns] + 0.045) / 0.045, 0, 1.2) ** 2 * np.minimum(self.curl[columns], 0.25 * g.gap)
        radius, height, out_r, out_y = g.meridian.at(s)
        azimuth = np.broadcast_to(self.azimuth[columns], s.shape)
        around = azimuth * radius
        rough = g.crumple * _rough(around, s, np.arange(4.0))
        crumple = self.crumple[columns]
        if crumple.any():
            rough = rough + crumple * _rough(around, s, self.waves[:, columns]) * above
        away = pleats + layer * gap + stand + curl + lift + rough * np.clip(np.abs(s) / 0.03, 0, 1)
        r, y = radius + out_r * away, height + out_y * away
        position = np.stack([r * np.sin(azimuth), np.maximum(y, 0.002), r * np.cos(azimuth)], -1)
        low = 1 - 0.38 * np.exp(-np.abs(s) / (0.22 * g.rim))
        crease = 1 - 0.22 * (1 - self.out[columns]) * np.exp(-np.abs(s) / (0.4 * g.rim))
        return position, low * crease


class _Surface:
    """One sheet's columns; rows run from the skirt's tip to the upper edge."""

    def __init__(self, sheet: Sheet, gather: Gather) -> None:
        self.sheet, self.gather = sheet, gather
        rng = np.random.default_rng(sheet.seed)
        index = gather.between(sheet.centre - sheet.half, sheet.centre + sheet.half)
        pleats, count = len(gather.azimuths), len(index)
        self.azimuth = gather.azimuths[index % pleats] + 2 * np.pi * (index // pleats)
        self.out = (index % 2).astype(np.float64)  # mountains and valleys alternate
        self.depth = gather.depths[index % pleats]
        self.u = 2 * (self.azimuth - self.azimuth[0]) / (self.azimuth[-1] - self.azimuth[0]) - 1
        corners = [int(np.abs(self.u - u).argmin()) for u, _ in sheet.top]
        self.height = np.interp(self.u, self.u[corners], [height for _, height in sheet.top])
        self.low = -np.interp(self.u, [u for u, _ in sheet.bottom], [drop for _, drop in sheet.bottom])
        self.hard = rng.random(count) < 0.62
        self.hard[corners] = True
        self.waves = np.repeat(rng.uniform(0, 2 * np.pi, 4)[:, None], count, 1)
        self.rng = rng
        self.layer = sheet.layer + sheet.tilt * (self.u + 1) / 2
        self.curl, self.crumple = np.full(count, sheet.curl), np.full(count, sheet.crumple)
        self.top = np.maximum(gather.meridian.reach(self.height), 0.012)
        self.grid: _Columns
        self.columns: NDArray[np.int64]

    def settle(self, grid: _Columns, start: int) -> None:
        """Takes its part of the columns, which begin at `start`."""
        self.grid, self.columns = grid, start + np.arange(len(self.u))
        self.top = grid.top[self.columns]

    def rows(self) -> Array:
        """Arc lengths (rows, columns). All sheets have the same rows, so that layers bend at the same places and nest;
        a column that ends earlier repeats its end. The borders are their own first and last row.
        """
        border = max(self.sheet.border, 0.001)
        knots = self.gather.step * np.concatenate([[0.0, 0.4], np.arange(1, np.ceil(self.top.max() / self.gather.step))])
        rise = np.minimum(knots[:, None], self.top - border)
        fall = np.maximum(-self.gather.skirt * FALL[:, None], self.low + border)
        return np.concatenate([self.low[None], self.low[None] + border, fall, rise, self.top[None] - border, self.top[None]])

    def face(self) -> Mesh:
        """The sheet itself, a contrast line along its upper edge (unless that is folded over) and its skirt."""
        sheet, s = self.sheet, self.rows()
        position, shade = self.grid.place(s, self.columns)
        slots = [sheet.face] * (len(s) - 1)
        if sheet.border > 0:
            slots[0] = sheet.edge
            slots[-1] = sheet.face if sheet.cuff else sheet.edge
        return creased(position, shade, self._along(s), self.hard, slots, self.gather.atlas, self.rng)

    def cuff(self) -> Mesh:
        """The margin turned over outwards: a round fold at the edge, then down outside the sheet, tapering towards its sides."""
        sheet = self.sheet
        s, columns, lift = self.cuff_rows()
        position, shade = self.grid.place(s, columns, lift)
        slots = [sheet.edge] + [sheet.reverse] * (len(s) - 2)
        return creased(position, shade, self._along(s), self.hard, slots, self.gather.atlas, self.rng)

    def cuff_rows(self) -> tuple[Array, NDArray[np.int64], Array]:
        """(arc lengths, columns, lift) of the cuff: from its lower edge up to the fold; the last three rows go round it."""
        top = self.top
        ends = _smooth(np.clip((1 - np.abs(self.u)) / 0.3, 0, 1))
        wide = np.minimum(0.003 + self.sheet.border + self.sheet.cuff * ends, top * 0.5)
        edge = self.sheet.border
        s = np.stack([top - wide, top - wide + edge, top - wide * 0.5, top - 0.0006, top + 0.0012, top - 0.0004])
        lift = 0.55 * self.gather.gap * np.array([1.0, 0.96, 0.84, 0.56, 0.26, 0.0])[:, None] * (0.25 + 0.75 * ends)
        return s, self.columns, lift

    def side(self, column: int, inward: int) -> Mesh:
        """The contrast line along one side of the sheet, above the tie; below it the pleats hide the sides."""
        s = self.rows()[:, [column, column]]
        s = s[s[:, 0] >= 0]
        position, shade = self.grid.place(s, self.columns[[column, inward]], 0.0004 * np.clip(s / (0.5 * self.gather.rim), 0.2, 1))
        across = position[:, 1] - position[:, 0]
        width = np.linalg.norm(across, axis=1, keepdims=True)
        position[:, 1] = position[:, 0] + across * np.minimum(self.sheet.border / width, 1)
        if inward < column:
            position, shade = position[:, ::-1], shade[:, ::-1]
        along = self._along(s)
        texcoords = self.gather.atlas.texcoords(self.sheet.edge, np.broadcast_to([-0.5, 0.5], along.shape), along)
        return plain_grid(position, shade, texcoords)

    def _along(self, s: Array) -> Array:
        """Texture coordinate 0..1 along the paper: the tile runs to and fro, two rows at a time above the tie and twice down the skirt.

        Mirrored so, a tile covers 5 to 8 cm and print and fibres keep about their true size.
        """
        turns = np.where(s >= 0, s / (2 * self.gather.step), -2 * s / self.gather.skirt)
        along: Array = np.abs((turns + 1) % 2 - 1)
        return along


def _smooth(x: ArrayLike) -> Array:
    t = np.asarray(x, np.float64)
    eased: Array = t * t * (3 - 2 * t)
    return eased


def _rough(a: Array, s: Array, phase: Array) -> Array:
    """Unevenness 0..2.8 at lengths a around and s along."""
    broad = np.sin(a * 95 + phase[0] + s * 40) * np.sin(s * 70 + phase[1])
    fine = 0.6 * np.sin(a * 210 + phase[2]) * np.sin(s * 150 + phase[3] + a * 60)
    rough: Array = broad + fine + 1.2
    return rough
