"""The server killed between any two steps: nothing lost, nothing counted twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from shop_api.context import Shop
from shop_api.crm.models import CustomerOrder
from shop_api.events import Dispatcher, Outbox
from shop_api.inventory import service as inventory
from shop_api.inventory.models import Lot
from shop_api.loyalty.models import LedgerEntry
from shop_api.opening import handlers_of
from shop_api.orders.models import Order
from tests.shop_api.builders import a_design, keep, make_shop, order_body, stock
from tests.shop_api.dying import DEAD

ROSES = 5


def check(shop: Shop, orders: int) -> None:
    """After the feed has run: every order is there with its hold, history and points, each once."""
    Dispatcher(shop.database, handlers_of(shop), shop.clock).drain()
    with shop.database.read() as session:
        found = {order.id: order for order in session.scalars(select(Order))}
        assert len(found) == orders
        assert len({order.number for order in found.values()}) == orders
        assert inventory.audit(session) == []
        assert session.scalar(select(func.sum(Lot.reserved))) == ROSES * orders
        assert {row.order_id for row in session.scalars(select(CustomerOrder))} == set(found)
        ledger = list(session.scalars(select(LedgerEntry)))
        assert sorted(row.source_id for row in ledger) == sorted(found)
        assert all(row.pending == found[row.source_id].total_fen // 1000 for row in ledger)
        assert session.scalar(select(func.count()).select_from(Outbox).where(Outbox.published_at.is_(None))) == 0


@pytest.mark.parametrize(
    ("moment", "orders"),
    [
        ("before the commit", 0),
        ("after the commit", 2),
        ("crm before", 2),
        ("crm after", 2),
        ("loyalty before", 2),
        ("loyalty after", 2),
        ("before it is marked as told", 2),
        ("confirming", 2),
    ],
)
def test_dead_at(tmp_path: Path, moment: str, orders: int) -> None:
    shop = make_shop(tmp_path)
    stock(shop, 100)
    shop.database.close()
    command = [sys.executable, "-m", "tests.shop_api.dying", str(tmp_path), moment, "2"]
    died = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert died.returncode == DEAD, died.stderr
    shop = make_shop(tmp_path)
    check(shop, orders)
    check(shop, orders)  # running the feed again changes nothing


def start_server(folder: Path) -> tuple[subprocess.Popen[str], str]:
    code = (
        "import sys, socket, uvicorn\n"
        "from pathlib import Path\n"
        "from shop_api.assembly import SHOP_ROUTERS, assemble\n"
        "from tests.shop_api.builders import make_shop\n"
        "listener = socket.create_server(('127.0.0.1', 0))\n"
        "app = assemble(make_shop(Path(sys.argv[1])), SHOP_ROUTERS)\n"
        "print('port', listener.getsockname()[1], file=sys.stderr, flush=True)\n"
        "uvicorn.Server(uvicorn.Config(app, log_config=None, ws='none')).run(sockets=[listener])\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("port "):
            return process, f"http://127.0.0.1:{line.split()[1]}"
    raise AssertionError("the server did not start")


def test_killed_under_load_then_repeated(tmp_path: Path) -> None:
    """Customers repeat their request with its key until it is answered, while the server is killed again and again."""
    shop = make_shop(tmp_path)
    stock(shop, 200)
    body = order_body(shop, keep(shop, a_design(ROSES)))
    shop.database.close()
    keys = [f"customer-{n:04}" for n in range(24)]
    numbers: dict[str, set[str]] = {key: set() for key in keys}
    draw = random.Random(5)
    for life in range(3):
        process, address = start_server(tmp_path)
        try:
            last_life = life == 2
            stop = threading.Event()

            def buy(mine: list[str], address: str = address, stop: threading.Event = stop) -> None:
                with httpx.Client(base_url=address, timeout=20) as client:
                    for key in mine:
                        if stop.is_set():
                            return
                        try:
                            answer = client.post("/api/orders", json=body, headers={"Idempotency-Key": key})
                        except httpx.TransportError:
                            return
                        assert answer.status_code == 201, answer.text
                        numbers[key].add(answer.json()["number"])

            threads = [threading.Thread(target=buy, args=(keys[part::3],)) for part in range(3)]
            for thread in threads:
                thread.start()
            if not last_life:
                time.sleep(0.1 + draw.random() * 0.2)
                stop.set()
                process.send_signal(signal.SIGKILL)
            for thread in threads:
                thread.join(timeout=60)
        finally:
            process.kill()
            process.wait(timeout=20)
            assert process.stderr is not None
            process.stderr.close()
    assert all(len(found) == 1 for found in numbers.values()), numbers
    check(make_shop(tmp_path), len(keys))
