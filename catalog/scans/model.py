"""A kept scan as the rest of the product sees it: plants and skins, like those of a grown species."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from catalog.mesh import Mesh
from catalog.packing import unpack
from catalog.plant import Head, Level, Plant
from catalog.scans.archive import read_head, read_level
from catalog.scans.atlas import scan_atlas
from catalog.skin import Skin
from catalog.species import Variety
from catalog.surface import finished, flat_tile, hex_colour, palette, stem_tile

TURN = 2 * np.pi / 3 + 0.4
SIZES = (1.0, 0.965, 1.03)
"""Siblings of one scan: turned about the stem, and a little smaller or larger, so that no two neighbours look the same."""


@dataclass(frozen=True, eq=False)
class Scan:
    """One species that was scanned. digest names the model's content; retired: shown where it is used, offered nowhere."""

    id: str
    path: Path
    facts: Mapping[str, Any]
    row: Mapping[str, Any]

    @property
    def digest(self) -> str:
        return str(self.facts["digest"])

    @property
    def retired(self) -> bool:
        return self.row.get("retired") is True


def open_scan(path: Path) -> Scan:
    """Raises ArchiveDamaged, FileNotFoundError."""
    head = read_head(path)
    return Scan(path.stem, path, head.facts, head.row)


def scan_plant(scan: Scan, individual: int, level: Level) -> Plant:
    """One sibling. All stages of a scan are the flower as it was scanned. Raises ArchiveDamaged, FileNotFoundError, ValueError."""
    plant = unpack(read_level(scan.path, level))
    number = individual % len(SIZES)
    size, angle = SIZES[number], TURN * number
    turn = np.eye(4)
    turn[:3, :3] = size * np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]])
    spin = turn.copy()
    spin[:3, :3] /= size
    proxies = np.column_stack([plant.proxies[:, :3] @ turn[:3, :3].T, plant.proxies[:, 3] * size]).astype(np.float32)
    centre = (turn[:3, :3] @ plant.head.centre).astype(np.float32)
    stalk: Mesh = plant.stalk.transformed(spin)
    head = Head(centre, plant.head.radius * size, plant.head.axis)
    return replace(plant, bloom=plant.bloom.transformed(turn), stalk=stalk, head=head, proxies=proxies)


def scan_skin(scan: Scan, variety: Variety) -> Skin:
    """The palette. A variety of another colour than the scanned one turns the flower's own colours by as much."""
    bodies = np.array(scan.facts["bodies"], np.float64)
    stem = np.array(scan.facts["stem"], np.float64)
    if variety.hex.upper() != str(scan.facts["hex"]).upper():
        bodies[0] *= hex_colour(variety.hex) / np.maximum(hex_colour(str(scan.facts["hex"])), 0.004)
    atlas = scan_atlas(len(bodies))
    tiles = {name: flat_tile(np.clip(body, 0, 1), 0.0) for (name, _), body in zip(atlas.slots, bodies, strict=False)}
    return Skin(atlas, palette(atlas, finished(tiles | {"stem": stem_tile(stem)})))
