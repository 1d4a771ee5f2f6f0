from __future__ import annotations

from collections.abc import Callable

import numpy as np

from catalog.skin import Piece
from renderer.scene import scene_of
from renderer.visibility import sphere, surface_points, visibility

MakePiece = Callable[..., Piece]


def test_directions_are_even_over_the_sphere() -> None:
    directions = sphere(64)
    assert np.allclose(np.linalg.norm(directions, axis=1), 1)
    assert np.abs(directions.mean(0)).max() < 0.02


def test_surface_points_carry_the_whole_area(upright: MakePiece) -> None:
    points, area = surface_points(upright(width=0.2, height=0.3).mesh, 0.01)
    assert np.isclose(area.sum(), 0.06)
    assert len(points) == 600
    assert np.abs(points.mean(0) - [0, 0.15, 0]).max() < 0.004


def test_the_middle_of_a_stack_sees_less_than_its_outside(upright: MakePiece) -> None:
    stack = []
    for i in range(9):
        matrix = np.eye(4)
        matrix[2, 3] = (i - 4) * 0.03
        stack.append((upright(width=0.3, height=0.3), matrix))
    grid = visibility(scene_of(stack))

    def look(x: float, y: float, z: float) -> tuple[np.ndarray, float]:
        cell = (np.array([x, y, z]) - grid.origin) / grid.size * grid.field.shape[2::-1]
        value = grid.field[tuple(cell.astype(int)[::-1])].astype(float) / 255
        return value[:3] * 2 - 1, float(value[3])

    _, inside = look(0, 0.15, 0.015)
    towards, outside = look(0, 0.15, 0.135)
    assert inside < 0.5 * outside
    assert towards[2] > 0.1  # in front of the stack the open sky lies in front
    assert abs(towards[0]) < 0.1


def test_the_floor_is_closed_below_and_open_far_away(upright: MakePiece) -> None:
    lying = np.array([[1, 0, 0, 0], [0, 0, -1, 0.05], [0, 1, 0, -0.15], [0, 0, 0, 1.0]])
    floor = visibility(scene_of([(upright(width=0.3, height=0.3), lying)])).floor
    middle = floor[floor.shape[0] // 2, floor.shape[1] // 2]
    assert middle < 0.75 * floor[0, 0]
    assert floor[0, 0] > 235
