"""Sealing, keys, phone numbers, counting of failures, and a search of the raw database files for anything personal."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from pathlib import Path

import pytest

from shop_api.errors import ShopError, TooMany
from shop_api.security import Attempts, KeysRefused, Vault, mask_phone, open_vault, parse_phone, show_phone
from tests.shop_api import builders
from tests.shop_api.builders import a_design, keep, log_in, make_shop, make_staff, open_door, order_body, place, staff_order, stock


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return open_vault(tmp_path / "keys.json")


def test_seal_and_open(vault: Vault) -> None:
    sealed = vault.seal("欧阳 13812345678", "orders", "buyer", "1")
    assert "欧阳".encode() not in sealed
    assert sealed[:3] == b"\x02k1"
    assert vault.open(sealed, "orders", "buyer", "1") == "欧阳 13812345678"
    assert sealed != vault.seal("欧阳 13812345678", "orders", "buyer", "1")


@pytest.mark.parametrize("place_", [("customers", "buyer", "1"), ("orders", "recipient", "1"), ("orders", "buyer", "2")])
def test_a_sealed_value_cannot_be_moved(vault: Vault, place_: tuple[str, str, str]) -> None:
    sealed = vault.seal("secret", "orders", "buyer", "1")
    with pytest.raises(KeysRefused):
        vault.open(sealed, *place_)


def test_a_sealed_value_cannot_be_changed(vault: Vault) -> None:
    sealed = vault.seal("secret", "orders", "buyer", "1")
    for position in range(3, len(sealed)):
        changed = sealed[:position] + bytes([sealed[position] ^ 1]) + sealed[position + 1 :]
        with pytest.raises(KeysRefused):
            vault.open(changed, "orders", "buyer", "1")


def test_old_keys_still_open(vault: Vault) -> None:
    sealed = vault.seal("secret", "orders", "buyer", "1")
    turned = Vault("k2", {**vault.fields, "k2": os.urandom(32)}, vault.index)
    assert turned.open(sealed, "orders", "buyer", "1") == "secret"
    with pytest.raises(KeysRefused, match="not here"):
        vault.open(turned.seal("secret", "orders", "buyer", "1"), "orders", "buyer", "1")


def test_keys_are_the_owners_only_and_stay(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "keys.json"
    first = open_vault(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert open_vault(path).fields == first.fields
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("text", ["", "{}", "nonsense", '{"current": "k1", "fields": {"k1": "AAAA"}, "index": "AAAA"}'])
def test_damaged_keys_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text)
    with pytest.raises(KeysRefused, match=r"keys\.json"):
        open_vault(path)


def test_a_shop_does_not_open_with_other_keys(tmp_path: Path) -> None:
    make_shop(tmp_path).database.close()
    (tmp_path / "keys.json").unlink()
    with pytest.raises(KeysRefused, match="bring back its keys"):
        make_shop(tmp_path)


def test_keys_may_come_from_the_environment(tmp_path: Path) -> None:
    secret = b64encode(os.urandom(32)).decode()
    keys = json.dumps({"current": "a", "fields": {"a": secret}, "index": b64encode(os.urandom(32)).decode()})
    shop = make_shop(tmp_path, keys=keys)
    assert not (tmp_path / "keys.json").exists()
    assert secret not in repr(shop.settings)


def test_phones_are_one_however_they_are_typed(vault: Vault) -> None:
    typed = ["13812345678", "138 1234 5678", "+86 138-1234-5678", "008613812345678", " １３８１２３４５６７８ "]
    found = {parse_phone(text, "CN", "phone") for text in typed}
    assert found == {"+8613812345678"}
    assert len({vault.phone_index(phone) for phone in found}) == 1
    assert (mask_phone("+8613812345678"), show_phone("+8613812345678", "CN")) == ("138****5678", "138 1234 5678")
    assert show_phone("+4915112345678", "CN").startswith("+49")


@pytest.mark.parametrize("text", ["", "12345", "abc", "1381234567", "+999123456789", "1" * 400])
def test_phones_that_are_none(text: str) -> None:
    with pytest.raises(ShopError) as refused:
        parse_phone(text, "CN", "buyer.phone")
    assert (refused.value.code, refused.value.issues[0].field) == ("phone.invalid", "buyer.phone")


def test_failures_age_and_successes_do_not_count() -> None:
    now = [0.0]
    attempts = Attempts(2, 60, lambda: now[0])

    def fail() -> None:
        with pytest.raises(ZeroDivisionError), attempts.attempt("a", "b"):
            raise ZeroDivisionError

    for _ in range(5):
        with attempts.attempt("a"):
            pass
    fail()
    now[0] = 30
    fail()
    with pytest.raises(TooMany), attempts.attempt("b"):
        pass
    now[0] = 61
    with attempts.attempt("a"):
        pass


def test_nothing_personal_lies_in_the_database(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    make_staff(shop)
    stock(shop, 40)
    stored = keep(shop, a_design(name={"zh": "给小花的花", "en": "For Xiaohua"}))
    with open_door(shop) as client:
        number = place(client, order_body(shop, stored)).json()["number"]
        declined = place(client, order_body(shop, stored), key="another-order").json()["number"]
        log_in(client)
        staff_order(client, number)
        client.post(f"/api/staff/orders/{declined}/decline", json={"reason": "找不到测试路"}).raise_for_status()
        staff_order(client, declined, events=2)
        names = {file.name for file in tmp_path.iterdir()}
        assert {"posy.sqlite3", "posy.sqlite3-wal", "keys.json"} <= names
        raw = b"".join(file.read_bytes() for file in tmp_path.glob("posy.sqlite3*"))
    raw += (tmp_path / "posy.sqlite3").read_bytes()
    assert number.encode() in raw  # the search itself works

    secrets = ["13812345678", "138 1234 5678", "13987654321", "5678", builders.BUYER["name"], builders.RECIPIENT["name"]]
    secrets += [
        builders.RECIPIENT["address"],
        "测试路",
        "给小花的花",
        "Xiaohua",
        builders.CARD,
        "请放在前台",
        builders.STAFF[1],
        "12345678",
        "87654321",
    ]
    for secret in secrets:
        for written in {secret.encode(), json.dumps(secret)[1:-1].encode(), secret.encode("utf-16-le"), b64encode(secret.encode())}:
            if len(written) > 4:
                assert written not in raw, secret
