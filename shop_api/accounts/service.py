"""Staff accounts and their sessions."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shop_api.accounts.models import Staff, StaffSession
from shop_api.db import new_id
from shop_api.security import hash_password, hash_token, new_token


@dataclass(frozen=True)
class Member:
    """Who is logged in."""

    id: str
    name: str
    role: str


@dataclass(frozen=True)
class Credentials:
    """A name and the password made up for it; the password exists nowhere else."""

    name: str
    password: str = field(repr=False)


def password_hash(session: Session, name: str) -> tuple[str | None, str | None]:
    """Id and password hash of the named person, None twice when there is none."""
    row = session.scalar(select(Staff).where(Staff.name == name))
    return (row.id, row.password_hash) if row else (None, None)


def create_staff(session: Session, name: str, password: str, role: str, now: datetime) -> Member:
    row = Staff(id=new_id(), name=name, password_hash=hash_password(password), role=role, created_at=now)
    session.add(row)
    session.flush()
    return Member(row.id, row.name, row.role)


def ensure_first_staff(session: Session, name: str, now: datetime) -> Credentials | None:
    """Make the first account with a made-up password. None when there is any account already."""
    if session.scalar(select(Staff.id).limit(1)) is not None:
        return None
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    create_staff(session, name, password, "owner", now)
    return Credentials(name, password)


def start_session(session: Session, staff_id: str, now: datetime, hours: int) -> str:
    """A new session's token. Sessions that are over are swept away."""
    session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
    token = new_token()
    expires = now + timedelta(hours=hours)
    session.add(StaffSession(token_hash=hash_token(token), staff_id=staff_id, created_at=now, expires_at=expires))
    return token


def end_session(session: Session, token: str) -> None:
    session.execute(delete(StaffSession).where(StaffSession.token_hash == hash_token(token)))


def member_of(session: Session, token: str, now: datetime) -> Member | None:
    """Who the token belongs to, None when it is unknown or over."""
    row = session.scalar(
        select(Staff)
        .join(StaffSession, StaffSession.staff_id == Staff.id)
        .where(StaffSession.token_hash == hash_token(token), StaffSession.expires_at > now)
    )
    return None if row is None else Member(row.id, row.name, row.role)
