"""The shop's own scans over HTTP, for staff."""

from __future__ import annotations

import hashlib
import tempfile
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from catalog.load import shop_catalog
from catalog.scans import ScanRefused
from catalog.scans.container import MIB
from shop_api import idempotency
from shop_api.accounts.routes import STAFF_ONLY
from shop_api.context import CurrentShop, Shop
from shop_api.scans import service
from shop_api.scans.schemas import NewScan, ScanList, ScanRemoved, ScanRequest, ScanView

SCOPE = "scans.import"
DRAINED = 4
"""A file that is too large is still received up to so many times the limit, so that the sender gets to see why."""

router = APIRouter(prefix="/api/staff/species", tags=["scans"], dependencies=STAFF_ONLY)

_FILE: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"model/gltf-binary": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get("", operation_id="listScans")
def list_scans(shop: CurrentShop) -> ScanList:
    """The shop's own scanned species, the retired ones too."""
    return ScanList(items=[ScanView.of(shop.catalog, name) for name in shop.catalog.scans])


@router.post("", status_code=201, operation_id="importScan", openapi_extra=_FILE)
async def import_scan(request: Request, form: Annotated[NewScan, Query()], key: idempotency.Key, shop: CurrentShop) -> ScanView:
    """Take a GLB file in as a species of the shop's own. The body is the file."""
    # A file without a name: whatever happens to this process, nothing of it stays.
    with tempfile.TemporaryFile(dir=shop.settings.data_dir) as file:
        content = await _receive(request, file, shop.settings.max_scan_bytes)
        return await run_in_threadpool(_import, shop, form, key, file, content)


async def _receive(request: Request, file: BinaryIO, most: int) -> str:
    """The body into `file`. Gives its SHA-256. Raises ScanRefused `scan.too_large`."""
    digest, size = hashlib.sha256(), 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > DRAINED * most:
                break
            if size <= most:
                digest.update(chunk)
                file.write(chunk)
    except ClientDisconnect:
        raise ScanRefused("scan.truncated", stated=request.headers.get("content-length", "?"), actual=size) from None
    if size > most:
        raise ScanRefused("scan.too_large", size=-(-size // MIB), most=most // MIB)
    return digest.hexdigest()


def _import(shop: Shop, form: NewScan, key: str, file: BinaryIO, content: str) -> ScanView:
    body = ScanRequest(**form.model_dump(), sha256=content)
    with idempotency.working(SCOPE, key):
        with shop.database.read() as session:
            kept = idempotency.recall(session, shop.vault, SCOPE, key, body)
        if kept is not None:
            return ScanView.model_validate_json(kept)
        service.take_in(shop.settings, file, form.details(), form.replace)
        answer = ScanView.of(shop_catalog(shop.settings.scans_dir), form.id)
        with shop.database.write() as session:
            idempotency.keep(session, shop.vault, SCOPE, key, body, answer, shop.clock(), shop.settings.idempotency_hours)
        return answer


@router.delete("/{species_id}", operation_id="removeScan")
def remove_scan(species_id: str, shop: CurrentShop) -> ScanRemoved:
    """Offer a scanned species no more. 409 `scan.in_use` while stems of it are in stock or orders with it are under way."""
    with shop.database.write() as session:
        return ScanRemoved(id=species_id, outcome=service.take_out(session, shop, species_id))
