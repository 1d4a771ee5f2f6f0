"""Keeping designs: nothing is overwritten unseen, the card's words are sealed, an ordered design never changes."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from shop_api.context import Shop
from shop_api.designs import service as designs
from shop_api.designs.models import DesignRow
from shop_api.designs.service import StaleDesign
from shop_api.errors import Conflict, NotFound
from tests.shop_api.builders import CARD, a_design, keep, make_shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return make_shop(tmp_path)


def test_what_is_kept_is_what_is_read(shop: Shop) -> None:
    for design in (a_design(), a_design(card=None), a_design(ribbon=None), a_design(card="")):
        stored = keep(shop, design)
        with shop.database.read() as session:
            assert designs.get(session, shop.vault, stored.id) == stored
        assert stored.design == design
    with shop.database.read() as session, pytest.raises(NotFound):
        designs.get(session, shop.vault, "none")


def test_what_the_customer_wrote_is_not_in_the_document(shop: Shop) -> None:
    stored = keep(shop, a_design(name={"zh": "给小花", "en": "For Xiaohua"}))
    with shop.database.read() as session:
        row = session.scalars(select(DesignRow)).one()
    document = json.dumps(row.document, ensure_ascii=False)
    assert CARD not in document
    assert "小花" not in document
    assert CARD in shop.vault.open(row.words_sealed, "designs", "words_sealed", stored.id)


def test_equal_designs_have_equal_hashes_and_the_card_counts(shop: Shop) -> None:
    hashes = [keep(shop, design).hash for design in (a_design(), a_design(), a_design(card="别的话"), a_design(12))]
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


def test_the_slower_of_two_is_told(shop: Shop) -> None:
    stored = keep(shop, a_design())
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def change(roses: int) -> None:
        start.wait()
        try:
            with shop.database.write() as session:
                designs.replace(session, shop.vault, stored.id, 1, a_design(roses), shop.clock())
            outcomes.append("kept")
        except StaleDesign as stale:
            outcomes.append(f"stale, now at {stale.current.revision}")

    threads = [threading.Thread(target=change, args=(roses,)) for roses in (12, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept", "stale, now at 2"]


@pytest.mark.parametrize("revision", [2, 10**30])
def test_a_revision_that_never_was_is_stale(shop: Shop, revision: int) -> None:
    stored = keep(shop, a_design())
    with pytest.raises(StaleDesign), shop.database.write() as session:
        designs.replace(session, shop.vault, stored.id, revision, a_design(12), shop.clock())


def test_taking_the_card_away_takes_it_away(shop: Shop) -> None:
    stored = keep(shop, a_design())
    with shop.database.write() as session:
        changed = designs.replace(session, shop.vault, stored.id, 1, a_design(card=None), shop.clock())
    assert (changed.revision, changed.design.card) == (2, None)
    with shop.database.read() as session:
        assert designs.get(session, shop.vault, stored.id) == changed


def test_a_frozen_copy_never_changes(shop: Shop) -> None:
    stored = keep(shop, a_design())
    with shop.database.write() as session:
        frozen = designs.freeze(session, shop.vault, stored, shop.clock())
    assert (frozen.design, frozen.hash, frozen.frozen) == (stored.design, stored.hash, True)
    assert frozen.id != stored.id
    with pytest.raises(Conflict) as refused, shop.database.write() as session:
        designs.replace(session, shop.vault, frozen.id, 1, a_design(12), shop.clock())
    assert refused.value.code == "design.frozen"
