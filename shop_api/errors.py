"""What can go wrong, in the words of RFC 9457: one base error, its problem document, and the handlers that answer with it.

Every problem carries a stable `code` and a `message` in Chinese and English that says what to do. Nothing that a caller
sent is echoed back, so no personal data gets into answers or logs this way.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from catalog.scans import ScanRefused
from catalog.species import Text
from designer.issues import DesignRefused, Issue

PROBLEM = "application/problem+json"
log = structlog.get_logger("posy.errors")


class ShopError(Exception):
    """Base of every refusal that the shop expects. Subclasses or callers set status, code, words and extra members."""

    status = 422
    code = "request.invalid"

    def __init__(
        self,
        message: Text,
        *,
        code: str | None = None,
        status: int | None = None,
        issues: Sequence[Issue] = (),
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message.en)
        self.message = message
        self.code = code or self.code
        self.status = status or self.status
        self.issues = tuple(issues)
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})


class NotFound(ShopError):
    status = 404
    code = "request.not_found"


class Conflict(ShopError):
    status = 409
    code = "request.conflict"


class Unauthorised(ShopError):
    status = 401
    code = "auth.required"


class Forbidden(ShopError):
    status = 403
    code = "auth.forbidden"


class TooMany(ShopError):
    status = 429
    code = "request.too_many"


class ProblemIssue(BaseModel):
    """One thing that is wrong; field points into what was sent (`stems[1].count`)."""

    code: str
    severity: str
    field: str
    message: dict[str, str]


class Problem(BaseModel):
    """RFC 9457 problem details. code is stable; message is in Chinese (zh) and English (en)."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str
    message: dict[str, str]
    issues: list[ProblemIssue]


RESPONSES: dict[int | str, dict[str, Any]] = {"4XX": {"description": "Refused; the problem says why and where", "model": Problem}}
"""How every route describes its refusals."""


def field_error(code: str, field: str, message: Text) -> ShopError:
    """A 422 about one field."""
    return ShopError(message, code=code, issues=(Issue(code, "error", message, field),))


def problem(
    status: int,
    code: str,
    message: Text,
    issues: Sequence[Issue] = (),
    extra: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The problem document as a response."""
    body: dict[str, Any] = {
        "type": f"about:blank#{code}",
        "title": message.en,
        "status": status,
        "code": code,
        "detail": message.en,
        "message": {"zh": message.zh, "en": message.en},
        "issues": [issue.as_json() for issue in issues],
    }
    body.update(extra or {})
    return JSONResponse(body, status_code=status, media_type=PROBLEM, headers=dict(headers or {}))


# pydantic's error type -> our code and advice. Anything not listed is `request.invalid`.
_ADVICE: dict[str, tuple[str, Text]] = {
    "missing": ("request.missing", Text("缺少这一项，请填写。", "This field is missing; fill it in.")),
    "extra_forbidden": ("request.unknown_field", Text("没有这一项，请去掉。", "There is no such field; leave it out.")),
    "json_invalid": ("request.json", Text("内容不是有效的 JSON，请检查格式。", "The body is not valid JSON; check its syntax.")),
    "json_type": ("request.json", Text("内容不是有效的 JSON，请检查格式。", "The body is not valid JSON; check its syntax.")),
    "string_too_short": ("request.too_short", Text("内容太短，请补充。", "Too short; write more.")),
    "string_too_long": ("request.too_long", Text("内容太长，请缩短。", "Too long; shorten it.")),
    "too_short": ("request.too_short", Text("内容太少，请补充。", "Too few entries; add some.")),
    "too_long": ("request.too_long", Text("内容太多，请减少。", "Too many entries; remove some.")),
    "string_pattern_mismatch": ("request.pattern", Text("格式不对，请按要求填写。", "Not in the expected form; correct it.")),
    "literal_error": ("request.choice", Text("不是可选的值，请从列表中选择。", "Not one of the choices; pick one of them.")),
    "enum": ("request.choice", Text("不是可选的值，请从列表中选择。", "Not one of the choices; pick one of them.")),
}
_GROUPS: tuple[tuple[str, str, Text], ...] = (
    ("greater_than", "request.range", Text("数值太小，请改大。", "The number is too small; raise it.")),
    ("less_than", "request.range", Text("数值太大，请改小。", "The number is too large; lower it.")),
    ("date", "request.date", Text("日期格式应为 2026-11-28。", "Write the date as 2026-11-28.")),
    ("datetime", "request.time", Text("时间格式应为 2026-11-28T09:00:00Z。", "Write the time as 2026-11-28T09:00:00Z.")),
    (
        "timezone",
        "request.time",
        Text("时间必须带时区，例如 2026-11-28T09:00:00Z。", "Give the time with its zone, as in 2026-11-28T09:00:00Z."),
    ),
    ("int", "request.type", Text("应为整数。", "This must be a whole number.")),
    ("float", "request.type", Text("应为数字。", "This must be a number.")),
    ("string", "request.type", Text("应为文字。", "This must be text.")),
    ("bool", "request.type", Text("应为 true 或 false。", "This must be true or false.")),
    ("dict", "request.type", Text("应为一个对象。", "This must be an object.")),
    ("model", "request.type", Text("应为一个对象。", "This must be an object.")),
)
_OTHERWISE = ("request.invalid", Text("这一项不正确，请检查。", "This field is not right; check it."))


def _advice(kind: str) -> tuple[str, Text]:
    if kind in _ADVICE:
        return _ADVICE[kind]
    matches = [(len(prefix), code, text) for prefix, code, text in _GROUPS if kind.startswith(prefix)]
    if not matches:
        return _OTHERWISE
    _, code, text = max(matches, key=lambda match: match[0])
    return code, text


def _path(location: Sequence[int | str]) -> str:
    """`("body", "stems", 1, "count")` -> `stems[1].count`; headers and queries keep their name."""
    parts = list(location[1:]) if location and location[0] in ("body", "query", "header", "path", "cookie") else list(location)
    written = ""
    for part in parts:
        written += f"[{part}]" if isinstance(part, int) else (f".{part}" if written else str(part))
    return written or "body"


def issues_of(error: RequestValidationError) -> tuple[Issue, ...]:
    """What pydantic found, as our issues, at most 50 of them."""
    found = []
    for entry in error.errors()[:50]:
        kind = str(entry["type"])
        code, text = _advice(kind)
        where = "body" if kind.startswith("json") else _path(tuple(entry["loc"]))
        found.append(Issue(code, "error", text, where))
    return tuple(found)


_HTTP: dict[int, tuple[str, Text]] = {
    400: ("request.json", Text("内容无法读取，请检查是否为有效的 JSON。", "The body cannot be read; check that it is valid JSON.")),
    404: ("request.not_found", Text("没有这个地址。", "There is nothing at this address.")),
    405: ("request.method", Text("这个地址不支持该方法。", "This address does not take that method.")),
    413: ("request.too_large", Text("内容太大。", "The body is too large.")),
    415: ("request.media_type", Text("请以 application/json 发送。", "Send it as application/json.")),
}


async def _shop_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ShopError)
    return problem(error.status, error.code, error.message, error.issues, error.extra, error.headers)


async def _design_refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DesignRefused)
    first = next((issue for issue in error.issues if issue.severity == "error"), error.issues[0])
    return problem(422, first.code, first.message, error.issues)


_SCAN_STATUS = {
    "scan.not_found": 404,
    "scan.id_taken": 409,
    "scan.exists": 409,
    "scan.busy": 409,
    "scan.in_use": 409,
}


async def _scan_refused(_: Request, error: Exception) -> JSONResponse:
    """data: what the words were filled with (which part of the file, how many, how large)."""
    assert isinstance(error, ScanRefused)
    field = (
        str(error.data["field"]) if error.code == "scan.option" else "id" if error.code in ("scan.id", *_SCAN_STATUS) else "file"
    )
    issue = Issue(error.code, "error", error.message, field)
    return problem(_SCAN_STATUS.get(error.code, 422), error.code, error.message, (issue,), {"data": error.data})


async def _validation(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    issues = issues_of(error)
    return problem(422, issues[0].code, issues[0].message, issues)


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code, text = _HTTP.get(error.status_code, ("request.refused", Text("请求被拒绝。", "The request was refused.")))
    return problem(error.status_code, code, text, headers=error.headers)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    route = request.scope.get("route")
    # The message of an unexpected error may hold what the caller sent, so only its type and its way are logged.
    log.error("unexpected", error=type(error).__name__, route=getattr(route, "path", "?"), way=_way(error))
    text = Text("服务器出错，请稍后再试。", "The server failed; please try again in a moment.")
    return problem(500, "server.error", text)


def _way(error: BaseException, last: int = 8) -> list[str]:
    """The last functions that the error came through, as `file.py:12 name`, without any values."""
    steps = list(traceback.walk_tb(error.__traceback__))[-last:]
    return [f"{Path(frame.f_code.co_filename).name}:{line} {frame.f_code.co_name}" for frame, line in steps]


def install(app: FastAPI) -> None:
    """Answer every error with a problem document."""
    app.add_exception_handler(ShopError, _shop_error)
    app.add_exception_handler(DesignRefused, _design_refused)
    app.add_exception_handler(ScanRefused, _scan_refused)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)
