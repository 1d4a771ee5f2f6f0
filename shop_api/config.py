"""Settings of the shop, read once from the environment (`POSY_*`), and the shop's calendar. Frozen; no clock in here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

KIB = 1024

DEFAULT_SLOTS = ("09:00-11:00", "11:00-13:00", "13:00-15:00", "15:00-17:00", "17:00-19:00", "19:00-21:00")


class SettingRefused(ValueError):
    """An environment variable holds something that the setting cannot be."""


@dataclass(frozen=True)
class Settings:
    """Everything a shop may set. The variable of a field is `POSY_` + its name in capitals; tuples are comma separated.

    data_dir: database, keys, the shop's own scans and built pictures live here; nothing else is written.
    database_url: empty means SQLite inside data_dir. keys_file: empty means keys.json inside data_dir.
    keys: the keys as JSON text instead of a file (for machines that hand secrets over in the environment).
    same_day_lead_minutes: a slot that starts sooner than this cannot be ordered any more.
    demo: fill the shop with stock and make a staff log-in. secure_cookies: for a shop behind HTTPS.
    points_step_fen: one point for every full step of goods paid for.
    Sizes are bytes, money is fen.
    """

    data_dir: Path = Path("./var")
    database_url: str = ""
    keys_file: str = ""
    keys: str = field(default="", repr=False)
    shop_name_zh: str = "花束 Posy"
    shop_name_en: str = "Posy"
    currency: str = "CNY"
    timezone: str = "Asia/Shanghai"
    phone_region: str = "CN"
    slots: tuple[str, ...] = DEFAULT_SLOTS
    open_days: int = 21
    same_day_lead_minutes: int = 120
    delivery_fee_fen: int = 1200
    points_step_fen: int = 1000
    demo: bool = False
    secure_cookies: bool = False
    session_hours: int = 12
    failures_allowed: int = 10
    failures_window_minutes: int = 5
    max_body_bytes: int = 1024 * KIB
    max_design_bytes: int = 256 * KIB
    max_scan_bytes: int = 64 * 1024 * KIB
    idempotency_hours: int = 72

    def __post_init__(self) -> None:
        positive = (
            "open_days",
            "points_step_fen",
            "session_hours",
            "failures_allowed",
            "failures_window_minutes",
            "max_body_bytes",
            "max_design_bytes",
            "max_scan_bytes",
            "idempotency_hours",
        )
        for name in positive:
            if getattr(self, name) < 1:
                raise SettingRefused(f"{name} must be at least 1")
        if self.delivery_fee_fen < 0 or self.same_day_lead_minutes < 0:
            raise SettingRefused("delivery_fee_fen and same_day_lead_minutes must not be negative")
        for slot in self.slots:
            slot_times(slot)
        try:
            ZoneInfo(self.timezone)
        except (KeyError, ValueError) as error:
            raise SettingRefused(f"timezone {self.timezone!r} is not known") from error

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def url(self) -> str:
        """SQLAlchemy's address of the database."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'posy.sqlite3').resolve()}"

    @property
    def scans_dir(self) -> Path:
        """The shop's own scanned species; unlike pictures they cannot be made again."""
        return self.data_dir / "scans"

    @property
    def keys_path(self) -> Path:
        return Path(self.keys_file) if self.keys_file else self.data_dir / "keys.json"


def settings_from(environment: Mapping[str, str]) -> Settings:
    """The settings that the environment asks for. Raises SettingRefused naming the variable."""
    found: dict[str, Any] = {}
    for item in fields(Settings):
        variable = f"POSY_{item.name.upper()}"
        if variable in environment:
            found[item.name] = _parse(variable, environment[variable], item.default)
    return Settings(**found)


def _parse(variable: str, text: str, default: object) -> object:
    if isinstance(default, bool):
        if text.lower() not in ("0", "1", "true", "false", "yes", "no"):
            raise SettingRefused(f"{variable} must be yes or no, not {text!r}")
        return text.lower() in ("1", "true", "yes")
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError as error:
            raise SettingRefused(f"{variable} must be a whole number, not {text!r}") from error
    if isinstance(default, Path):
        return Path(text)
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def slot_times(slot: str) -> tuple[time, time]:
    """Start and end of `09:00-11:00`. Raises SettingRefused."""
    try:
        start, end = (time.fromisoformat(part) for part in slot.split("-"))
    except ValueError as error:
        raise SettingRefused(f"slot {slot!r} must look like 09:00-11:00") from error
    if end <= start:
        raise SettingRefused(f"slot {slot!r} ends before it starts")
    return start, end


def shop_day(settings: Settings, moment: datetime) -> date:
    """The date on the shop's wall at this moment (timezone-aware)."""
    return moment.astimezone(settings.zone).date()


def slot_open(settings: Settings, day: date, slot: str, now: datetime) -> bool:
    """Whether there is still time to make something for this slot."""
    start = datetime.combine(day, slot_times(slot)[0], settings.zone)
    return start - now >= timedelta(minutes=settings.same_day_lead_minutes)


def open_dates(settings: Settings, now: datetime) -> tuple[date, date]:
    """First and last date that can be ordered: today while a slot can still be met, else tomorrow."""
    today = shop_day(settings, now)
    first = today if any(slot_open(settings, today, slot, now) for slot in settings.slots) else today + timedelta(days=1)
    return first, today + timedelta(days=settings.open_days)
