"""Who asks: the accounts that Django's twin has made, and sessions of this app's own.

Mizan takes no part in it but for `caller`, the dependency that tells it who asks.
"""

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response

from mizan import Caller
from mizan.errors import Unauthenticated
from store.database import connected

COOKIE = "shop_session"
A_FORTNIGHT = 14 * 24 * 60 * 60


@dataclass(frozen=True)
class User:
    """Somebody who has signed in."""

    id: int
    staff: bool
    superuser: bool


def current_user(request: Request) -> User | None:
    """Whose session it is, if it is one of somebody who is still active."""
    token = request.cookies.get(COOKIE)
    if token is None:
        return None
    with connected() as db:
        found = db.execute(
            "SELECT id, is_staff, is_superuser FROM session JOIN auth_user ON id = user_id"
            " WHERE token = ? AND ends > ? AND is_active",
            (kept(token), int(time.time())),
        ).fetchone()
    return None if found is None else User(found["id"], bool(found["is_staff"]), bool(found["is_superuser"]))


CurrentUser = Annotated[User | None, Depends(current_user)]


def caller(user: CurrentUser) -> Caller | None:
    """What Mizan has to know of them."""
    if user is None:
        return None
    roles = (("staff", user.staff), ("superuser", user.superuser))
    return Caller.of(str(user.id), roles=[role for role, has in roles if has])


def signed_in(user: CurrentUser) -> User:
    """For functions that are somebody's."""
    if user is None:
        raise Unauthenticated
    return user


SignedIn = Annotated[User, Depends(signed_in)]


def begin(request: Request, response: Response, username: str, password: str) -> int | None:
    """A session in place of the one that there may have been; whose it is, if they know the password."""
    with connected() as db:
        found = db.execute(
            "SELECT id, password FROM auth_user WHERE username = ? AND is_active", (username,)
        ).fetchone()
        # Outside of a transaction: it is meant to take long, as long where it is nobody's.
        if not is_password(password, NOBODYS if found is None else found["password"]):
            return None
        token = secrets.token_urlsafe(32)
        now = int(time.time())
        db.execute("DELETE FROM session WHERE token = ? OR ends <= ?", (kept(request.cookies.get(COOKIE, "")), now))
        db.execute("INSERT INTO session VALUES (?, ?, ?)", (kept(token), now + A_FORTNIGHT, found["id"]))
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, max_age=A_FORTNIGHT, httponly=True, samesite="lax", secure=secure)
    return int(found["id"])


def end(request: Request, response: Response) -> None:
    """Ends the session, here and in the browser."""
    with connected() as db:
        db.execute("DELETE FROM session WHERE token = ?", (kept(request.cookies.get(COOKIE, "")),))
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


def kept(token: str) -> str:
    """What is kept of a session's token: who reads the table cannot be somebody by it."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_password(password: str, known: str) -> bool:
    """Whether it is the one that Django has hashed: `pbkdf2_sha256$rounds$salt$hash`. An account may have none."""
    if not known.startswith("pbkdf2_sha256$"):
        known = NOBODYS
    _, rounds, salt, hash = known.split("$")
    made = hashlib.pbkdf2_hmac("sha256", password.encode(errors="replace"), salt.encode(), int(rounds))
    return secrets.compare_digest(base64.b64encode(made).decode(), hash)


# No password has this hash.
NOBODYS = "pbkdf2_sha256$1200000$nobody$"
