"""The price rules of `assets/pricing.yaml`, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from catalog.load import ASSETS

FILE = "pricing.yaml"


class PriceRulesError(Exception):
    """The file cannot be read. The message names the file and the field."""


@dataclass(frozen=True)
class MarkupStep:
    """The part of the cost up to `up_to_fen` (None: all that is left) is multiplied by `times`."""

    up_to_fen: int | None
    times: Decimal


@dataclass(frozen=True)
class PriceRules:
    """Money in fen. ladder_fen rises; above it, prices are the next multiple of every_fen plus ending_fen."""

    currency: str
    waste_percent: Decimal
    flower_markup: tuple[MarkupStep, ...]
    goods_times: Decimal
    labour_fen_per_minute: Decimal
    ladder_fen: tuple[int, ...]
    every_fen: int
    ending_fen: int


@lru_cache(maxsize=1)
def load_price_rules() -> PriceRules:
    """The rules of the shop. Raises PriceRulesError."""
    return read_price_rules(ASSETS / FILE)


def read_price_rules(path: Path) -> PriceRules:
    """The rules of one file. Raises PriceRulesError naming file and field."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise PriceRulesError(f"{path.name}: cannot be read") from error
    if not isinstance(data, Mapping):
        raise PriceRulesError(f"{path.name}: must be a mapping")
    above = _get(path, data, "above_ladder", Mapping)
    rules = PriceRules(
        currency=_get(path, data, "currency", str),
        waste_percent=_number(path, data, "waste_percent"),
        flower_markup=_markup(path, _get(path, data, "flower_markup", list)),
        goods_times=_number(path, data, "goods_times"),
        labour_fen_per_minute=_number(path, data, "labour_yuan_per_minute") * 100,
        ladder_fen=tuple(_fen(path, f"ladder_yuan[{i}]", value) for i, value in enumerate(_get(path, data, "ladder_yuan", list))),
        every_fen=_fen(path, "above_ladder.every_yuan", above.get("every_yuan")),
        ending_fen=_fen(path, "above_ladder.ending_yuan", above.get("ending_yuan")),
    )
    if not rules.ladder_fen or list(rules.ladder_fen) != sorted(set(rules.ladder_fen)):
        raise PriceRulesError(f"{path.name}, field ladder_yuan: must rise from step to step")
    if not 0 <= rules.ending_fen < rules.every_fen:
        raise PriceRulesError(f"{path.name}, field above_ladder: ending_yuan must be less than every_yuan")
    return rules


def _markup(path: Path, rows: list[Any]) -> tuple[MarkupStep, ...]:
    steps: list[MarkupStep] = []
    for index, row in enumerate(rows):
        where = f"flower_markup[{index}]"
        if not isinstance(row, Mapping):
            raise PriceRulesError(f"{path.name}, field {where}: must be a mapping")
        last = index == len(rows) - 1
        if ("up_to_yuan" in row) == last:
            raise PriceRulesError(f"{path.name}, field {where}: every step but the last needs up_to_yuan, the last has none")
        up_to = None if last else _fen(path, f"{where}.up_to_yuan", row["up_to_yuan"])
        if up_to is not None and steps and steps[-1].up_to_fen is not None and up_to <= steps[-1].up_to_fen:
            raise PriceRulesError(f"{path.name}, field {where}.up_to_yuan: must rise from step to step")
        steps.append(MarkupStep(up_to, _number(path, row, "times")))
    if not steps:
        raise PriceRulesError(f"{path.name}, field flower_markup: needs at least one step")
    return tuple(steps)


def _get(path: Path, data: Mapping[str, Any], name: str, kind: type) -> Any:
    value = data.get(name)
    if not isinstance(value, kind):
        raise PriceRulesError(f"{path.name}, field {name}: missing or of the wrong kind")
    return value


def _number(path: Path, data: Mapping[str, Any], name: str) -> Decimal:
    value = data.get(name)
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise PriceRulesError(f"{path.name}, field {name}: {value!r} is not a number") from error
    if isinstance(value, bool) or not number.is_finite() or number < 0:
        raise PriceRulesError(f"{path.name}, field {name}: {value!r} must be a number of 0 or more")
    return number


def _fen(path: Path, name: str, value: Any) -> int:
    number = _number(path, {name: value}, name) * 100
    if number != int(number) or number <= 0:
        raise PriceRulesError(f"{path.name}, field {name}: {value!r} must be a positive amount of yuan")
    return int(number)
