"""A decoded scan -> the models of a stem at all four levels. Runs in the limited process; pure and seeded."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace

import numpy as np

from catalog.mesh import Mesh, merge
from catalog.occlusion import bake
from catalog.organs.stem import tube
from catalog.packing import pack, tidy
from catalog.plant import Head, Level, Plant
from catalog.scans.archive import Archive
from catalog.scans.colours import Painter, Palette, palette_of
from catalog.scans.decode import Array, Source
from catalog.scans.fit import Fit
from catalog.scans.measure import HEADED, Measured, measure, scale_to
from catalog.scans.simplify import FINE, cut_at, simplified
from catalog.scans.surface import Points, Shape, cut_out, scatter_points, upright, weld
from catalog.surface import srgb

SEED = 20_240_607
STALK_SHARE = 0.16  # of a level's triangles, for what lies below the neck
SPHERES = 12
SIDES = {Level.HERO: 8, Level.STANDARD: 7, Level.PHONE: 5, Level.FAR: 3}


@dataclass(frozen=True, eq=False)
class _Work:
    above: Shape
    below: Shape
    measured: Measured
    painter: Painter
    palette: Palette
    head: Head
    proxies: Array
    own_shadows: bool


def build(source: Source, fit: Fit) -> Archive:
    """Models of all levels, colours and measures. Raises ScanRefused."""
    work = _prepare(source, fit)
    levels = {level.value: pack(_plant(work, level)) for level in Level}
    measured, main = work.measured, work.palette.main
    facts = {
        "bodies": [[round(float(v), 6) for v in body] for body in work.palette.bodies],
        "stem": [round(float(v), 6) for v in work.palette.stem],
        "main": [round(float(v), 6) for v in main],
        "hex": "#" + "".join(f"{int(v):02X}" for v in np.round(srgb(main) * 255)),
        "head_cm": round(measured.head_diameter * 100, 1),
        "stem_cm": round(measured.stem_length * 100, 1),
        "stem_mm": round(measured.stem_radius * 2000, 1),
        "has_stem": measured.has_stem,
        "neck_cm": round((measured.top - float(measured.neck[1])) * 100, 1),
        "triangles": source.triangles,
    }
    total = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    for level in Level:
        total.update(levels[level.value])
    return Archive(facts | {"digest": total.hexdigest()[:32]}, levels)


def _prepare(source: Source, fit: Fit) -> _Work:
    rng = np.random.default_rng(SEED)
    source = cut_out(upright(source, fit.up))
    shape = weld(source)
    points = scatter_points(source, rng)
    scale, offset = scale_to(points, shape.positions.min(0), shape.positions.max(0), fit)
    points, shape = points.moved(scale, offset), Shape(shape.positions * scale + offset, shape.triangles)
    measured = measure(points, scale, fit)
    y = points.positions[:, 1]
    head, stem = y >= measured.neck[1], y < measured.neck[1]
    beside = np.linalg.norm(points.positions[:, [0, 2]] - measured.neck[[0, 2]], axis=1)
    stem &= (y > measured.neck[1] - 0.08) & (beside < 3 * measured.stem_radius)
    palette = palette_of(points, head, stem if measured.has_stem else np.zeros_like(stem))
    above, below = cut_at(shape, float(measured.neck[1]))
    in_bloom = points.moved(1.0, -measured.neck)
    radius = measured.head_diameter / 2
    return _Work(
        above=simplified(Shape(above.positions - measured.neck, above.triangles), FINE),
        below=simplified(Shape(below.positions - measured.neck, below.triangles), FINE),
        measured=measured,
        painter=Painter(in_bloom, palette),
        palette=palette,
        head=Head((measured.head_centre - measured.neck).astype(np.float32), radius, np.array([0, 1, 0], np.float32)),
        proxies=_proxies(in_bloom.where(head), fit),
        own_shadows=bool(source.pictures),
    )


def _plant(work: _Work, level: Level) -> Plant:
    measured = work.measured
    stalk = _stalk(work, level)
    bloom = tidy(work.painter.mesh(simplified(work.above, level.budget - stalk.triangles)))
    bloom, stalk = bake([bloom, stalk], work.palette.atlas)
    if work.own_shadows:
        bloom, stalk = _lightened(bloom), _lightened(stalk)
    length = measured.stem_length - (measured.top - float(measured.neck[1]))
    return Plant(bloom, stalk, work.head, work.proxies.astype(np.float32), measured.stem_radius, length)


def _lightened(mesh: Mesh) -> Mesh:
    """A photographed texture has shadows of its own already; half of the baked ones are enough."""
    colours = mesh.colours.copy()
    colours[:, 3] = 0.5 + 0.5 * colours[:, 3]
    return replace(mesh, colours=colours)


def _stalk(work: _Work, level: Level) -> Mesh:
    """What was scanned below the neck, and a plain stem where the scan ends before the stem does."""
    measured = work.measured
    end = -(measured.stem_length - (measured.top - float(measured.neck[1])))
    foot = measured.foot - measured.neck if measured.has_stem else np.zeros(3)
    missing = float(foot[1]) - end
    parts = []
    if missing > 0.005:
        heights = np.linspace(float(foot[1]) + (0.004 if measured.has_stem else 0.0), end, 5)
        path = np.stack([np.full(5, foot[0]), heights, np.full(5, foot[2])], 1)[::-1]
        parts.append(tube(path, measured.stem_radius, work.palette.atlas, "stem", sides=SIDES[level], closed_tip=False))
    if measured.has_stem and len(work.below.triangles):
        most = max(8, int(level.budget * STALK_SHARE) - sum(p.triangles for p in parts))
        kept = simplified(work.below, most)
        if kept.positions[:, 1].min() > foot[1] + 0.02:
            # So few triangles that the thin stem itself was given up for the leaves: it comes back as a plain one.
            parts.append(tube(np.stack([foot, np.zeros(3)]), measured.stem_radius, work.palette.atlas, "stem", sides=SIDES[level]))
            kept = simplified(work.below, most - parts[-1].triangles)
        parts.append(work.painter.mesh(kept))
    return tidy(merge(parts))


def _proxies(points: Points, fit: Fit) -> Array:
    """(K,4) spheres that cover the bloom: one for a compact head, several for what spreads."""
    positions = points.positions
    spread = np.percentile(positions, 98, axis=0) - np.percentile(positions, 2, axis=0)
    count = 1 if fit.role in HEADED and spread.max() < 1.5 * spread.min() else SPHERES
    some = positions[:: max(1, len(positions) // 8000)]
    centres = some[np.linspace(0, len(some) - 1, count).astype(np.int64)]
    for _ in range(15):
        nearest = np.argmin(((some[:, None] - centres[None]) ** 2).sum(2), 1)
        centres = np.stack([some[nearest == k].mean(0) if (nearest == k).any() else centres[k] for k in range(count)])
    nearest = np.argmin(((some[:, None] - centres[None]) ** 2).sum(2), 1)
    away = np.linalg.norm(some - centres[nearest], axis=1)
    radii = [float(np.percentile(away[nearest == k], 95)) if (nearest == k).any() else 0.0 for k in range(count)]
    spheres = np.column_stack([centres, np.maximum(radii, 0.002)])
    return spheres[np.argsort(-spheres[:, 3], kind="stable")]
