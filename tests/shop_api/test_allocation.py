"""Which lots serve a demand. Pure, and with random demands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shop_api.inventory.allocation import Supply, add_up, allocate, customer_days, earliest_day, sell_by

DAY = date(2026, 11, 24)
ROSE = ("rose", "carola")


def supply(lot: str, free: int, days: int, ready: int = 0, stem: tuple[str, str] = ROSE) -> Supply:
    arrived = datetime(2026, 11, 20, tzinfo=UTC)
    return Supply(lot, stem, free, DAY + timedelta(days=ready), DAY + timedelta(days=days), arrived, 275)


def test_first_expired_goes_first() -> None:
    found = allocate({ROSE: 11}, [supply("b", 10, 3), supply("a", 4, 1), supply("c", 10, 2)])
    assert [(pick.lot_id, pick.count) for pick in found.picks] == [("a", 4), ("c", 7)]
    assert not found.missing


def test_missing_is_counted() -> None:
    found = allocate({ROSE: 11, ("tulip", "red"): 2}, [supply("a", 4, 1)])
    assert dict(found.missing) == {ROSE: 7, ("tulip", "red"): 2}


def test_two_lines_of_one_stem_are_one_demand() -> None:
    assert add_up([(ROSE, 6), (ROSE, 5)]) == {ROSE: 11}


def test_life() -> None:
    assert (customer_days(7), customer_days(5)) == (4, 2)
    assert sell_by(date(2026, 12, 1), 7) == date(2026, 11, 27)
    lot = supply("a", 1, days=2, ready=1)
    assert [lot.serves(DAY + timedelta(days=n)) for n in range(4)] == [False, True, True, False]


def test_earliest_day_needs_everything_on_the_same_day() -> None:
    lots = [supply("a", 11, days=1), supply("b", 11, days=9, ready=3), supply("c", 2, days=9, ready=2, stem=("tulip", "red"))]
    last = DAY + timedelta(days=20)
    assert earliest_day({ROSE: 11}, lots, DAY, last) == DAY
    assert earliest_day({ROSE: 11, ("tulip", "red"): 2}, lots, DAY, last) == DAY + timedelta(days=3)
    assert earliest_day({ROSE: 12}, lots, DAY, last) is None


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9), st.sampled_from([ROSE, ("tulip", "red")])), max_size=12),
    st.integers(1, 120),
    st.integers(1, 120),
)
def test_never_more_than_there_is(lots: list[tuple[int, int, tuple[str, str]]], roses: int, tulips: int) -> None:
    supplies = [supply(str(i), free, days, stem=stem) for i, (free, days, stem) in enumerate(lots)]
    demand = {ROSE: roses, ("tulip", "red"): tulips}
    found = allocate(demand, supplies)
    by_lot = {row.lot_id: row for row in supplies}
    assert all(0 < pick.count <= by_lot[pick.lot_id].free and pick.stem == by_lot[pick.lot_id].stem for pick in found.picks)
    for stem, wanted in demand.items():
        picked = sum(pick.count for pick in found.picks if pick.stem == stem)
        assert picked + found.missing.get(stem, 0) == wanted
        assert picked == min(wanted, sum(row.free for row in supplies if row.stem == stem))
