"""Logging in and out, and the dependency that other slices' staff routes ask for."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Header, Request, Response

from catalog.species import Text
from shop_api.accounts import service
from shop_api.accounts.schemas import LogIn, StaffMember
from shop_api.accounts.service import Member
from shop_api.context import CurrentShop, client_address
from shop_api.errors import Forbidden, Unauthorised
from shop_api.security import verify_password

COOKIE = "posy_session"
Token = Annotated[str | None, Cookie(alias=COOKIE, include_in_schema=False)]
Marker = Annotated[str | None, Header(alias="X-Posy")]

router = APIRouter(prefix="/api/staff/session", tags=["staff"])


def _marked(request: Request, marker: Marker = None) -> None:
    """Changing requests carry `X-Posy: 1`, which another site cannot make a browser send."""
    if request.method not in ("GET", "HEAD", "OPTIONS") and marker != "1":
        message = Text("缺少 X-Posy 请求头，请从店员页面操作。", "The X-Posy header is missing; work from the staff page.")
        raise Forbidden(message, code="auth.header")


def staff_member(shop: CurrentShop, token: Token = None, _: None = Depends(_marked)) -> Member:
    """Who is logged in. Raises 401 `auth.required`, 403 `auth.header`."""
    member = None
    if token:
        with shop.database.read() as session:
            member = service.member_of(session, token, shop.clock())
    if member is None:
        raise Unauthorised(Text("请先登录。", "Log in first."))
    return member


CurrentStaff = Annotated[Member, Depends(staff_member)]
STAFF_ONLY = (Depends(staff_member),)
"""For routes and routers that do not ask who it is."""


@router.post("", status_code=204, operation_id="logIn", dependencies=[Depends(_marked)])
def log_in(body: LogIn, request: Request, response: Response, shop: CurrentShop) -> None:
    """Start a session; it lives in an HttpOnly cookie."""
    keys = (f"log-in/from/{client_address(request)}", f"log-in/as/{body.name}")
    with shop.attempts.attempt(*keys):
        with shop.database.read() as session:
            staff_id, hashed = service.password_hash(session, body.name)
        if not verify_password(body.password, hashed) or staff_id is None:
            raise Unauthorised(Text("姓名或密码不正确，请重试。", "Wrong name or password; try again."), code="auth.wrong")
    with shop.database.write() as session:
        token = service.start_session(session, staff_id, shop.clock(), shop.settings.session_hours)
    response.set_cookie(
        COOKIE,
        token,
        max_age=shop.settings.session_hours * 3600,
        httponly=True,
        samesite="strict",
        secure=shop.settings.secure_cookies,
        path="/api",
    )


@router.delete("", status_code=204, operation_id="logOut", dependencies=[Depends(_marked)])
def log_out(response: Response, shop: CurrentShop, token: Token = None) -> None:
    """End the session. Fine to call without one."""
    if token:
        with shop.database.write() as session:
            service.end_session(session, token)
    response.delete_cookie(COOKIE, path="/api", httponly=True, samesite="strict", secure=shop.settings.secure_cookies)


@router.get("", operation_id="whoAmI")
def who_am_i(member: CurrentStaff) -> StaffMember:
    return StaffMember.model_validate(member, from_attributes=True)
