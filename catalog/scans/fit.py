"""What a shop says of the size of what it scanned."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.species import Role

AXES = ("x", "-x", "y", "-y", "z", "-z")


@dataclass(frozen=True)
class Fit:
    """What the shop says of the real thing, metres. length: of what was scanned, from its lowest to its highest point.

    head: diameter of the head. neck: how far below the top the head ends. stem: whole length as it is sold. up: which axis of
    the file points up. None: measured from the scan.
    """

    role: Role
    length: float
    head: float | None = None
    neck: float | None = None
    stem: float | None = None
    up: str = "y"
