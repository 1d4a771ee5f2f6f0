"""Orders as customers and staff send and see them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from designer.design import Design
from shop_api.orders.status import Status
from shop_api.pricing.schemas import Quote
from shop_api.words import Words

Method = Literal["pickup", "delivery"]
OneLine = r"^[^\x00-\x1f\x7f]+$"
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=OneLine)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=30, pattern=OneLine)]
Address = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=200, pattern=OneLine)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
OrderNumber = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, min_length=1, max_length=20)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Person(_Body):
    name: PersonName
    phone: Phone


class Recipient(Person):
    address: Address


class NewOrder(_Body):
    """total_fen is the price that the customer saw; recipient is needed for a delivery."""

    design_id: Annotated[str, Field(min_length=1, max_length=26)]
    revision: Annotated[int, Field(strict=True, ge=1)]
    total_fen: Annotated[int, Field(strict=True, ge=0)]
    date: date
    slot: Annotated[str, Field(min_length=11, max_length=11)]
    method: Method
    buyer: Person
    recipient: Recipient | None = None
    note: Note = ""


class FindOrder(_Body):
    number: OrderNumber
    phone: Phone


class Refusal(_Body):
    """Why staff decline or refund; the customer reads it."""

    reason: Reason


class Step(BaseModel):
    status: Status
    at: datetime


class PersonView(BaseModel):
    name: str
    phone: str


class RecipientView(PersonView):
    address: str


class OrderView(BaseModel):
    """What the buyer sees. Phones are masked; total_fen is without delivery_fen."""

    number: str
    status: Status
    placed_at: datetime
    date: date
    slot: str
    method: Method
    total_fen: int
    delivery_fen: int
    design: Design
    name: Words
    still: str
    buyer: PersonView
    recipient: RecipientView | None
    history: list[Step]
    reason: Words | None


class StaffOrder(OrderView):
    """What staff see in the list. Phones are whole; allowed: the states that may come next."""

    note: str
    stem_count: int
    allowed: list[Status]


class PickView(BaseModel):
    lot: str
    count: int
    location: str
    discard_at: datetime


class RecipeStemView(BaseModel):
    species: str
    variety: str
    name: Words
    count: int
    picks: list[PickView]


class RecipeGoodView(BaseModel):
    good: str
    name: Words
    quantity: float
    unit: str


class RecipeView(BaseModel):
    stems: list[RecipeStemView]
    goods: list[RecipeGoodView]
    minutes: int


class PointsView(BaseModel):
    balance: int
    pending: int


class PastOrderView(BaseModel):
    number: str
    at: datetime
    status: Status
    total_fen: int


class LedgerView(BaseModel):
    at: datetime
    kind: Literal["pending", "confirmed", "reversed"]
    points: int
    order: str


class CustomerView(BaseModel):
    """orders counts all of them; spent_fen only the confirmed ones."""

    id: str
    name: str
    phone: str
    orders: int
    spent_fen: int
    points: PointsView
    history: list[PastOrderView]
    ledger: list[LedgerView]


class EventView(BaseModel):
    at: datetime
    type: str


class StaffOrderDetail(StaffOrder):
    """The order with everything needed to make it. customer is null until the feed has dealt with the order (well under a second)."""

    recipe: RecipeView
    quote: Quote
    customer: CustomerView | None
    card_text: str | None
    events: list[EventView]


class OrderPage(BaseModel):
    """counts: orders in each state, whatever the filter."""

    items: list[StaffOrder]
    next: str | None
    counts: dict[str, int]


class ShopView(BaseModel):
    """What a customer may choose when ordering. first_slots: those of the first date that can still be met."""

    name: Words
    currency: str
    timezone: str
    slots: list[str]
    first_slots: list[str]
    first_date: date
    last_date: date
    pickup: bool
    delivery_fee_fen: int
