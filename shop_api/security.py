"""Personal fields at rest, passwords, tokens, and the counting of failed attempts.

Fields are sealed with AES-256-GCM under a random 96-bit nonce (NIST SP 800-38D); the name of the table, the column and the
row is bound in as associated data, so that a value copied to another row does not open. A value starts with the id of its
key. Look-up of an encrypted phone number goes through a blind index: HMAC-SHA256 under a second key over the E.164 number.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import threading
import time
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import phonenumbers
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from catalog.species import Text
from shop_api.db import Base
from shop_api.errors import TooMany, field_error

KEY_BYTES = 32
NONCE_BYTES = 12


class KeysRefused(Exception):
    """The keys are missing, damaged, or not those that the database was sealed with."""


class KeyMark(Base):
    """A mark of every key that sealed something here, so that a shop never runs with somebody else's keys."""

    __tablename__ = "key_marks"

    key_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    mark: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class Vault:
    """Seals and opens personal fields. current: id of the key for new values; older keys only open."""

    current: str
    fields: Mapping[str, bytes] = field(repr=False)
    index: bytes = field(repr=False)

    def seal(self, text: str, table: str, column: str, row: str) -> bytes:
        """`text` for one field of one row: length of the key id, key id, nonce, ciphertext with its tag."""
        nonce = os.urandom(NONCE_BYTES)
        name = self.current.encode()
        sealed = AESGCM(self.fields[self.current]).encrypt(nonce, text.encode(), _binding(table, column, row))
        return bytes([len(name)]) + name + nonce + sealed

    def open(self, sealed: bytes, table: str, column: str, row: str) -> str:
        """The text again. Raises KeysRefused when the key is unknown or the value was changed or moved."""
        end = 1 + sealed[0]
        key = self.fields.get(sealed[1:end].decode(errors="replace"))
        if key is None:
            raise KeysRefused(f"{table}.{column} was sealed with a key that is not here")
        try:
            opened = AESGCM(key).decrypt(sealed[end : end + NONCE_BYTES], sealed[end + NONCE_BYTES :], _binding(table, column, row))
        except InvalidTag as error:
            raise KeysRefused(f"{table}.{column} does not open: it was changed or belongs to another row") from error
        return opened.decode()

    def seal_json(self, value: Any, table: str, column: str, row: str) -> str:
        """A JSON value sealed, in base64: for columns and event payloads that hold text."""
        return b64encode(self.seal(json.dumps(value, ensure_ascii=False), table, column, row)).decode()

    def open_json(self, sealed: str, table: str, column: str, row: str) -> Any:
        return json.loads(self.open(b64decode(sealed), table, column, row))

    def phone_index(self, e164: str) -> str:
        """The same phone number gives the same 64 hex digits; the number cannot be found from them without the key."""
        return hmac.new(self.index, b"phone:" + e164.encode(), hashlib.sha256).hexdigest()

    def fingerprint(self, content: bytes) -> str:
        """A name for content that may hold personal words: equal for equal content, of no use for guessing at it."""
        return hmac.new(self.index, b"content:" + content, hashlib.sha256).hexdigest()[:40]


def _binding(table: str, column: str, row: str) -> bytes:
    return f"{table}/{column}/{row}".encode()


def open_vault(path: Path, text: str = "") -> Vault:
    """The vault of `text` (JSON) or of the file, which is made (mode 0600) when there is none. Raises KeysRefused."""
    if text:
        return _read_keys(text, "the environment")
    if not path.exists():
        _create_keys(path)
    return _read_keys(path.read_text(), path.name)


def _create_keys(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"current": "k1", "fields": {"k1": _fresh_key()}, "index": _fresh_key()}
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(partial, path)  # fails when another process was first; its keys are then the keys
    except FileExistsError:
        pass
    finally:
        partial.unlink()


def _fresh_key() -> str:
    return b64encode(os.urandom(KEY_BYTES)).decode()


def _read_keys(text: str, where: str) -> Vault:
    try:
        content = json.loads(text)
        fields = {str(name): b64decode(key, validate=True) for name, key in content["fields"].items()}
        index = b64decode(content["index"], validate=True)
        current = str(content["current"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeysRefused(f"the keys in {where} cannot be read") from error
    if current not in fields or any(len(key) != KEY_BYTES for key in (*fields.values(), index)):
        raise KeysRefused(f"the keys in {where} are incomplete: each must be 32 bytes in base64, `current` one of `fields`")
    if any(not 0 < len(name.encode()) <= 16 for name in fields):
        raise KeysRefused(f"the key ids in {where} must have 1 to 16 characters")
    return Vault(current, fields, index)


def check_keys(session: Session, vault: Vault) -> None:
    """Refuse to start with keys that do not fit the database; remember new ones. Raises KeysRefused."""
    known = {row.key_id: row.mark for row in session.query(KeyMark)}
    ours = {name: _mark(key) for name, key in vault.fields.items()} | {"index": _mark(vault.index)}
    for name, mark in known.items():
        if ours.get(name) != mark:
            raise KeysRefused(f"key {name!r} is not the one this database was sealed with: bring back its keys file")
    session.add_all(KeyMark(key_id=name, mark=mark) for name, mark in ours.items() if name not in known)


def _mark(key: bytes) -> str:
    return hmac.new(key, b"posy key mark", hashlib.sha256).hexdigest()


# Passwords and tokens

_passwords = PasswordHash((Argon2Hasher(),))
_DECOY = _passwords.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    return _passwords.hash(password)


def verify_password(password: str, hashed: str | None) -> bool:
    """Takes the same time when there is no such person (hashed is None)."""
    matches = _passwords.verify(password, hashed or _DECOY)
    return matches and hashed is not None


def new_token() -> str:
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Tokens are 256 random bits, so a plain hash is enough to keep them out of the database."""
    return hashlib.sha256(token.encode()).hexdigest()


# Phone numbers


def parse_phone(text: str, region: str, field_name: str) -> str:
    """E.164 of what was typed. Raises a 422 `phone.invalid` for the named field."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        message = Text(
            "电话号码不正确，请填写手机号，例如 138 1234 5678。", "Not a valid phone number; give it like 138 1234 5678."
        )
        raise field_error("phone.invalid", field_name, message)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_phone(e164: str, region: str) -> str:
    """As people of the region write it."""
    number = phonenumbers.parse(e164, None)
    own = phonenumbers.region_code_for_number(number) == region
    style = phonenumbers.PhoneNumberFormat.NATIONAL if own else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def mask_phone(e164: str) -> str:
    """`138****5678`: the first three and last four digits of the national number."""
    digits = phonenumbers.national_significant_number(phonenumbers.parse(e164, None))
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) > 7 else f"****{digits[-2:]}"


# Failed attempts


class Attempts:
    """Counts failures per key in a sliding window; too many and further attempts are refused until some have aged.

    An attempt counts from its start and is taken back when it succeeds, so that many at once cannot slip through. Memory is
    bounded: keys whose failures have all aged are dropped.
    """

    def __init__(self, allowed: int, window_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._allowed = allowed
        self._window = window_seconds
        self._clock = clock
        self._failures: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def attempt(self, *keys: str) -> Iterator[None]:
        """Raises TooMany before the block runs; a block that raises counts as a failure for every key."""
        now = self._clock()
        with self._lock:
            self._forget(now)
            waits = [self._wait(key, now) for key in keys]
            if any(waits):
                raise self._refusal(max(waits))
            for key in keys:
                self._failures.setdefault(key, deque()).append(now)
        yield
        with self._lock:
            for key in keys:
                times = self._failures.get(key)
                if times and now in times:
                    times.remove(now)

    def _wait(self, key: str, now: float) -> float:
        times = self._failures.get(key, deque())
        return times[0] + self._window - now if len(times) >= self._allowed else 0.0

    def _forget(self, now: float) -> None:
        for key in list(self._failures):
            times = self._failures[key]
            while times and times[0] <= now - self._window:
                times.popleft()
            if not times:
                del self._failures[key]

    @staticmethod
    def _refusal(seconds: float) -> TooMany:
        wait = int(seconds) + 1
        message = Text(f"尝试次数过多，请 {wait} 秒后再试。", f"Too many attempts; try again in {wait} seconds.")
        return TooMany(message, code="request.too_many", headers={"Retry-After": str(wait)})
