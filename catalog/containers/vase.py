"""A blown glass cylinder with a thick base, and the water in it. Lathed, with smooth normals, 48 sides."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from catalog.atlas import TILE, Atlas, Finish
from catalog.containers.papers import compose_palette, srgb
from catalog.mesh import Mesh, merge, mesh, unit
from catalog.skin import Blend, Piece, Skin

Array = NDArray[np.float64]
SIDES = 48
MENISCUS = 0.003  # metres that water climbs up glass: the capillary length of water is 2.7 mm
CLEARANCE = 0.0004  # between water and glass, so that the two surfaces never share a depth
GLASS, WATER = Finish(roughness=0.03), Finish(roughness=0.02)
VASES: dict[str, str] = {"vase-glass-cyl": "#F1F7F5"}


def vase_pieces(good: str, colours: tuple[str, ...], fit: Mapping[str, float]) -> tuple[Piece, ...]:
    """Glass and water, standing on y = 0.

    fit in metres: height, radius (outer), neck_radius (outer, at the lip), wall, water_height (of the surface above y = 0; no water
    when it lies below the base's inside). Raises ValueError for an unknown good or a fit without one of these.
    """
    if good not in VASES:
        raise ValueError(f"no vase called {good!r}; there are {', '.join(VASES)}")
    missing = [k for k in ("height", "radius", "neck_radius", "wall", "water_height") if k not in fit]
    if missing:
        raise ValueError(f"a vase's fit needs {', '.join(missing)}")
    colour = colours[0] if colours else VASES[good]
    height, radius, neck = fit["height"], fit["radius"], fit["neck_radius"]
    wall = min(fit["wall"], 0.3 * min(radius, neck))
    base = vase_floor(height, wall)
    glass = Piece(_lathe(_glass(height, radius, neck, wall, base), "glass", _atlas("glass")), _skin("glass", colour))
    level = min(fit["water_height"], height - 0.004 - MENISCUS)
    if level <= base + 0.004:
        return (glass,)
    inside = _water(level, height, radius, neck, wall, base)
    return glass, Piece(_lathe(inside, "water", _atlas("water")), _skin("water", "#EFF6F6"))


def vase_floor(height: float, wall: float) -> float:
    """Height of the glass that stems stand on: a blown vase's base is three times as thick as its wall, at least 12 mm; metres."""
    return max(0.012, 3.2 * wall) * min(1.0, height / 0.2)


def vase_extent(fit: Mapping[str, float]) -> Array:
    """(2,3) lowest and highest corner of the glass."""
    radius = max(fit["radius"], fit["neck_radius"])
    return np.array([[-radius, 0.0, -radius], [radius, fit["height"], radius]])


def _body(y: Array, height: float, radius: float, neck: float) -> Array:
    """Outer radius at heights y: straight below, going over softly to the neck in the upper half."""
    t = np.clip((y / height - 0.45) / 0.5, 0, 1)
    return radius + (neck - radius) * t * t * (3 - 2 * t)


def _glass(height: float, radius: float, neck: float, wall: float, base: float) -> list[Array]:
    """Profiles (K,2) of radius and height, in the order outside seen: underside, heel, outer wall, lip, inner wall, inner floor."""
    heel, lip = min(0.006, 0.5 * base), wall / 2
    quarter = np.linspace(0, np.pi / 2, 7)
    # the underside is a shallow hollow standing on a ring, as a blown vase's punt is
    ring = radius - heel
    dish = np.linspace(0.0, 1.0, 8)
    under = np.stack([ring * dish, 0.0022 * (1 - dish**2) ** 2], 1)
    heel_curve = np.stack([ring + heel * np.sin(quarter), heel * (1 - np.cos(quarter))], 1)
    y = np.linspace(heel, height - lip, 3 if neck == radius else 14)
    outer = np.stack([_body(y, height, radius, neck), y], 1)
    half = np.linspace(0, np.pi, 9)
    top = np.stack([neck - lip + lip * np.cos(half), height - lip + lip * np.sin(half)], 1)
    soft = min(0.008, 0.4 * radius)
    y = np.linspace(height - lip, base + soft, 3 if neck == radius else 14)
    inner = np.stack([_body(y, height, radius, neck) - wall, y], 1)
    r = radius - wall
    bowl = np.stack([r - soft + soft * np.cos(quarter), base + soft - soft * np.sin(quarter)], 1)
    floor = np.stack([(r - soft) * (1 - dish), base + 0.0 * dish], 1)
    return [np.concatenate([under, heel_curve[1:], outer[1:], top[1:], inner[1:], bowl[1:], floor[1:]])]


def _water(level: float, height: float, radius: float, neck: float, wall: float, base: float) -> list[Array]:
    """Body of the water just inside the glass, and its surface with the meniscus; split at the sharp contact line."""
    soft = min(0.008, 0.4 * radius)
    r = radius - wall
    quarter = np.linspace(np.pi / 2, 0, 7)
    dish = np.linspace(0.0, 1.0, 6)
    floor = np.stack([(r - soft) * dish, np.full(6, base + CLEARANCE)], 1)
    bowl = np.stack([r - soft + (soft - CLEARANCE) * np.cos(quarter), base + soft - (soft - CLEARANCE) * np.sin(quarter)], 1)
    y = np.linspace(base + soft, level + MENISCUS, 3 if neck == radius else 10)
    side = np.stack([_body(y, height, radius, neck) - wall - CLEARANCE, y], 1)
    edge = side[-1, 0]
    away = edge * np.concatenate([[0.0], np.geomspace(0.004, 1.0, 12)])
    surface = np.stack([edge - away, level + MENISCUS * np.exp(-np.minimum(away / 0.0019, 20))], 1)
    return [np.concatenate([floor, bowl[1:], side[1:]]), surface]


def _lathe(profiles: list[Array], slot: str, atlas: Atlas) -> Mesh:
    """Profiles turned round the y axis; each is smooth in itself. A profile runs so that its outside lies to its right."""
    parts = []
    turn = np.linspace(0, 2 * np.pi, SIDES + 1)
    for profile in profiles:
        slope = unit(np.pad(np.gradient(profile, axis=0), ((0, 0), (0, 1))))
        r, y = profile.T
        position = np.stack(
            [r[:, None] * np.sin(turn), np.broadcast_to(y[:, None], (len(y), SIDES + 1)), r[:, None] * np.cos(turn)], -1
        )
        out_r, out_y = slope[:, 1:2], -slope[:, :1]
        out_r = np.where(r[:, None] < 1e-9, 0.0, out_r)  # on the axis only up or down is possible
        normal = np.stack([out_r * np.sin(turn), np.broadcast_to(out_y, (len(y), SIDES + 1)), out_r * np.cos(turn)], -1)
        normal[np.abs(normal) < 1e-9] = 0.0
        k = np.arange(len(y) * (SIDES + 1), dtype=np.uint32).reshape(len(y), -1)
        a, b, c, d = k[:-1, :-1].ravel(), k[:-1, 1:].ravel(), k[1:, :-1].ravel(), k[1:, 1:].ravel()
        faces = np.concatenate([np.stack([a, b, d], 1), np.stack([a, d, c], 1)])
        radius = np.linalg.norm(position.reshape(-1, 3)[:, [0, 2]], axis=1)[faces]
        faces = faces[(radius < 1e-9).sum(1) < 2]  # the fan at the axis needs one of its two triangles only
        across = np.broadcast_to(np.linspace(-1, 1, SIDES + 1), k.shape)
        along = np.broadcast_to(np.linspace(0, 1, len(y))[:, None], k.shape)
        parts.append(mesh(position.reshape(-1, 3), faces, atlas.texcoords(slot, across, along), normals=normal.reshape(-1, 3)))
    return merge(parts)


@lru_cache(maxsize=8)
def _atlas(slot: str) -> Atlas:
    return Atlas(((slot, GLASS if slot == "glass" else WATER),))


@lru_cache(maxsize=32)
def _skin(slot: Blend, colour: str) -> Skin:
    atlas = _atlas(slot)
    tile = np.broadcast_to(srgb(colour), (TILE, TILE, 3))
    return Skin(atlas, compose_palette(atlas, {slot: tile.astype(np.float64)}), slot)
