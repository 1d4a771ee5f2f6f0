"""Timing: CPU seconds of all threads, medians, and the table that `make bench` prints."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measured value. bar says what it must be; holds is None where there is no bar."""

    name: str
    value: float
    unit: str
    bar: str = ""
    holds: bool | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def at_most(name: str, value: float, unit: str, bar: float) -> Figure:
    return Figure(name, round(value, 3), unit, f"<= {bar:g}", value <= bar)


def at_least(name: str, value: float, unit: str, bar: float) -> Figure:
    return Figure(name, round(value, 3), unit, f">= {bar:g}", value >= bar)


def cpu_ms(work: Callable[[], object], repeat: int = 7) -> float:
    """Median CPU milliseconds of this process, all threads, after one warm-up."""
    work()
    taken = []
    for _ in range(repeat):
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1000)
    return statistics.median(taken)


def wall_ms(work: Callable[[], object], repeat: int = 7) -> float:
    """Median milliseconds on the clock, after one warm-up."""
    work()
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)
