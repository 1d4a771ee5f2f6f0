"""A hand-folded paper wrap: tissue inside, tall folded sheets behind, two sheets crossed in front, a pleated skirt below the tie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog.atlas import Atlas
from catalog.containers.panels import Array, Gather, Meridian, Sheet, extent, fold
from catalog.containers.papers import PAPERS, TISSUE, Paper, paper_skin
from catalog.mesh import merge
from catalog.skin import Piece

MOST_SHEETS = 12
SKIRT_FLARE = 0.46  # metres outwards per metre below the tie, for paper; ribbons that hang over a skirt use it too
PAPER_ROOM = 0.008  # thickness of all gathered paper at the tie: the pad, one pleat and the layers
PAD, PLEAT = 0.0035, 0.0016
Corners = tuple[tuple[float, float], ...]


def wrap_pieces(good: str, colours: tuple[str, ...], fit: Mapping[str, float]) -> tuple[Piece, ...]:
    """The paper around a bouquet, base of the bouquet at y = 0, open side towards +Z.

    colours: outer, inner (the reverse and the tissue), line along the border; the good's own when empty. fit in metres:
    binding_height, binding_radius, rim_radius, rim_height, crown_height, sheets. Raises ValueError for an unknown good or a
    fit without one of these.
    """
    if good not in PAPERS:
        raise ValueError(f"no paper called {good!r}; there are {', '.join(PAPERS)}")
    paper = PAPERS[good]
    chosen = _three_colours(paper, colours)
    tie = Tie.of(fit)
    gather = _gather(tie, paper)
    inner, outer = fold(_tissue(tie), gather), fold(_sheets(tie, paper), gather)
    atlas = gather.atlas
    if paper.blend == "opaque":
        return (Piece(merge([inner, outer]), paper_skin(good, chosen, atlas)),)
    return Piece(inner, paper_skin(good, chosen, atlas)), Piece(outer, paper_skin(good, chosen, atlas, "outer"))


def wrap_extent(good: str, fit: Mapping[str, float]) -> Array:
    """(2,3) lowest and highest corner of the paper that `wrap_pieces` makes, within a millimetre, without making it."""
    tie, paper = Tie.of(fit), PAPERS[good]
    return extent([*_tissue(tie), *_sheets(tie, paper)], _gather(tie, paper))


def _gather(tie: Tie, paper: Paper) -> Gather:
    atlas = Atlas((("outer", paper.finish), ("inner", paper.finish), ("edge", paper.finish), ("tissue", TISSUE)))
    return Gather.of(
        tie.meridian(), tie.rim_height, tie.crown, 1.02 * tie.skirt, tie.pleats, PLEAT, paper.fold, paper.crumple, atlas
    )


def paper_waist(fit: Mapping[str, float]) -> float:
    """Outer radius of the gathered paper at the tie, metres: what a ribbon goes round (its own binding_radius)."""
    return fit["binding_radius"] + PAPER_ROOM


@dataclass(frozen=True)
class Tie:
    """The lengths of one wrap, metres: stems at the tie, the paper's waist, the rim and the crown that it has to clear."""

    height: float
    stems: float
    rim: float
    rim_height: float
    crown: float
    sheets: int

    @staticmethod
    def of(fit: Mapping[str, float]) -> Tie:
        missing = [k for k in ("binding_height", "binding_radius", "rim_radius", "rim_height", "crown_height") if k not in fit]
        if missing:
            raise ValueError(f"a wrap's fit needs {', '.join(missing)}")
        sheets = int(np.clip(round(fit.get("sheets", 6)), 1, MOST_SHEETS))
        rim = fit["rim_radius"] * 1.01 + 0.003
        rim_height = max(fit["rim_height"], fit["binding_height"] + 0.03)
        return Tie(
            fit["binding_height"], fit["binding_radius"], rim, rim_height, max(fit["crown_height"], rim_height + 0.01), sheets
        )

    @property
    def waist(self) -> float:
        """Radius of the innermost paper at the tie."""
        return self.stems + PAD

    @property
    def pleats(self) -> int:
        """Creases around: as many as the waist has room for, and enough that a flat panel never cuts into a wide dome."""
        return 2 * int(np.clip(max(round(np.pi * self.waist / 0.0062), round(55 * self.rim)), 8, 22))

    @property
    def skirt(self) -> float:
        """How far the skirt's tips hang below the tie: the stems' ends stay to be seen."""
        return 0.68 * self.height

    @property
    def cuff(self) -> float:
        """Width of the margin that the crossed sheets turn over outwards."""
        return 0.008 + 0.05 * self.rim

    def up(self, part: float) -> float:
        """Height at a part of the way from the tie to the rim."""
        return self.height + part * (self.rim_height - self.height)

    def above(self, part: float) -> float:
        """Height over the crown by a part of the rim's radius, and 2 cm."""
        return self.crown + 0.02 + part * self.rim

    def over(self, part: float) -> float:
        """Height at a part of the way from the rim to the crown."""
        return self.rim_height + part * (self.crown - self.rim_height)

    def meridian(self) -> Meridian:
        """A hyperbola about the cone of stems (so paper is everywhere outside it), bellied towards the rim as if cupped by a hand,
        then a bend upwards beside the dome."""
        spread = (self.rim - self.stems) / (self.rim_height - self.height)
        fall = np.linspace(-0.98 * self.height, 0, 60)[:-1]
        rise = np.linspace(0, self.rim_height - self.height, 120)
        dy = np.concatenate([fall, rise])
        slope = np.where(dy < 0, SKIRT_FLARE, spread)
        belly = 0.075 * self.rim * np.sin(np.pi * np.clip(dy / (self.rim_height - self.height), 0, 1) ** 1.5)
        radius = self.stems + np.hypot(PAD, slope * dy) + belly
        height = self.height + dy
        # beyond the rim: turn towards a lean of 9 degrees within a few centimetres
        steep = np.arctan2(1.0, (radius[-1] - radius[-2]) / (height[-1] - height[-2]))
        lean = max(steep, np.radians(81))
        step = 0.002
        travel = np.arange(1, int(np.ceil(1.6 * (self.crown - self.rim_height + 0.1) / step)) + 1) * step
        elevation = lean + (steep - lean) * np.exp(-travel / (0.05 * self.rim + 0.006))
        radius = np.concatenate([radius, radius[-1] + np.cumsum(np.cos(elevation)) * step])
        height = np.concatenate([height, height[-1] + np.cumsum(np.sin(elevation)) * step])
        s = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(radius), np.diff(height)))])
        return Meridian(s - s[len(fall)], radius, height)


def _three_colours(paper: Paper, colours: tuple[str, ...]) -> tuple[str, str, str]:
    """Outer, inner and border line: what is not chosen follows from what is."""
    chosen = tuple(colours) or paper.colours
    inner = chosen[1] if len(chosen) > 1 else (paper.colours[1] if not colours else chosen[0])
    return chosen[0], inner, chosen[2] if len(chosen) > 2 else inner


def _skirt(tie: Tie, long: float, tip: float) -> Corners:
    """A diamond below the tie with its point at u = tip."""
    deep = tie.skirt * long
    return (-1.0, deep * 0.52), (tip, deep), (1.0, deep * 0.55)


def _tissue(tie: Tie) -> list[Sheet]:
    """Soft sheets of the second colour all round, tips between the outer sheets', two or three centimetres above them."""
    count = 7 if tie.sheets >= 4 else 5
    peek = 0.006 + 0.04 * tie.rim
    sheets = []
    for k in range(count):
        centre = 2 * np.pi * (k + 0.5) / count
        back = (1 - np.cos(centre)) / 2
        tip = (tie.up(0.80 + 0.5 * back) if back < 0.35 else tie.over(0.95 * back**1.5)) + peek
        low = tie.up(0.64 + 0.34 * back)
        turn = 0.12 if k % 2 else -0.16
        sheets.append(
            Sheet(
                centre=centre,
                half=1.5 * np.pi / count,
                top=((-1.0, low), (turn, tip), (1.0, low)),
                bottom=_skirt(tie, 0.86 + 0.1 * (k % 3), turn),
                layer=0.35 * (k % 2),
                face="tissue",
                edge="tissue",
                seed=100 + k,
                border=0.0,
                crumple=0.0003 * min(1.0, tie.rim / 0.12),
                tilt=0.3,
            )
        )
    return sheets


def _sheets(tie: Tie, paper: Paper) -> list[Sheet]:
    """Outer paper in the order a florist adds it: the two crossed sheets first, then the back, the front, and fillers between."""
    common = {"border": paper.border, "face": "outer", "edge": "edge"}
    order = (
        _right,
        _left,
        _back,
        _front,
        _back_left,
        _back_right,
        _back_high,
        _apron,
        _flank_right,
        _flank_left,
        _wing_right,
        _wing_left,
    )
    return [sheet for make in order[: max(tie.sheets, 2)] for sheet in make(tie, common)]


def _sheet(common: Mapping[str, Any], seed: int, degrees: tuple[float, float], top: Corners, bottom: Corners, **more: Any) -> Sheet:
    """A sheet between two azimuths in degrees."""
    a, b = np.radians(degrees)
    values = {**common, "seed": seed, "centre": (a + b) / 2, "half": (b - a) / 2, "top": top, "bottom": bottom, **more}
    return Sheet(**values)


def _right(t: Tie, c: Mapping[str, Any]) -> list[Sheet]:
    top = ((-1.0, t.up(0.40)), (-0.5, t.up(0.72)), (0.0, t.up(0.93)), (0.42, t.over(0.55)), (1.0, t.over(0.1)))
    return [_sheet(c, 1, (-44, 156), top, _skirt(t, 1.0, -0.35), layer=2.4, sides=True, curl=0.0, cuff=t.cuff, reverse="inner")]


def _left(t: Tie, c: Mapping[str, Any]) -> list[Sheet]:
    top = ((-1.0, t.over(0.05)), (-0.38, t.over(0.48)), (0.06, t.up(0.92)), (0.54, t.up(0.70)), (1.0, t.up(0.34)))
    return [
        _sheet(c, 2, (-152, 50), top, _skirt(t, 0.95, 0.3), layer=3.4, tilt=0.3, sides=True, curl=0.0, cuff=t.cuff, reverse="inner")
    ]


def _back(t: Tie, c: Mapping[str, Any]) -> list[Sheet]:
    """One sheet folded off its diagonal: two corners stand up side by side."""
    inner = ((-1.0, t.up(0.9)), (-0.2, t.above(0.02)), (1.0, t.up(0.85)))
    outer = ((-1.0, t.up(0.8)), (0.2, t.above(0.12)), (1.0, t.up(0.9)))
    return [
        _sheet(c, 3, (104, 244), inner, _skirt(t, 0.9, 0.2), layer=1.0, face="inner"),
        _sheet(c, 4, (112, 256), outer, _skirt(t, 1.0, -0.1), layer=1.5),
    ]


def _front(t: Tie, c: Mapping[str, Any]) -> list[Sheet]:
    """Fills the neck of the two crossed sheets, its corner a little off the middle."""
    top = ((-1.0, t.up(0.5)), (0.1, t.up(0.86)), (1.0, t.up(0.55)))
    return [_sheet(c, 5, (-58, 60), top, _skirt(t, 0.88, 0.1), layer=1.4)]


def _back_left(t: Tie, c: Mapping[str, Any]) -> list[Sheet]:
    top = ((-1.0, t.over(0.1)), (0.05, t.over(0.92)), (1.0, t.up(0.9)))
    return [_sheet(c, 6, (-170, -66), top, _skirt(t, 0.92, -0.2), layer=1.8)]


def _back_right(t: Tie, c: Mapping[str, Any]) -> list[Sheet]:
    top = ((-1.0, t.up(0.9)), (-0.1, t.over(0.84)), (1.0, t.over(0.1)))
    return [_sheet(c, 7, (62, 166), top, _skirt(t, 0.97, 0.25), layer=1.3)]


def _back_high(t: Tie, c: Mapping[str, Any]) -> list[Sheet]:
    top = ((-1.0, t.up(0.9)), (-0.1, t.above(0.2)), (1.0, t.up(0.9)))
    return [_sheet(c, 11, (122, 232), top, _skirt(t, 0.94, 0.1), layer=2.1)]


def _apron(t: Tie, c: Mapping[str, Any]) -> list[Sheet]:
    top = ((-1.0, t.up(0.28)), (-0.12, t.up(0.62)), (1.0, t.up(0.3)))
    return [_sheet(c, 10, (-50, 42), top, _skirt(t, 1.02, 0.15), layer=4.8, sides=True)]


def _flank_right(t: Tie, c: Mapping[str, Any]) -> list[Sheet]:
    top = ((-1.0, t.up(0.4)), (0.0, t.up(0.95)), (1.0, t.up(0.5)))
    return [_sheet(c, 8, (44, 124), top, _skirt(t, 0.9, 0.0), layer=4.9, tilt=0.2, sides=True)]


def _flank_left(t: Tie, c: Mapping[str, Any]) -> list[Sheet]:
    top = ((-1.0, t.up(0.5)), (-0.06, t.up(0.98)), (1.0, t.up(0.4)))
    return [_sheet(c, 9, (-116, -26), top, _skirt(t, 0.96, 0.1), layer=5.5, tilt=-0.2, sides=True)]


def _wing_right(t: Tie, c: Mapping[str, Any]) -> list[Sheet]:
    top = ((-1.0, t.up(0.7)), (0.1, t.over(0.6)), (1.0, t.up(0.7)))
    return [_sheet(c, 12, (84, 156), top, _skirt(t, 0.9, 0.0), layer=2.2)]


def _wing_left(t: Tie, c: Mapping[str, Any]) -> list[Sheet]:
    top = ((-1.0, t.up(0.7)), (-0.1, t.over(0.66)), (1.0, t.up(0.7)))
    return [_sheet(c, 13, (-158, -84), top, _skirt(t, 0.9, 0.0), layer=2.3)]
