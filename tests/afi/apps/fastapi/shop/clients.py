"""The contexts `user` and `catalog`, and what drops parts of them: the graph of the vectors.

Twins: `axum/src/user.rs`, `axum/src/catalog.rs`; names, documentation, types and defaults are theirs.
"""

import sqlite3
from typing import Annotated

from pydantic import BaseModel, Field
from reference.database import Reading, Writing
from reference.people import CurrentUser

from mizan import ReactContext, client
from mizan.errors import Fault, Invalid, NotFound, Unauthenticated

UserContext = ReactContext("user", identity="user_id", view=("page",))
CatalogContext = ReactContext("catalog", view=("page",))

ORDERS_A_PAGE = 10
PRODUCTS_A_PAGE = 10


class Profile(BaseModel):
    """What is known of a user."""

    id: Annotated[int, Field(description="The user's number.")]
    name: Annotated[str, Field(description="As the user wants to be called.")]
    avatar: Annotated[str | None, Field(description="Where the picture is, if there is one.")]


class Order(BaseModel):
    """An order of a user."""

    id: Annotated[int, Field(description="The order's number.")]
    shipped: Annotated[bool, Field(description="Whether it has left the house.")]


class Stats(BaseModel):
    """Numbers that anybody may know."""

    users: Annotated[int, Field(description="How many users there are.")]
    orders: Annotated[int, Field(description="How many orders there are.")]


class Product(BaseModel):
    """Something for sale."""

    sku: Annotated[str, Field(description="What it is ordered by.")]
    category: Annotated[str, Field(description="The shelf that it stands on.")]
    price: Annotated[int, Field(description="In cents.")]


# ---------------------------------------------------------------- one user's reads; `user_id` names the caller


@client(context=UserContext, auth="self")
def user_profile(db: Reading, user_id: int) -> Profile:
    """The user's own profile."""
    return profile_or_404(db, user_id)


@client(context=UserContext, auth="self")
def user_orders(db: Reading, user_id: int, page: int = 1) -> list[Order]:
    """The user's own orders, ten a page, by number."""
    found = db.execute(
        "SELECT * FROM orders WHERE owner_id = ? ORDER BY id LIMIT ? OFFSET ?",
        (user_id, ORDERS_A_PAGE, offset(page, ORDERS_A_PAGE)),
    )
    return [order_of(row) for row in found]


@client(context=UserContext)
def site_stats(db: Reading) -> Stats:
    """How large the shop is."""
    row = db.execute("SELECT (SELECT count(*) FROM people) AS users, (SELECT count(*) FROM orders) AS orders")
    return Stats(**row.fetchone())


# ---------------------------------------------------------------- what is for sale; the same for everybody


@client(context=CatalogContext)
def products(db: Reading, category: str | None = None, page: int = 1) -> list[Product]:
    """Products by sku, ten a page; of one category, or of all."""
    if category is not None:
        storable(category, "params", "category")
    found = db.execute(
        "SELECT * FROM products WHERE ?1 IS NULL OR category = ?1 ORDER BY sku LIMIT ?2 OFFSET ?3",
        (category, PRODUCTS_A_PAGE, offset(page, PRODUCTS_A_PAGE)),
    )
    return [product_of(row) for row in found]


@client(context=CatalogContext)
def product(db: Reading, sku: str) -> Product:
    """One product."""
    return product_or_404(db, storable(sku, "params", "sku"))


@client(context=CatalogContext)
def compare(db: Reading, category: str, skus: list[str]) -> list[Product]:
    """Some products of one category, in the order asked for."""
    storable(category, "params", "category")
    asked = [storable(sku, "params", "skus") for sku in skus]
    rows = db.execute("SELECT * FROM products WHERE category = ?", (category,))
    found = {row["sku"]: product_of(row) for row in rows}
    return [found[sku] for sku in asked if sku in found]


# ---------------------------------------------------------------- mutations


@client(affects=UserContext, auth="self")
def rename_user(db: Writing, user_id: int, name: str) -> Profile:
    """Gives a user another name."""
    return rename(db, user_id, name)


@client(affects=UserContext, auth=True)
def rename_me(db: Writing, user: CurrentUser, name: str) -> Profile:
    """Gives whoever calls another name."""
    if user is None:
        raise Unauthenticated
    return rename(db, user.id, name)


@client(affects=user_orders.scope(user_id="owner"), auth=True)
def ship_order(db: Writing, order_id: int, owner: int) -> Order:
    """Marks an order as shipped."""
    changed = db.execute("UPDATE orders SET shipped = 1 WHERE id = ? AND owner_id = ?", (order_id, owner))
    if not changed.rowcount:
        raise NotFound("no such order")
    return Order(id=order_id, shipped=True)


@client(affects=UserContext)
async def jump(page: int = 1) -> int:
    """Changes nothing: its `page` is a view param, which never scopes."""
    return page


@client(affects=user_profile, auth="self")
def set_avatar(db: Writing, user_id: int, url: str) -> Profile:
    """Gives a user another picture."""
    profile = profile_or_404(db, user_id)
    profile.avatar = storable(url, "args", "url")
    db.execute("UPDATE people SET avatar = ? WHERE user_id = ?", (profile.avatar, user_id))
    return profile


@client(affects=[product, CatalogContext.all()], auth=True)
def reprice(db: Writing, sku: str, price: int) -> Product:
    """Gives a product another price, in cents."""
    found = product_or_404(db, storable(sku, "args", "sku"))
    found.price = price
    db.execute("UPDATE products SET price_cents = ? WHERE sku = ?", (price, sku))
    return found


@client(affects=CatalogContext, auth=True)
def recategorise(db: Writing, sku: str, category: str) -> Product:
    """Puts a product on another shelf."""
    found = product_or_404(db, storable(sku, "args", "sku"))
    found.category = storable(category, "args", "category")
    db.execute("UPDATE products SET category = ? WHERE sku = ?", (category, sku))
    return found


# ---------------------------------------------------------------- rows


def rename(db: sqlite3.Connection, user_id: int, name: str) -> Profile:
    profile = profile_or_404(db, user_id)
    profile.name = storable(name, "args", "name")
    db.execute("UPDATE people SET name = ? WHERE user_id = ?", (name, user_id))
    return profile


def storable(text: str, *path: str) -> str:
    """Text that the database of every twin takes: some have no NUL in text."""
    if "\0" in text:
        raise Invalid("text with a NUL cannot be kept", errors=[Fault(path, "format")])
    return text


def offset(page: int, size: int) -> int:
    """Of a page's first row; below the first page is the first."""
    return max(page - 1, 0) * size


def profile_or_404(db: sqlite3.Connection, user_id: int) -> Profile:
    row = db.execute("SELECT * FROM people WHERE user_id = ?", (user_id,)).fetchone()
    if row is None:
        raise NotFound("no such user")
    return Profile(id=row["user_id"], name=row["name"], avatar=row["avatar"])


def product_or_404(db: sqlite3.Connection, sku: str) -> Product:
    row = db.execute("SELECT * FROM products WHERE sku = ?", (sku,)).fetchone()
    if row is None:
        raise NotFound("no such product")
    return product_of(row)


def order_of(row: sqlite3.Row) -> Order:
    return Order(id=row["id"], shipped=bool(row["shipped"]))


def product_of(row: sqlite3.Row) -> Product:
    return Product(sku=row["sku"], category=row["category"], price=row["price_cents"])
