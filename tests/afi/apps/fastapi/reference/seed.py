"""`python -m reference.seed`: the rows of every twin in a database of its own; everybody's password is the name."""

import sqlite3

from reference.database import connected, create, transaction
from reference.people import hashed

PEOPLE = {1: "Ada", 5: "Grace", 7: "Edsger"}
ORDERS = {1: 5, 2: 5, 3: 7}
PRODUCTS = {"mug": ("kitchen", 900), "pan": ("kitchen", 4_500), "rake": ("garden", 2_250)}


def seed() -> None:
    create()
    with connected() as db, transaction(db, "IMMEDIATE"):
        for number, name in PEOPLE.items():
            user(db, number, name.lower())
            db.execute("INSERT INTO people VALUES (?, ?, NULL)", (number, name))
        user(db, 20, "sasha", staff=True)
        user(db, 21, "root", staff=True, superuser=True)
        user(db, 22, "packer", roles=["packers"])
        db.execute("INSERT INTO permissions VALUES (22, 'shop.change_order')")
        # Names that look like others': a Cyrillic letter, and a Kelvin sign in the name of a role.
        user(db, 24, "\u0430da", password="impostor")
        user(db, 25, "impostor", roles=["pac\u212aers", "Packers"])
        user(db, 23, "gone", active=False)
        db.executemany("INSERT INTO orders (id, owner_id) VALUES (?, ?)", ORDERS.items())
        rows = [(sku, category, price) for sku, (category, price) in PRODUCTS.items()]
        db.executemany("INSERT INTO products VALUES (?, ?, ?)", rows)


def user(
    db: sqlite3.Connection,
    number: int,
    name: str,
    *,
    password: str | None = None,
    roles: list[str] = [],  # noqa: B006 - read, never changed
    active: bool = True,
    staff: bool = False,
    superuser: bool = False,
) -> None:
    kept = hashed(password or name)
    db.execute("INSERT INTO users VALUES (?, ?, ?, ?, ?, ?)", (number, name, kept, active, staff, superuser))
    db.executemany("INSERT INTO memberships VALUES (?, ?)", [(number, role) for role in roles])


if __name__ == "__main__":
    seed()
