"""Keeping designs: create, read, replace when nobody else did in between, and freeze a copy for an order."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, select, update
from sqlalchemy.orm import Session

from catalog.species import Text
from designer.design import Design
from shop_api.db import new_id
from shop_api.designs.models import DesignRow
from shop_api.errors import Conflict, NotFound
from shop_api.security import Vault

WRITTEN = {"name", "card"}
"""The fields of a design that hold a customer's own words."""


@dataclass(frozen=True)
class StoredDesign:
    """hash names the content, the card's words included; equal designs have equal hashes within one shop."""

    id: str
    revision: int
    design: Design
    hash: str
    frozen: bool


class StaleDesign(Conflict):
    """Somebody else replaced it first. current is what is stored now."""

    code = "design.stale"

    def __init__(self, current: StoredDesign) -> None:
        super().__init__(
            Text(
                "设计已被他人修改，请查看最新版本后再改。",
                "Somebody else changed this design; look at the newest version and try again.",
            )
        )
        self.current = current


def create(session: Session, vault: Vault, design: Design, now: datetime, *, frozen: bool = False) -> StoredDesign:
    """Store a new design, revision 1."""
    design_id = new_id()
    columns = _columns(vault, design_id, design)
    row = DesignRow(id=design_id, revision=1, frozen=frozen, created_at=now, updated_at=now, **columns)
    session.add(row)
    session.flush()
    return _stored(row, vault)


def anywhere(session: Session, species: str) -> bool:
    """Whether a kept design, ordered or not, has the species among its stems."""
    # The text narrows it down in the database; what the document says decides.
    rows = session.scalars(select(DesignRow.document).where(cast(DesignRow.document, String).contains(f'"{species}"')))
    return any(line.get("species") == species for document in rows for line in document.get("stems", ()))


def get(session: Session, vault: Vault, design_id: str) -> StoredDesign:
    """Raises NotFound `design.not_found`."""
    return _stored(_row(session, design_id), vault)


def replace(session: Session, vault: Vault, design_id: str, revision: int, design: Design, now: datetime) -> StoredDesign:
    """Replace the design last seen at `revision`. Raises NotFound, StaleDesign, or Conflict `design.frozen`."""
    row = _row(session, design_id)
    if row.frozen:
        message = Text(
            "这个设计已下单，不能再改；请另存为新的设计。",
            "This design has been ordered and cannot change; save a new one instead.",
        )
        raise Conflict(message, code="design.frozen")
    if row.revision != revision:
        raise StaleDesign(_stored(row, vault))
    replaced = session.execute(
        update(DesignRow)
        .where(DesignRow.id == design_id, DesignRow.revision == revision)
        .values(revision=revision + 1, updated_at=now, **_columns(vault, design_id, design))
    )
    session.refresh(row)  # another process may have come between the reading and the update
    if replaced.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result always has it
        raise StaleDesign(_stored(row, vault))
    return _stored(row, vault)


def freeze(session: Session, vault: Vault, stored: StoredDesign, now: datetime) -> StoredDesign:
    """A copy under an id of its own that nobody can change: what an order rests on."""
    return create(session, vault, stored.design, now, frozen=True)


def content(design: Design) -> bytes:
    """The canonical JSON of a design: sorted keys, no spaces, nothing left out by default."""
    document = design.model_dump(mode="json")
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _columns(vault: Vault, design_id: str, design: Design) -> dict[str, Any]:
    written = design.model_dump_json(include=WRITTEN)
    return {
        "document": design.model_dump(mode="json", exclude=WRITTEN),
        "words_sealed": vault.seal(written, DesignRow.__tablename__, "words_sealed", design_id),
        "hash": vault.fingerprint(content(design)),
    }


def _row(session: Session, design_id: str) -> DesignRow:
    row = session.get(DesignRow, design_id)
    if row is None:
        message = Text("没有这个设计，请检查链接。", "There is no such design; check the link.")
        raise NotFound(message, code="design.not_found")
    return row


def _stored(row: DesignRow, vault: Vault) -> StoredDesign:
    written = json.loads(vault.open(row.words_sealed, DesignRow.__tablename__, "words_sealed", row.id))
    design = Design.model_validate_json(json.dumps(row.document | written))
    return StoredDesign(row.id, row.revision, design, row.hash, row.frozen)
