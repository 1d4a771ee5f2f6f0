"""What a design is made of, against the shop's own table."""

from __future__ import annotations

import pytest

from designer.check import check
from designer.issues import DesignRefused
from designer.parse import parse
from designer.recipe import minutes, recipe, ribbon_metres, sheets, water_packs
from tests.designer.builders import catalog, design, document, line, one_heart, roses


def test_one_heart_is_made_of_what_the_shop_writes_down() -> None:
    made = recipe(design(one_heart()), catalog())
    assert [(s.species, s.variety, s.count) for s in made.stems] == [
        ("rose", "carola", 11),
        ("gypsophila", "white", 2),
        ("eucalyptus-silver-dollar", "silver-green", 3),
    ]
    assert {g.good: g.quantity for g in made.goods} == {
        "wrap-korean-tissue": 6,
        "wrap-cotton": 3,
        "wet-wrap": 1,
        "ribbon-rib": 1.5,
        "card-greeting": 1,
    }
    assert made.minutes == 25


@pytest.mark.parametrize(
    ("rule", "table"),
    [
        (sheets, {11: 6, 19: 8, 52: 14, 99: 24, 108: 26}),
        (water_packs, {1: 1, 16: 1, 26: 1, 44: 2, 55: 3}),
        (minutes, {16: 25, 26: 30, 44: 40, 55: 55, 103: 90}),
        (ribbon_metres, {16: 1.5, 55: 2.0, 103: 3.0}),
    ],
)
def test_rules_meet_the_table(rule, table) -> None:  # type: ignore[no-untyped-def]
    assert {count: rule(count) for count in table} == table


def test_lines_of_one_variety_are_counted_together() -> None:
    data = document(line("rose", "carola", 5, "half"), line("rose", "carola", 4, "full"), line("rose", "diana", 1))
    assert [(s.variety, s.count) for s in recipe(design(data), catalog()).stems] == [("carola", 9), ("diana", 1)]


def test_a_vase_needs_no_paper() -> None:
    goods = recipe(design(document(line("tulip", "white", 9), container={"id": "vase-glass-cyl"})), catalog()).goods
    assert [(g.good, g.quantity) for g in goods] == [("vase-glass-cyl", 1.0)]


def test_a_florist_says_what_is_missing() -> None:
    assert check(roses(11), catalog()) == ()
    leaves = check(design(document(line("ruscus", "green", 9))), catalog())
    assert [(i.code, i.severity) for i in leaves] == [("design.only_foliage", "warning")]
    plain = check(design(document(line("carnation", "snow-white", 9))), catalog())
    assert [i.code for i in plain] == ["design.no_focal"]


def test_extras_are_counted_once_and_checked() -> None:
    with_bag = {**one_heart(), "extras": ["bag-tote"]}
    assert ("bag-tote", 1.0) in [(g.good, g.quantity) for g in recipe(design(with_bag), catalog()).goods]
    for extras, code in (
        (["bag-tote", "bag-tote"], "design.extras_twice"),
        (["no-such"], "design.extras"),
        (["wrap-kraft"], "design.extras"),
    ):
        with pytest.raises(DesignRefused) as refused:
            parse({**one_heart(), "extras": extras}, catalog())
        assert [i.code for i in refused.value.issues] == [code]
