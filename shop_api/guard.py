"""Looks at every request before anything else does: size, broken text, and a line in the log."""

from __future__ import annotations

import json
import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from catalog.species import Text
from designer.issues import Issue
from shop_api.config import KIB, Settings
from shop_api.errors import problem

log = structlog.get_logger("posy.http")

DESIGN_PATHS = ("/api/designs", "/api/compose")
STREAMED_PATHS = ("/api/staff/species",)
"""Here the body is a large file. The route reads it piece by piece, with a limit of its own, once it knows who sends it."""
DRAINED_BYTES = 16 * 1024 * KIB
"""A body that is refused for its size is still read up to here, so that the sender gets to see the answer."""


class Guard:
    """Refuses bodies that are too large or hold text that cannot be stored (422), and logs every answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                _protect(scope, message)
            await send(message)

        try:
            await self._handle(scope, receive, noting)
        finally:
            route = getattr(scope.get("route"), "path", None) or "-"
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            log.info("request", method=scope["method"], route=route, status=status, ms=milliseconds)

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = self._limit(scope["path"])
        if scope["method"] in ("GET", "HEAD", "OPTIONS") or scope["path"] in STREAMED_PATHS:
            await self._app(scope, receive, send)
            return
        body = await _read(scope, receive, limit)
        if body is None:
            await _too_large(limit)(scope, receive, send)
            return
        if _unstorable(body):
            await _bad_text()(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)

    def _limit(self, path: str) -> int:
        design = path.startswith(DESIGN_PATHS)
        return min(self._settings.max_design_bytes, self._settings.max_body_bytes) if design else self._settings.max_body_bytes


def _protect(scope: Scope, message: Message) -> None:
    """Headers every answer carries. Answers of the API that name nothing else are not kept by anybody."""
    headers: list[tuple[bytes, bytes]] = message["headers"]
    headers.append((b"x-content-type-options", b"nosniff"))
    named = {name.lower() for name, _ in headers}
    if b"referrer-policy" not in named:
        headers.append((b"referrer-policy", b"same-origin"))
    if scope["path"].startswith("/api") and b"cache-control" not in named:
        headers.append((b"cache-control", b"no-store"))


async def _read(scope: Scope, receive: Receive, limit: int) -> bytes | None:
    """The body, None when it is over the limit."""
    announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    over = announced.isdigit() and int(announced) > limit
    if announced.isdigit() and int(announced) > DRAINED_BYTES:
        return None
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            break
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        over = over or size > limit
        if over:
            chunks.clear()
        else:
            chunks.append(chunk)
        if not message.get("more_body", False) or size > DRAINED_BYTES:
            break
    return None if over else b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body once more, then whatever else the client says (that it left)."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _unstorable(body: bytes) -> bool:
    """Half of a surrogate pair or a NUL, written as an escape: JSON allows them, no database does."""
    lowered = body.lower()
    if b"\\ud" not in lowered and b"\\u0000" not in lowered:
        return False
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False)
        text.encode()
    except UnicodeEncodeError:
        return True
    except (ValueError, RecursionError):
        return False  # not JSON at all; the route says so
    return "\\u0000" in text


def _too_large(limit: int) -> ASGIApp:
    size = f"{limit // KIB} KB"
    message = Text(f"内容太大，最多 {size}。", f"The body is too large; send at most {size}.")
    return problem(422, "request.too_large", message, (Issue("request.too_large", "error", message, "body"),))


def _bad_text() -> ASGIApp:
    message = Text("文字中有无法保存的字符，请去掉。", "The text has characters that cannot be stored; take them out.")
    return problem(422, "request.text", message, (Issue("request.text", "error", message, "body"),))
