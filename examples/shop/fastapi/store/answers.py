"""What the functions answer. Twin: `../../store/answers.py`; the two make one client."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class CategoryEntry(BaseModel):
    """A department, and how much there is in it."""

    slug: str
    name: str
    products: int


class ProductRow(BaseModel):
    """A product as the catalogue lists it."""

    id: int
    name: str
    category: str
    price_cents: int
    rating: float | None


class ProductPage(BaseModel):
    """One page of the catalogue. Pages count from 1; a page past the end is empty."""

    items: list[ProductRow]
    page: int
    pages: int
    total: int


class ProductDetail(BaseModel):
    """All that the shop says about a product. `rating` is of 5, and null until three people have given one.

    `picture` is the address of its picture, if it has one; another picture has another address.
    """

    id: int
    sku: str
    name: str
    category: str
    description: str
    price_cents: int
    weight_grams: int
    rating: float | None
    reviews: int
    changed_at: datetime
    picture: str | None


class Stock(BaseModel):
    """How many are left."""

    pieces: int
    scarce: bool


class StockLeft(BaseModel):
    """What is left of a product of which more was asked for."""

    pieces: int


class Profile(BaseModel):
    """A customer. `country` is an ISO 3166 code."""

    id: int
    name: str
    city: str
    country: str
    joined_at: datetime


class OrderLine(BaseModel):
    """A line of a receipt, as the product was called and priced on that day."""

    name: str
    quantity: int
    unit_price_cents: int


class Order(BaseModel):
    """A receipt."""

    reference: UUID
    placed_at: datetime
    total_cents: int
    lines: list[OrderLine]


class OrderPage(BaseModel):
    """One page of a customer's orders, the last first. Pages count from 1; a page past the end is empty."""

    items: list[Order]
    page: int
    pages: int
    total: int


class Visitor(BaseModel):
    """Who is signed in."""

    id: int
    name: str
    staff: bool
