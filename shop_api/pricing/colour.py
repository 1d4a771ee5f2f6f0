"""How different two colours look: CIEDE2000. Pure.

Source: G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 Color-Difference Formula: Implementation Notes, Supplementary Test Data,
and Mathematical Observations", Color Research and Application 30(1), 2005, equations 2-22.
"""

from __future__ import annotations

from functools import lru_cache
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

Lab = tuple[float, float, float]
_WHITE = (0.95047, 1.0, 1.08883)  # D65, 2 degrees


@lru_cache(maxsize=1024)
def lab(hex_colour: str) -> Lab:
    """CIELAB (D65) of an sRGB `#RRGGBB`. IEC 61966-2-1 for the decoding."""
    channels = [int(hex_colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    xyz = (
        0.4124564 * r + 0.3575761 * g + 0.1804375 * b,
        0.2126729 * r + 0.7151522 * g + 0.0721750 * b,
        0.0193339 * r + 0.1191920 * g + 0.9503041 * b,
    )
    fx, fy, fz = (_cube_root(value / white) for value, white in zip(xyz, _WHITE, strict=True))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _cube_root(value: float) -> float:
    return float(value ** (1 / 3)) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116


def difference(one: Lab, other: Lab) -> float:
    """Delta E 2000: 0 for equal, about 1 just noticeable, above 15 clearly another colour."""
    mean_c = (hypot(*one[1:]) + hypot(*other[1:])) / 2
    g = 0.5 * (1 - sqrt(mean_c**7 / (mean_c**7 + 25.0**7)))
    c1, h1 = _chroma_hue(one, g)
    c2, h2 = _chroma_hue(other, g)
    d_l, d_c = other[0] - one[0], c2 - c1
    turn = _turn(h1, h2) if c1 * c2 else 0.0
    d_h = 2 * sqrt(c1 * c2) * sin(radians(turn) / 2)
    l_mean, c_mean = (one[0] + other[0]) / 2, (c1 + c2) / 2
    h_mean = _mean_hue(h1, h2) if c1 * c2 else h1 + h2
    t = (
        1
        - 0.17 * cos(radians(h_mean - 30))
        + 0.24 * cos(radians(2 * h_mean))
        + 0.32 * cos(radians(3 * h_mean + 6))
        - 0.20 * cos(radians(4 * h_mean - 63))
    )
    s_l = 1 + 0.015 * (l_mean - 50) ** 2 / sqrt(20 + (l_mean - 50) ** 2)
    s_c, s_h = 1 + 0.045 * c_mean, 1 + 0.015 * c_mean * t
    rotation = -2 * sqrt(c_mean**7 / (c_mean**7 + 25.0**7)) * sin(radians(60 * exp(-(((h_mean - 275) / 25) ** 2))))
    total = (d_l / s_l) ** 2 + (d_c / s_c) ** 2 + (d_h / s_h) ** 2 + rotation * (d_c / s_c) * (d_h / s_h)
    return sqrt(max(0.0, total))


def _chroma_hue(colour: Lab, g: float) -> tuple[float, float]:
    a = (1 + g) * colour[1]
    return hypot(a, colour[2]), degrees(atan2(colour[2], a)) % 360 if (a or colour[2]) else 0.0


def _turn(h1: float, h2: float) -> float:
    """From the first hue to the second, the short way, in degrees."""
    turn = h2 - h1
    return turn - 360 if turn > 180 else turn + 360 if turn < -180 else turn


def _mean_hue(h1: float, h2: float) -> float:
    if abs(h1 - h2) <= 180:
        return (h1 + h2) / 2
    return (h1 + h2 + 360) / 2 if h1 + h2 < 360 else (h1 + h2 - 360) / 2
