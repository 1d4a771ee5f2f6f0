"""The server's share of an edit on the page: one PUT with composing, pricing and parts, against a plain SQL statement."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import text

from shop_api.app import create_app
from shop_api.config import Settings
from tests.benchmarks.compose import mixed
from tests.benchmarks.measure import Figure, at_most, wall_ms


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder)))
        with TestClient(app) as client:
            document = mixed(20)
            view = client.post("/api/designs", json={"design": document}).json()
            revision, seed = view["revision"], 1

            def edit() -> None:
                nonlocal revision, seed
                seed += 1
                answer = client.put(
                    f"/api/designs/{view['id']}", json={"design": {**document, "seed": seed}, "revision": revision}
                )
                revision = answer.json()["revision"]

            taken = wall_ms(edit)

            def plain() -> None:
                with app.state.shop.database.read() as session:
                    session.execute(text("SELECT 1"))

            yield at_most("page.edit_ms", taken, "ms", 500.0)
            yield Figure("page.edit_vs_select", round(taken / max(wall_ms(plain, 50), 1e-3), 1), "x a SELECT 1")
