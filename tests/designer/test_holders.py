"""Which goods a form may stand in, and how a bouquet stands in a turned vase."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest

from catalog.containers import openings
from catalog.containers.ceramics import inner_radius
from designer.arrangement import Arrangement
from designer.check import check
from designer.compose import compose
from designer.design import Form
from designer.forms.holders import HOLDERS, forms_in, holders_of
from designer.forms.registry import FORMS
from designer.issues import DesignRefused
from designer.parse import parse
from tests.designer.builders import SHAPES, catalog, design, document, line

GOODS = catalog().goods


def made(data: dict[str, Any]) -> Arrangement:
    return compose(design(data), catalog(), SHAPES)


def test_every_form_has_holders_that_exist_and_take_flowers() -> None:
    assert set(HOLDERS) == set(FORMS) == set(get_args(Form))
    kinds = {good.kind for good in GOODS.values()}
    for form, rows in HOLDERS.items():
        assert {row.goods for row in rows} <= {*GOODS, *kinds}
        for good in holders_of(form, catalog()).values():
            assert good.modelled
            if good.kind != "paper":
                assert openings(good.id, {"height": good.size["height"]})


def test_a_good_with_a_model_is_offered_only_where_it_holds_the_form() -> None:
    assert forms_in(GOODS["vase-ceramic-cn"]) == ("round",)
    assert forms_in(GOODS["wrap-kraft"]) == ("round",)
    for other in ("bowl-ikebana", "basket-opening", "box-heart", "holder-bridal", "lights-led", "ribbon-satin"):
        assert GOODS[other].modelled
        assert forms_in(GOODS[other]) == ()


def test_a_refused_container_names_others_in_both_languages() -> None:
    with pytest.raises(DesignRefused) as caught:
        parse(document(line("rose", "carola", 5), container={"id": "box-heart"}), catalog())
    (issue,) = caught.value.issues
    assert issue.code == "design.container_form"
    assert "心形花盒" in issue.message.zh
    assert "韩素纸" in issue.message.zh
    assert "Heart box" in issue.message.en


def test_too_many_stems_for_a_neck_are_told_with_a_way_out() -> None:
    few = design(document(line("rose", "carola", 3), container={"id": "vase-bud"}))
    many = design(document(line("rose", "carola", 5), container={"id": "vase-bud"}))
    assert "design.container_stems" not in {i.code for i in check(few, catalog())}
    (issue,) = [i for i in check(many, catalog()) if i.code == "design.container_stems"]
    assert issue.severity == "error"
    assert "减少 2 支" in issue.message.zh
    assert "中式陶瓷瓶" in issue.message.zh
    assert "take out 2" in issue.message.en


@pytest.mark.parametrize(("vase", "count"), [("vase-bud", 1), ("vase-bud", 3), ("vase-ceramic-cn", 3), ("vase-ceramic-cn", 25)])
@pytest.mark.parametrize("species", ["rose", "sunflower"])
def test_stems_pass_the_neck_and_not_the_wall(vase: str, count: int, species: str) -> None:
    variety = {"rose": "carola", "sunflower": catalog().species["sunflower"].varieties[0].id}[species]
    arrangement = made(document(line(species, variety, count), container={"id": vase}))
    part = arrangement.parts[0]
    assert (part.kind, part.good) == ("vase", vase)
    height = part.fit["height"]
    for stem in arrangement.stems:
        fine = np.concatenate([np.linspace(a, b, 9) for a, b in zip(stem.path[:-1], stem.path[1:], strict=True)])
        inside = fine[fine[:, 1] <= height]
        reach = np.hypot(inside[:, 0], inside[:, 2]) + stem.stem_radius
        assert (reach <= inner_radius(vase, inside[:, 1], part.fit) + 3e-4).all()
        assert stem.path[0, 1] > 0.004
        assert stem.head_centre[1] > height


@pytest.mark.parametrize("vase", ["vase-bud", "vase-ceramic-cn"])
def test_a_bow_is_tied_outside_the_neck(vase: str) -> None:
    ribbon = {"id": "ribbon-satin", "colour": "#A33B4A"}
    arrangement = made(document(line("rose", "carola", 2), container={"id": vase}, ribbon=ribbon))
    holder, bow = arrangement.parts[0].fit, arrangement.parts[1].fit
    near = np.linspace(-0.01, 0.01, 5) + bow["binding_height"]
    assert (inner_radius(vase, near, holder) + holder["wall"] <= bow["binding_radius"]).all()
    assert bow["binding_height"] < holder["height"]
