"""The functions that the screen calls, declared once, over SQLite without an ORM.

Twin: `../../store/clients.py`. What is declared is the same to the letter, so that `mizan export-ir` prints the same IR
for both and one generated client is the client of both; how rows are read and written is each one's own.
"""

import math
import sqlite3
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Request, Response, UploadFile

from mizan import Accept, CachedRequest, DomainError, MaxSize, ReactContext, client
from mizan.errors import Fault, Invalid, NotFound, Unauthenticated
from store import people, pictures
from store.answers import (
    CategoryEntry,
    Order,
    OrderLine,
    OrderPage,
    ProductDetail,
    ProductPage,
    ProductRow,
    Profile,
    Stock,
    StockLeft,
    Visitor,
)
from store.database import Reading, Writing, column_of, moment
from store.people import SignedIn

PRODUCTS_PER_PAGE = 12
ORDERS_PER_PAGE = 8
SCARCE = 5
LONGEST_NAME = 80

AssortmentContext = ReactContext("assortment")
CatalogContext = ReactContext("catalog", view=("page",))
ProductContext = ReactContext("product")
CustomerContext = ReactContext("customer", identity="customer_id")
OrdersContext = ReactContext("orders", identity="customer_id", view=("page",))
SessionContext = ReactContext("session")


class OutOfStock(DomainError[StockLeft]):
    """Fewer are left than were asked for."""


# ---- reads


@client(context=AssortmentContext)
def categories(db: Reading) -> list[CategoryEntry]:
    """The departments, in the order of the shop. A context of its own: a product's new name changes nothing here."""
    rows = db.execute(
        "SELECT slug, name, (SELECT count(*) FROM store_product WHERE category_id = c.id) AS products"
        " FROM store_category c ORDER BY position"
    )
    return [CategoryEntry(**row) for row in rows]


@client(context=CatalogContext)
def products(db: Reading, category: str | None = None, page: int = 1) -> ProductPage:
    """A page of the catalogue, the best known first.

    `category` is a department's slug; without one, everything.
    """
    offset = before(page, PRODUCTS_PER_PAGE)
    named = {"category": category, "size": PRODUCTS_PER_PAGE, "offset": offset}
    chosen = (
        " FROM store_product p JOIN store_category c ON c.id = category_id WHERE :category IS NULL OR slug = :category"
    )
    total = db.execute("SELECT count(*)" + chosen, named).fetchone()[0]
    rows = db.execute(
        "SELECT p.id, p.name, c.name AS category, price_cents, rating"
        + chosen
        + " ORDER BY reviews DESC, p.id LIMIT :size OFFSET :offset",
        named,
    )
    items = [ProductRow(**row) for row in rows]
    return ProductPage(items=items, page=page, pages=math.ceil(total / PRODUCTS_PER_PAGE), total=total)


@client(context=ProductContext)
def product_detail(db: Reading, product_id: int) -> ProductDetail:
    """All about one product."""
    row = product_or_404(db, product_id)
    return ProductDetail(
        id=row["id"],
        sku=row["sku"],
        name=row["name"],
        category=row["category"],
        description=row["description"],
        price_cents=row["price_cents"],
        weight_grams=row["weight_grams"],
        rating=row["rating"],
        reviews=row["reviews"],
        changed_at=moment(row["changed_at"]),
        picture=pictures.address_of(db, product_id),
    )


@client(context=ProductContext)
def product_stock(db: Reading, product_id: int) -> Stock:
    """How many of a product are left."""
    pieces = product_or_404(db, product_id)["stock"]
    return Stock(pieces=pieces, scarce=pieces <= SCARCE)


@client(context=CustomerContext, auth="self")
def customer_profile(db: Reading, customer_id: int) -> Profile:
    """A customer, to herself and to staff."""
    row = customer_or_404(db, customer_id)
    return Profile(
        id=row["user_id"],
        name=row["name"],
        city=row["city"],
        country=row["country"],
        joined_at=moment(row["joined_at"]),
    )


@client(context=OrdersContext, auth="self")
def customer_orders(db: Reading, customer_id: int, page: int = 1) -> OrderPage:
    """A customer's receipts, the last first."""
    customer_or_404(db, customer_id)
    offset = before(page, ORDERS_PER_PAGE)
    total = db.execute("SELECT count(*) FROM store_order WHERE customer_id = ?", (customer_id,)).fetchone()[0]
    rows = db.execute(
        "SELECT * FROM store_order WHERE customer_id = ? ORDER BY placed_at DESC, id DESC LIMIT ? OFFSET ?",
        (customer_id, ORDERS_PER_PAGE, offset),
    ).fetchall()
    return OrderPage(
        items=[receipt(db, row) for row in rows],
        page=page,
        pages=math.ceil(total / ORDERS_PER_PAGE),
        total=total,
    )


@client(context=SessionContext)
def whoami(request: CachedRequest, db: Reading) -> Visitor | None:
    """Who is signed in, or null. It depends on the caller alone, and so may be kept for each caller."""
    return visitor(db, int(request.caller.id)) if request.caller else None


# ---- mutations


@client(affects=[ProductContext, CatalogContext], auth="staff")
def rename_product(db: Writing, product_id: int, name: str) -> ProductDetail:
    """Gives a product another name; receipts keep the name of their day.

    Of the products it drops the one that `product_id` names, since the argument bears the param's name; of the
    catalogue, which has no such param, every page.
    """
    product_or_404(db, product_id)
    changed = (checked_name(name), column_of(datetime.now(UTC)), product_id)
    db.execute("UPDATE store_product SET name = ?, changed_at = ? WHERE id = ?", changed)
    return product_detail(db, product_id)


@client(affects=ProductContext, auth="staff")
def set_picture(
    db: Writing, product_id: int, picture: Annotated[UploadFile, MaxSize("2 MB"), Accept(*pictures.KINDS)]
) -> ProductDetail:
    """Shows a product in a picture, in place of the one that it had. Drops the product that `product_id` names."""
    product_or_404(db, product_id)
    content = picture.file.read()
    kind = pictures.kind_of(content)
    if kind is None:
        raise Invalid("this is no picture, whatever it is called", errors=[Fault(("args", "picture"), "enum")])
    db.execute(
        "INSERT OR REPLACE INTO store_picture (product_id, kind, digest, content) VALUES (?, ?, ?, ?)",
        (product_id, kind, sha256(content).hexdigest(), content),
    )
    return product_detail(db, product_id)


@client(affects=[ProductContext.scope(product_id="item")], auth="staff")
def restock(db: Writing, item: int, pieces: int) -> Stock:
    """Puts pieces of a product on the shelf.

    Its argument is called `item`, so the declaration says which param that is.
    """
    if not 1 <= pieces <= 1000:
        raise Invalid("between 1 and 1000 pieces", errors=[Fault(("args", "pieces"), "range")])
    if not db.execute("UPDATE store_product SET stock = stock + ? WHERE id = ?", (pieces, item)).rowcount:
        raise NotFound("there is no such product")
    return product_stock(db, item)


@client(affects=[product_stock, customer_orders], auth=True, raises=[OutOfStock])
def place_order(db: Writing, user: SignedIn, product_id: int, quantity: int = 1) -> Order:
    """Buys a product.

    Drops the stock of the product that `product_id` names, and, since no argument names a customer, the caller's own
    orders.
    """
    if not 1 <= quantity <= 100:
        raise Invalid("between 1 and 100 pieces", errors=[Fault(("args", "quantity"), "range")])
    product = product_or_404(db, product_id)
    customer_or_404(db, user.id)
    # `Writing` holds the writer's turn: what was read just now is true until the end.
    if product["stock"] < quantity:
        raise OutOfStock(StockLeft(pieces=product["stock"]))
    db.execute("UPDATE store_product SET stock = stock - ? WHERE id = ?", (quantity, product_id))
    order = db.execute(
        "INSERT INTO store_order (reference, customer_id, placed_at) VALUES (?, ?, ?) RETURNING *",
        (uuid4().hex, user.id, column_of(datetime.now(UTC))),
    ).fetchone()
    db.execute(
        "INSERT INTO store_orderline (order_id, product_id, name, unit_price_cents, quantity) VALUES (?, ?, ?, ?, ?)",
        (order["id"], product_id, product["name"], product["price_cents"], quantity),
    )
    return receipt(db, order)


@client(affects=[CustomerContext, SessionContext], auth=True)
def update_my_name(db: Writing, user: SignedIn, name: str) -> Profile:
    """Changes the caller's own name.

    No argument names a customer, so the caller's id does: of the customers it drops the caller's entries alone.
    """
    customer_or_404(db, user.id)
    db.execute("UPDATE store_customer SET name = ? WHERE user_id = ?", (checked_name(name), user.id))
    return customer_profile(db, user.id)


@client(affects=SessionContext)
def sign_in(request: Request, response: Response, db: Reading, username: str, password: str) -> Visitor:
    """Begins a session. The client then calls `client.clear()`: what others saw is not kept."""
    user_id = people.begin(request, response, username, password)
    if user_id is None:
        raise Unauthenticated("no account has this name and password")
    return visitor(db, user_id)


@client(affects=SessionContext)
def sign_out(request: Request, response: Response) -> None:
    """Ends the session."""
    people.end(request, response)


# ---- what they are made of


def before(page: int, size: int) -> int:
    """How many rows are on the pages before it."""
    if page < 1:
        raise Invalid("pages count from 1", errors=[Fault(("params", "page"), "range")])
    return (page - 1) * size


def product_or_404(db: sqlite3.Connection, product_id: int) -> sqlite3.Row:
    """The product, or a problem that the client's types know."""
    row = db.execute(
        "SELECT p.*, c.name AS category FROM store_product p JOIN store_category c ON c.id = category_id"
        " WHERE p.id = ?",
        (product_id,),
    ).fetchone()
    if row is None:
        raise NotFound("there is no such product")
    found: sqlite3.Row = row
    return found


def customer_or_404(db: sqlite3.Connection, customer_id: int) -> sqlite3.Row:
    """The customer, or a problem."""
    row = db.execute("SELECT * FROM store_customer WHERE user_id = ?", (customer_id,)).fetchone()
    if row is None:
        raise NotFound("there is no such customer")
    found: sqlite3.Row = row
    return found


def checked_name(name: str) -> str:
    """A name without spaces around it, of a length that labels bear."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(f"a name has 1 to {LONGEST_NAME} characters", errors=[Fault(("args", "name"), "length")])
    return name


def receipt(db: sqlite3.Connection, order: sqlite3.Row) -> Order:
    """An order as its customer reads it."""
    rows = db.execute(
        "SELECT name, quantity, unit_price_cents FROM store_orderline WHERE order_id = ? ORDER BY id", (order["id"],)
    )
    lines = [OrderLine(**row) for row in rows]
    return Order(
        reference=UUID(order["reference"]),
        placed_at=moment(order["placed_at"]),
        total_cents=sum(line.quantity * line.unit_price_cents for line in lines),
        lines=lines,
    )


def visitor(db: sqlite3.Connection, user_id: int) -> Visitor:
    """An account as the screen shows it. One that never bought anything, as of `createsuperuser`, has a name too."""
    row = db.execute(
        "SELECT id, coalesce(name, username) AS name, is_staff FROM auth_user"
        " LEFT JOIN store_customer ON user_id = id WHERE id = ?",
        (user_id,),
    ).fetchone()
    return Visitor(id=row["id"], name=row["name"], staff=bool(row["is_staff"]))
