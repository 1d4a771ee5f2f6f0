"""An edit on the page, in a real browser against a real server, and the server's share of it."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.compose import mixed
from tests.benchmarks.measure import Figure, at_most, wall_ms
from tests.browser.server import Page, browsing, serving
from tests.tools import shared_models

CANVAS = "document.querySelector('[data-test=canvas]')"


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, serving(shared_models(Path(folder) / "var")) as address:
        yield from _server_share(address)
        with browsing(390, 844, mobile=True) as page:
            page.open(f"{address}/d/new?from=one-heart-11")
            page.wait_until(f"{CANVAS}?.dataset.ready")
            shown = [_edit(page) for _ in range(9)]
        yield at_most("page.edit_shown_ms", statistics.median(shown), "ms", 500.0)


def _server_share(address: str) -> Iterator[Figure]:
    document, seed = mixed(20), 1
    view = _send("POST", f"{address}/api/designs", {"design": document})
    revision = view["revision"]

    def edit() -> None:
        nonlocal seed, revision
        seed += 1
        body = {"design": {**document, "seed": seed}, "revision": revision}
        revision = _send("PUT", f"{address}/api/designs/{view['id']}", body)["revision"]

    edit_ms = wall_ms(edit)
    select_ms = wall_ms(lambda: _send("GET", f"{address}/api/health"), 25)
    yield Figure("page.edit_server_ms", round(edit_ms, 1), "ms")
    yield Figure("page.edit_vs_select", round(edit_ms / select_ms, 1), "x a request that runs SELECT 1")


def _edit(page: Page) -> float:
    """Milliseconds from the click on + to the picture of the new design and its price."""
    before = page.driver.execute_script(f"return {CANVAS}.dataset.hash")
    start = time.perf_counter()
    page.find("plus").click()
    page.wait_until(f"{CANVAS}.dataset.hash !== '{before}'")
    taken = (time.perf_counter() - start) * 1000
    time.sleep(0.6)  # let the shadows settle, as a hand would
    return taken


def _send(method: str, address: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        found: dict[str, Any] = json.load(answer)
    return found
