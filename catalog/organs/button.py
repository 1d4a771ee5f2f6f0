"""Small double daisies: buttons of short rays on a dome, with no eye to be seen. Centimetres; facing +Y, the cup's foot at the origin."""

from __future__ import annotations

import numpy as np

from catalog.atlas import Atlas
from catalog.mesh import Mesh, merge
from catalog.organs.capitulum import Layer, layers_drawn
from catalog.organs.curves import smoothstep
from catalog.organs.place import scale, shift
from catalog.organs.plush import Plush, cushion
from catalog.organs.rays import Ray, tip_radius
from catalog.organs.stem import lathe
from catalog.plant import Level

RAYS = 63
_FORM = Plush(0.52, 0.3, 0.4, 0.56, (0.3, 0.4), lowest=-12.0, hook=62.0, loose=6.0, late=0.35, young=0.55, back=-0.6)
_SHAPE = Ray(outline=((0, 0.6), (0.4, 0.9), (0.75, 1.0), (1, 0.72)), roundness=0.1, cup=((0, 0.5), (0.6, 0.3), (1, 0.15)))
_EVERY = {Level.HERO: 1, Level.STANDARD: 4, Level.PHONE: 6, Level.FAR: 15}
_LOW = {Level.HERO: (2, 1), Level.STANDARD: (2, 1), Level.PHONE: (2, 1), Level.FAR: (1, 1)}
_DOME = {Level.HERO: (6, 2), Level.STANDARD: (6, 2), Level.PHONE: (6, 2), Level.FAR: (4, 1)}


def button(
    openness: float, radius: float, lift: float, rng: np.random.Generator, atlas: Atlas, slots: tuple[str, str, str], level: Level
) -> Mesh:
    """One head `radius` wide, its rays from `lift` up. slots: of rays, of the ground between them (a picture from above), of the cup."""
    ray, ground, cup = slots
    q = float(np.clip(openness / 0.95, 0, 1))
    whorl = cushion(_FORM, q, rng.normal(0, 1, (6, RAYS)))
    layers = (
        Layer(0.0, ray, _SHAPE, _LOW, {**_EVERY, Level.PHONE: 11, Level.FAR: 0}, 0.12),
        Layer(0.78, ray, _SHAPE, {**_LOW, Level.HERO: (2, 2)}, {**_EVERY, Level.STANDARD: 1, Level.PHONE: 3, Level.FAR: 4}, 0.1),
    )
    size = radius / tip_radius(whorl, 0.92)
    sides, rows = _DOME[level]
    r = np.linspace(1.0, 0.03, rows + 1)
    # Few rays leave more of the ground to be seen, so it swells to where their tips would be.
    full = {Level.HERO: 0.98, Level.STANDARD: 1.0, Level.PHONE: 1.35, Level.FAR: 1.4}[level]
    high = _FORM.dome * {Level.PHONE: 2.3, Level.FAR: 1.8}.get(level, 1.0)
    dome = lathe(np.stack([0.5 * full * r, high * (1 - r**2)], 1), atlas, ground, sides=sides)
    p = dome.positions
    seen = Mesh(p, dome.normals, atlas.texcoords(ground, p[:, 0] / 0.6, p[:, 2] / 1.2 + 0.5), dome.colours, dome.indices)
    head = merge([seen, *layers_drawn(whorl, layers, atlas, level, 0.55)]).transformed(shift(y=lift) @ scale(size))
    if level in (Level.PHONE, Level.FAR):
        return head
    wide = 0.52 * size * (0.92 + 0.08 * float(smoothstep(0.0, 0.6, q)))
    profile = [(0.07, 0.0), (wide * 0.8, 0.05), (wide * 1.02, lift * 0.7), (wide * 0.98, lift * 1.1)]
    return merge([head, lathe(profile, atlas, cup, sides=6 if level is Level.HERO else 4)])


__all__ = ["RAYS", "button"]
