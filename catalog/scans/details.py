"""What a shop says of a scanned species besides its model: names, role, cost, keeping. What it leaves out is usual for the role."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from catalog.scans.fit import AXES, Fit
from catalog.scans.refusals import ScanRefused, option_refused
from catalog.species import ROLES, STAGES, PetRisk, Role

IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ID = 40
LONGEST_NAME = 60
VARIETY = "own"

USUAL: Mapping[Role, Mapping[str, Any]] = {
    "focal": {"cost_fen": 500, "vase_days": (5, 9), "plan_days": 6, "bunch": 10, "form": "single bloom"},
    "mass": {"cost_fen": 300, "vase_days": (6, 10), "plan_days": 7, "bunch": 10, "form": "single bloom"},
    "line": {"cost_fen": 400, "vase_days": (6, 10), "plan_days": 7, "bunch": 10, "form": "spike"},
    "filler": {"cost_fen": 250, "vase_days": (7, 12), "plan_days": 7, "bunch": 10, "form": "spray"},
    "foliage": {"cost_fen": 200, "vase_days": (8, 14), "plan_days": 9, "bunch": 10, "form": "leafy branch"},
}
"""Middling values of the catalogue's own species of the role."""


@dataclass(frozen=True)
class Details:
    """One scanned species as the shop describes it. Lengths in cm, money in fen per stem; None: usual for the role or measured.

    id is what designs and lots call it. length_cm: true length of what was scanned, lowest to highest point. head_cm: diameter
    of the head. neck_cm: how far below the top the head ends. stem_cm: whole length as it is sold. up: the file's axis that
    points up. hex: the colour to show it in, when not as scanned. vase_days: least and most days in the vase.
    """

    id: str
    length_cm: float
    role: Role = "focal"
    name_zh: str | None = None
    name_en: str | None = None
    latin: str = ""
    head_cm: float | None = None
    neck_cm: float | None = None
    stem_cm: float | None = None
    up: str = "y"
    hex: str | None = None
    cost_fen: int | None = None
    vase_days: tuple[int, int] | None = None
    plan_days: int | None = None
    bunch_stems: int | None = None
    fragrance: int = 0
    pollen: int = 0
    thorns: bool = False
    cat: PetRisk = "unknown"
    dog: PetRisk = "unknown"

    def fit(self) -> Fit:
        """The measures in metres. Raises ScanRefused when something here cannot be."""
        self.check()
        head, neck, stem = (None if v is None else v / 100 for v in (self.head_cm, self.neck_cm, self.stem_cm))
        return Fit(self.role, self.length_cm / 100, head, neck, stem, self.up)

    def check(self) -> None:
        """Raises ScanRefused `scan.id` or `scan.option` naming the field."""
        if len(self.id) > LONGEST_ID or not IDENTIFIER.fullmatch(self.id):
            raise ScanRefused("scan.id")
        _choice("role", self.role, ROLES)
        _choice("up", self.up, AXES)
        _choice("cat", self.cat, get_args(PetRisk))
        _choice("dog", self.dog, get_args(PetRisk))
        _between("length_cm", self.length_cm, 1, 200)
        for name, low, high in (("head_cm", 0.2, 60), ("neck_cm", 0.1, 200), ("stem_cm", 5, 200)):
            _between(name, getattr(self, name), low, high)
        for name, least, most in (("cost_fen", 1, 100_000), ("plan_days", 1, 60), ("bunch_stems", 1, 500)):
            _between(name, getattr(self, name), least, most)
        for name in ("fragrance", "pollen"):
            _between(name, getattr(self, name), 0, 3)
        if self.vase_days is not None and not 1 <= self.vase_days[0] <= self.vase_days[1] <= 60:
            raise option_refused("vase_days", "应为 1 到 60 的两个天数，先小后大。", "give the least and the most days, 1 to 60.")
        for name in ("name_zh", "name_en", "latin"):
            words = getattr(self, name)
            if words is not None and (len(words) > LONGEST_NAME or not words.isprintable()):
                raise option_refused(name, f"最多 {LONGEST_NAME} 个可见字符。", f"at most {LONGEST_NAME} visible characters.")
        if self.hex is not None and not re.fullmatch(r"#[0-9A-Fa-f]{6}", self.hex):
            raise option_refused("hex", "应写成 #RRGGBB。", "write it as #RRGGBB.")

    def row(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The catalogue row, in the fields of `species.yaml`; facts: what was measured."""
        usual = USUAL[self.role]
        english = (self.name_en or "").strip() or self.id.replace("-", " ").capitalize()
        chinese = (self.name_zh or "").strip() or english
        low, high = self.vase_days or usual["vase_days"]
        cost = self.cost_fen or usual["cost_fen"]
        return {
            "id": self.id,
            "name": {"zh": chinese, "en": english},
            "latin": self.latin,
            "role": self.role,
            "roles": [self.role],
            "form": usual["form"],
            "head_cm": dict.fromkeys(STAGES, facts["head_cm"]),
            "heads_per_stem": [1, 1],
            "stem_cm": [facts["stem_cm"], facts["stem_cm"]],
            "stem_mm": [facts["stem_mm"], facts["stem_mm"]],
            "vase_days": [low, high],
            "plan_days": self.plan_days or min(usual["plan_days"], high),
            "months": list(range(1, 13)),
            "peak_months": [],
            "meaning": {"zh": "", "en": ""},
            "cost_fen": [cost, cost],
            "peak_profile": "none",
            "bunch": {"stems": self.bunch_stems or usual["bunch"], "unit": "扎"},
            "fragrance": self.fragrance,
            "pollen": self.pollen,
            "pets": {"cat": self.cat, "dog": self.dog},
            "ethylene": "unknown",
            "store_celsius": [2, 5],
            "conditioning_hours": [4, 8],
            "vase_water": "half",
            "thorns": self.thorns,
            "care": {
                "zh": "去掉水线下的叶片，斜剪，深水醒花4–8小时，每天换水",
                "en": "Strip leaves below the waterline, re-cut, hydrate 4-8 h, change water daily",
            },
            "substitutes": [],
            "estimates": ["conditioning_hours", "store_celsius"],
            "varieties": [{"id": VARIETY, "zh": "原色", "en": "Natural", "hex": (self.hex or facts["hex"]).upper()}],
        }


def _choice(field: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise option_refused(field, f"只能是 {'、'.join(allowed)}。", f"it is one of {', '.join(allowed)}.")


def _between(field: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:
        raise option_refused(field, f"应在 {low} 到 {high} 之间。", f"it lies between {low} and {high}.")
