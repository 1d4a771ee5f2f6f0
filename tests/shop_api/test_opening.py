"""Settings, migrations, keys, the demo shop: what happens before the first request."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import structlog
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from fastapi import APIRouter
from sqlalchemy import Table, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from shop_api import demo, logs
from shop_api.assembly import SHOP_ROUTERS, assemble
from shop_api.config import SettingRefused, Settings, open_dates, settings_from
from shop_api.context import Shop
from shop_api.db import Base, new_id
from shop_api.inventory import service as inventory
from shop_api.inventory.models import Lot
from shop_api.migrations import DatabaseRefused
from tests.shop_api.builders import MORNING, Clock, make_shop, serving


def test_settings_come_from_the_environment() -> None:
    found = settings_from(
        {"POSY_DATA_DIR": "/x", "POSY_POINTS_STEP_FEN": "500", "POSY_DEMO": "no", "POSY_SLOTS": "09:00-10:00", "HOME": "/"}
    )
    assert (found.data_dir, found.points_step_fen, found.demo, found.slots) == (Path("/x"), 500, False, ("09:00-10:00",))


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("POINTS_STEP_FEN", "0"),
        ("OPEN_DAYS", "many"),
        ("DEMO", "perhaps"),
        ("TIMEZONE", "Mars/Base"),
        ("SLOTS", "11:00-09:00"),
        ("SLOTS", "noon"),
    ],
)
def test_a_wrong_setting_is_named(variable: str, text: str) -> None:
    with pytest.raises(SettingRefused) as refused:
        settings_from({f"POSY_{variable}": text})
    assert variable.lower() in str(refused.value).lower() or text in str(refused.value)


def test_today_can_be_ordered_while_a_slot_can_be_met() -> None:
    settings = Settings()
    assert [day.isoformat() for day in open_dates(settings, MORNING)] == ["2026-11-24", "2026-12-15"]
    late = MORNING + timedelta(hours=8)  # 17:30; the last slot starts at 19:00
    assert open_dates(settings, late)[0].isoformat() == "2026-11-25"


def test_ids_sort_by_time_and_never_repeat() -> None:
    ids = [new_id() for _ in range(2000)]
    assert len(set(ids)) == 2000
    assert [row[:10] for row in ids] == sorted(row[:10] for row in ids)
    assert all(len(row) == 26 for row in ids)


def test_the_migrations_make_exactly_the_models(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    with shop.database.writer.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_the_tables_can_be_made_in_postgresql(table: Table) -> None:
    assert str(CreateTable(table).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]  # SQLAlchemy left it untyped
    for index in table.indexes:
        assert len(str(index.name)) <= 63


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    make_shop(tmp_path).database.close()
    before = (tmp_path / "keys.json").read_bytes()
    make_shop(tmp_path).database.close()
    assert (tmp_path / "keys.json").read_bytes() == before


def test_a_database_from_the_future_is_refused(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    with shop.database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    shop.database.close()
    with pytest.raises(DatabaseRefused, match="newer version"):
        make_shop(tmp_path)


def stems(shop: Shop) -> int:
    with shop.database.read() as session:
        assert inventory.audit(session) == []
        return sum(lot.on_hand for lot in session.scalars(select(Lot)))


def test_the_demo_shop_is_made_once_and_restocked_by_the_calendar(tmp_path: Path) -> None:
    clock = Clock()
    shop = make_shop(tmp_path, clock)
    made = demo.prepare(shop)
    grown = [(s.id, v.id) for s in shop.catalog.species.values() if s.grown for v in s.varieties]
    assert made.lots == 2 * len(grown)
    assert made.stems == stems(shop)
    assert made.staff is not None
    assert (tmp_path / demo.LOGIN_FILE).stat().st_mode & 0o777 == 0o600
    with shop.database.read() as session:
        tomorrow = inventory.available(session, (clock() + timedelta(days=1)).date())
    assert all(tomorrow.get(stem, 0) >= 20 for stem in grown)

    again = demo.prepare(shop)
    assert (again.lots, again.staff) == (0, made.staff)
    clock.move(days=7)
    later = demo.prepare(shop)
    assert later.lots == len(grown)
    assert demo.prepare(shop).lots == 0


def test_the_api_describes_itself(tmp_path: Path) -> None:
    app = assemble(make_shop(tmp_path), SHOP_ROUTERS)
    described = app.openapi()
    assert described["openapi"].startswith("3.1")
    ids = [operation["operationId"] for methods in described["paths"].values() for operation in methods.values()]
    assert len(ids) == len(set(ids))
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation["tags"], path
            assert operation["responses"]["4XX"]["content"].keys() == {"application/problem+json"}, (method, path)
    assert "Problem" in described["components"]["schemas"]
    json.dumps(described)


def test_an_unexpected_error_tells_nobody_anything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    router = APIRouter()

    @router.get("/api/broken", operation_id="broken")
    def broken(secret: str) -> None:
        raise RuntimeError(secret)

    before = structlog.get_config()
    logs.configure()
    try:
        with serving(assemble(make_shop(tmp_path), (router,))) as address:
            answer = httpx.get(f"{address}/api/broken", params={"secret": "13812345678"})
    finally:
        structlog.configure(**before)
    assert (answer.status_code, answer.json()["code"]) == (500, "server.error")
    told = capsys.readouterr()
    assert "13812345678" not in answer.text + told.err + told.out
    assert "RuntimeError" in told.err
    assert "test_opening.py" in told.err
