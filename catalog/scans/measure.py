"""How large a scan is and where its head ends: true size, the neck, the head. Metres, +Y up, the lowest point at y = 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catalog.scans.decode import Array
from catalog.scans.fit import Fit
from catalog.scans.refusals import ScanRefused
from catalog.scans.surface import Points
from catalog.species import Role

SLICES = 96
WIDEST = 1.5  # metres; nothing that is put into a bouquet is wider
CALYX = SLICES // 14
THIN = 0.38  # a stem is thinner than this share of the head
HEADED: tuple[Role, ...] = ("focal", "mass")
STEM_LENGTH: dict[Role, float] = {"focal": 0.5, "mass": 0.5, "line": 0.6, "filler": 0.5, "foliage": 0.5}
"""What a stem is given when only the head was scanned."""


@dataclass(frozen=True, eq=False)
class Measured:
    """scale: metres for one unit of the file. neck (3,): where the stem meets the bloom; top: height of the highest point.

    stem_radius at the neck. stem_length: from the cut to the top. head_centre (3,), head_diameter. has_stem: whether a stem
    was scanned with it; foot (3,): where the scanned stem ends.
    """

    scale: float
    neck: Array
    top: float
    stem_radius: float
    stem_length: float
    head_centre: Array
    head_diameter: float
    has_stem: bool
    foot: Array


def scale_to(points: Points, low: Array, high: Array, fit: Fit) -> tuple[float, Array]:
    """(scale, offset) that give the upright scan with bounds low, high its true length. Raises ScanRefused."""
    height = float(high[1] - low[1])
    if height <= 1e-6 * float((high - low).max()):
        raise ScanRefused("scan.flat")
    scale = fit.length / height
    width = float(max(high[0] - low[0], high[2] - low[2])) * scale
    if width > WIDEST:
        raise ScanRefused("scan.proportions", width=round(width * 100))
    middle = np.median(points.positions, 0)
    return scale, np.array([-middle[0], -low[1], -middle[2]]) * scale


def measure(points: Points, scale: float, fit: Fit) -> Measured:
    """Find neck and head of points that have their true size already. Raises ScanRefused `scan.neck`, `scan.head_size`."""
    length = fit.length
    centres, radii, thickness = _profile(points, length)
    if fit.neck is not None and not 0 < fit.neck <= length:
        raise ScanRefused("scan.neck", most=round(length * 100, 1))
    slice_height = length / SLICES
    height = length - fit.neck if fit.neck is not None else _neck(radii, thickness, fit.role) * slice_height
    has_stem = height > max(0.05, 0.2 * length)
    at = min(int(height / slice_height), SLICES - 1)
    neck = np.array([centres[at, 0], height, centres[at, 1]])
    head = points.where(points.positions[:, 1] >= height)
    if not len(head.positions):
        raise ScanRefused("scan.neck", most=round(length * 100, 1))
    centre, diameter = _head(head, fit.role)
    if fit.head is not None:
        if not 0.7 < diameter / fit.head < 1.4:
            stated, measured = round(fit.head * 100, 1), round(diameter * 100, 1)
            raise ScanRefused("scan.head_size", measured=measured, stated=stated)
        diameter = fit.head
    # Leaves reach far out of some slices; what is thin among the slices of the stem is the stem itself.
    thin = float(np.percentile(thickness[:at], 25)) if has_stem and at else 0.045 * diameter / 2
    whole = fit.stem or (length if has_stem else max(STEM_LENGTH[fit.role], length + 0.2))
    return Measured(
        scale=scale,
        neck=neck,
        top=length,
        stem_radius=float(np.clip(thin, 0.0008, 0.008)),
        stem_length=max(whole, length - height + 0.05),
        head_centre=centre,
        head_diameter=diameter,
        has_stem=has_stem,
        foot=np.array([centres[0, 0], 0.0, centres[0, 1]]),
    )


def _profile(points: Points, length: float) -> tuple[Array, Array, Array]:
    """(centres (SLICES,2) x and z, reaches (SLICES,), thicknesses (SLICES,)) of slices from the ground up: the middle of the
    surface, how far nine tenths of it reach from there, and how far half of it does."""
    level = np.clip((points.positions[:, 1] / length * SLICES).astype(np.int64), 0, SLICES - 1)
    found = np.full((SLICES, 4), np.nan)
    for k in range(SLICES):
        ring = points.positions[level == k][:, [0, 2]]
        if len(ring) >= 3:
            centre = np.median(ring, 0)
            away = np.linalg.norm(ring - centre, axis=1)
            found[k] = *centre, np.percentile(away, 90), np.median(away)
    known = np.flatnonzero(~np.isnan(found[:, 0]))
    every = np.arange(SLICES)
    smooth = np.stack([np.interp(every, known, found[known, column]) for column in range(4)], 1)
    return smooth[:, :2], smooth[:, 2], smooth[:, 3]


def _neck(radii: Array, thickness: Array, role: Role) -> int:
    """The slice where the stem begins. A head ends where it is thin for the first time below its widest place; what branches
    (sprays, spikes, leafy stems) is kept whole from its lowest branch, but never more than the upper two thirds."""
    if role in HEADED:
        widest = radii[-1]
        for k in range(SLICES - 1, -1, -1):
            widest = max(widest, radii[k])
            if k < SLICES * 0.97 and radii[k] < THIN * widest:
                return _under_calyx(radii, k, 1.7 * float(np.percentile(thickness[: k + 1], 25)))
        return 0
    thin = float(np.percentile(radii[: SLICES // 4], 20))
    if thin > 0.35 * float(radii.max()):
        return 0  # wide from the ground up: no stem was scanned
    branching = int(np.argmax(radii > max(3 * thin, 0.25 * float(radii.max()))))
    return int(np.clip(branching, SLICES // 3, SLICES * 4 // 5))


def _under_calyx(radii: Array, k: int, thin: float) -> int:
    """From the underside of a head at slice k on down past its calyx, to where only the stem is left, if that is near."""
    for lower in range(k, max(k - CALYX, 0), -1):
        if radii[lower] <= thin:
            return lower + 1
    return k + 1


def _head(head: Points, role: Role) -> tuple[Array, float]:
    """(centre, diameter) of the head: its outline seen from above, without the last two in a hundred points that stick out."""
    low, high = np.percentile(head.positions, 1, axis=0), np.percentile(head.positions, 99, axis=0)
    centre = (low + high) / 2
    away = np.linalg.norm(head.positions[:, [0, 2]] - centre[[0, 2]], axis=1)
    if role not in HEADED:
        return centre, float(2 * np.percentile(away, 90))
    return centre, float(2 * np.percentile(away, 98))
