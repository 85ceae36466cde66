"""Who asks: users, the sessions that they have, and the page by which they sign in.

Mizan takes no part in it but for `caller`, the dependency that tells it who asks.
"""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from mizan import Caller
from reference.database import Writing, connected

COOKIE = "session"

router = APIRouter(prefix="/accounts")


@dataclass(frozen=True)
class User:
    """Somebody who has signed in."""

    id: int
    name: str
    roles: frozenset[str]
    permissions: frozenset[str]


def current_user(request: Request) -> User | None:
    """Whose session it is, if it is one of somebody who is still active."""
    token = request.cookies.get(COOKIE)
    if token is None:
        return None
    with connected() as db:
        found = db.execute(
            "SELECT users.* FROM sessions JOIN users ON users.id = user_id WHERE token = ? AND is_active",
            (kept(token),),
        ).fetchone()
        if found is None:
            return None
        groups = db.execute("SELECT role FROM memberships WHERE user_id = ?", (found["id"],)).fetchall()
        permissions = db.execute("SELECT name FROM permissions WHERE user_id = ?", (found["id"],)).fetchall()
    own = (role for role in ("staff", "superuser") if found[f"is_{role}"])
    roles = frozenset([*own, *(group["role"] for group in groups)])
    return User(found["id"], found["name"], roles, frozenset(each["name"] for each in permissions))


CurrentUser = Annotated[User | None, Depends(current_user)]


def caller(user: CurrentUser) -> Caller | None:
    """What Mizan has to know of them."""
    return None if user is None else Caller.of(str(user.id), roles=user.roles, permissions=user.permissions)


@router.get("/login/")
def login_page() -> HTMLResponse:
    return HTMLResponse(PAGE)


@router.post("/login/")
async def login(request: Request, db: Writing) -> Response:
    form = parse_qs((await request.body()).decode(errors="replace"))
    name, password = (form.get(field, [""])[0] for field in ("username", "password"))
    found = db.execute("SELECT id, password FROM users WHERE name = ? AND is_active", (name,)).fetchone()
    if not is_password(password, found["password"] if found is not None else NOBODYS):
        return HTMLResponse(PAGE, 403)
    token = secrets.token_urlsafe(32)
    db.execute("INSERT INTO sessions VALUES (?, ?)", (kept(token), found["id"]))
    response = RedirectResponse("/", 302)
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax")
    return response


@router.post("/logout/")
def logout(request: Request, db: Writing) -> RedirectResponse:
    db.execute("DELETE FROM sessions WHERE token = ?", (kept(request.cookies.get(COOKIE, "")),))
    response = RedirectResponse("/", 302)
    response.delete_cookie(COOKIE)
    return response


def kept(token: str) -> str:
    """What is kept of a session's token: who reads the table cannot be somebody by it."""
    return hashlib.sha256(token.encode()).hexdigest()


def hashed(password: str) -> str:
    """What is kept of a password."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}:{_hash(password, salt)}"


def is_password(password: str, known: str) -> bool:
    """Whether it is the one; it takes as long where it is nobody's."""
    salt, _, found = known.partition(":")
    return secrets.compare_digest(_hash(password, bytes.fromhex(salt)), found)


def _hash(password: str, salt: bytes) -> str:
    # Everybody knows the passwords: a costly hash would only make the tests slow.
    return hashlib.scrypt(password.encode(errors="replace"), salt=salt, n=2**4, r=8, p=1).hex()


NOBODYS = hashed(secrets.token_hex())
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Sign in</title></head>
<body>
<form method="post"><input name="username"><input name="password" type="password"><button>Sign in</button></form>
</body>
</html>
"""
