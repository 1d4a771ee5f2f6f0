"""Numbers and objects out of a JSON document that may hold anything. Each raises ScanRefused `scan.structure` naming the place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.scans.refusals import ScanRefused


def finite(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 1e300


def numbers(value: object, count: int, where: str, code: str = "scan.structure") -> list[float]:
    if not isinstance(value, list) or len(value) != count or not all(finite(v) for v in value):
        raise ScanRefused(code, where=where)
    return [float(v) for v in value]


def whole(row: Mapping[str, Any], name: str, where: str, *, default: int | None = None, low: int = 0, high: int = 2**40) -> int:
    value = row.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ScanRefused("scan.structure", where=where)
    return value


def mapping(row: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    value = row.get(name, {})
    if not isinstance(value, dict):
        raise ScanRefused("scan.structure", where=f"{where}.{name}")
    return value
