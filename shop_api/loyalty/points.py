"""How many points an order earns. Pure."""

from __future__ import annotations


def base_points(total_fen: int, step_fen: int) -> int:
    """One point for every full step of goods paid for; fees earn none."""
    return total_fen // step_fen
